import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { createHouse } from '@rapport/modules';
import { createLogger } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('CV10 sending', () => {
  let kit: TestHouse;
  let lin: Seat;
  beforeAll(async () => {
    kit = await testHouse();
    lin = await kit.person('林月');
  });
  afterAll(() => kit.stop());

  const send = (seat: Seat, conversation: string, text: string, clientId: string = crypto.randomUUID(), more: object = {}) =>
    kit.say(seat, conversation, text, { clientId, ...more });
  const group = (...members: Seat[]) => kit.group(...members);
  const texts = async (conversation: string) =>
    (await kit.call(kit.owner, 'conversations.history', { conversation: conversation as never, limit: 200 })).messages.map(
      (m) => m.text,
    );
  const db = () => kit.house.platform.db;

  it('SY4 a repeat is answered with the first result', async () => {
    const conversation = await group(lin);
    const clientId = crypto.randomUUID();
    const first = await send(lin, conversation, '你好', clientId);
    expect(first).toMatchObject({ seq: 1, repeated: false });
    expect(await send(lin, conversation, '你好', clientId)).toEqual({ ...first, repeated: true });
    expect(await texts(conversation)).toEqual(['你好']);
  });

  it('SY4 a repeat is answered even after its sender has been taken out, and after an edit', async () => {
    const conversation = await group(lin);
    const clientId = crypto.randomUUID();
    const first = await send(lin, conversation, 'before', clientId);
    await kit.call(lin, 'conversations.editMessage', { conversation: conversation as never, seq: first.seq, text: 'after' });
    await kit.call(kit.owner, 'conversations.removeMember', { conversation: conversation as never, user: lin.user as never });
    expect(await send(lin, conversation, 'before', clientId)).toMatchObject({ seq: first.seq, repeated: true });
    await expect(send(lin, conversation, 'something new')).rejects.toThrow('not-found');
  });

  it('SY4 the same client id with other content is refused and writes nothing', async () => {
    const conversation = await group(lin);
    const clientId = crypto.randomUUID();
    await send(lin, conversation, 'one', clientId);
    await expect(send(lin, conversation, 'two', clientId)).rejects.toThrow('client-id-reused');
    await expect(send(lin, conversation, 'one', clientId, { noForward: true })).rejects.toThrow('client-id-reused');
    expect(await texts(conversation)).toEqual(['one']);
    // Another sender, or another conversation, may use it.
    expect(await send(kit.owner, conversation, 'two', clientId)).toMatchObject({ repeated: false });
    expect(await send(lin, await group(lin), 'one', clientId)).toMatchObject({ repeated: false });
  });

  it('SY4 the same draft many times at once is one message', async () => {
    const conversation = await group(lin);
    const clientId = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(lin, conversation, 'at once', clientId)));
    expect(new Set(answers.map((a) => a.seq)).size).toBe(1);
    expect(answers.filter((a) => !a.repeated)).toHaveLength(1);
    expect(await texts(conversation)).toEqual(['at once']);
  });

  it('SY1 SY3 a message costs one row of each kind, whatever the number of members', async () => {
    const crowd = await Promise.all(Array.from({ length: 30 }, (_, i) => kit.person(`person ${i}`)));
    const count = async () =>
      (await db().row<{ n: number }>(
        `select (select count(*) from message) + (select count(*) from version) + (select count(*) from log) + (select count(*) from mention)
           + (select count(*) from membership) as n`,
      ))!.n;
    for (const [members, text, rows] of [
      [[lin], 'plain', 3],
      [[lin, ...crowd], 'plain', 3],
      [[lin, ...crowd], '<!all> everybody', 4],
    ] as const) {
      const conversation = await group(...members);
      const before = await count();
      await send(kit.owner, conversation, text);
      expect((await count()) - before).toBe(rows);
    }
  });

  it('a stream that somebody holds does not stop the others, and keeps its order', async () => {
    const held = await group(lin);
    const free = await group(lin);
    const client = await db().pool.connect();
    await client.query('begin');
    await client.query('select 1 from stream where id = $1 for no key update', [held]);
    const waiting = ['one', 'two', 'three'].map((text) => send(lin, held, text));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await send(lin, free, 'passes')).toMatchObject({ seq: 1 });
    waiting.push(send(lin, held, 'four'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await client.query('rollback');
    client.release();
    const sent = await Promise.all(waiting);
    expect(sent.map((s) => s.seq)).toEqual([1, 2, 3, 4]);
    expect(await texts(held)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('a stream that somebody holds for a moment is waited for: no message of its flight takes a transaction of its own', async () => {
    const waits = () => [...db().statements.all()].find((s) => s.name === 'conversations.lockConversations')?.count ?? 0;
    const waiters = 'select 1 from pg_locks where not granted and $1 = any (pg_blocking_pids(pid))';
    /** Milliseconds for which a stream was held that was sent to meanwhile. */
    const holding = async (): Promise<number> => {
      const [held, free] = [await group(lin), await group(lin)];
      const client = await db().pool.connect();
      await client.query('begin');
      await client.query('select 1 from stream where id = $1 for no key update', [held]);
      const { pid } = (await client.query('select pg_backend_pid() as pid')).rows[0];
      const began = performance.now();
      const sent = Promise.all([send(lin, held, 'held'), send(lin, free, 'free'), send(kit.owner, held, 'held, too')]);
      await until(async () => (await db().rows(waiters, [pid])).length > 0);
      await client.query('commit');
      const milliseconds = performance.now() - began;
      client.release();
      expect((await sent).map((s) => s.seq).sort()).toEqual([1, 1, 2]);
      return milliseconds;
    };
    // A tenth of a second is what a flight waits. A busy machine may hold for longer than is meant: that says nothing, and is tried again.
    for (let tries = 0; tries < 20; tries++) {
      // Whoever was held up for long just now waits for nobody.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const before = waits();
      if ((await holding()) >= 100) continue;
      expect(waits()).toBe(before);
      return;
    }
    console.warn('\nNOT TRIED: a stream held for less than a tenth of a second, for which this machine is too busy.\n');
  });

  it('what PostgreSQL cannot store is refused alone: the rest of its flight is sent', async () => {
    const conversation = await group(lin);
    const all = await Promise.allSettled([
      send(lin, conversation, 'good'),
      send(lin, conversation, 'bad \u0000 bad'),
      send(lin, conversation, 'also good'),
    ]);
    expect(all.map((a) => a.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await texts(conversation)).sort()).toEqual(['also good', 'good']);
  });

  it('a member taken out at the same moment is refused or stands before the removal, never after', async () => {
    for (let round = 0; round < 8; round++) {
      const conversation = await group(lin);
      const [removal, ...sends] = await Promise.allSettled([
        kit.call(kit.owner, 'conversations.removeMember', { conversation: conversation as never, user: lin.user as never }),
        ...Array.from({ length: 6 }, (_, i) => send(lin, conversation, `m${i}`)),
      ]);
      expect(removal.status).toBe('fulfilled');
      const left = await db().row<{ ev: number }>(`select ev from log where stream_id = $1 and type = 'member.left'`, [
        conversation,
      ]);
      for (const sent of sends) if (sent.status === 'fulfilled') expect((sent.value as { ev: number }).ev).toBeLessThan(left!.ev);
    }
  });

  it('SY1 two nodes on one database number one conversation without holes or doubles', async () => {
    const { config } = kit.house.platform;
    const other = await createHouse({
      config: { ...config, port: 0 },
      databaseUrl: kit.databaseUrl,
      background: false,
      poolSize: 4,
      logger: createLogger('silent'),
    });
    try {
      const port = await other.listen();
      const conversation = await group(lin);
      const clientIds = Array.from({ length: 40 }, () => crypto.randomUUID());
      const at = (url: string, clientId: string, i: number) =>
        fetch(`${url}/api/v1/conversations.sendMessage`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${lin.token}` },
          body: JSON.stringify({ conversation, draft: { clientId, text: `m${i}` } }),
        }).then((r) => r.json() as Promise<{ seq: number; ev: number }>);
      // Every draft goes to both nodes at once: each is one message, whichever was first.
      const answers = await Promise.all(
        clientIds.flatMap((id, i) => [at(kit.url, id, i), at(`http://127.0.0.1:${port}`, id, i)]),
      );
      const seqs = new Set(answers.map((a) => a.seq));
      expect([...seqs].sort((a, b) => a - b)).toEqual(clientIds.map((_, i) => i + 1));
      for (let i = 0; i < answers.length; i += 2) expect(answers[i]!.seq).toBe(answers[i + 1]!.seq);
      const rows = await db().rows<{ ev: number; seq: number }>(
        'select ev, seq from message where conversation_id = $1 order by seq',
        [conversation],
      );
      expect(rows).toHaveLength(40);
      expect(rows.every((r, i) => i === 0 || r.ev === rows[i - 1]!.ev + 1)).toBe(true);
    } finally {
      await other.stop();
    }
  });
});
