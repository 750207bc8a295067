import { randomUUID } from 'node:crypto';
import type { ConversationId } from '@rapport/contract';
import { type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());

const schedule = async (conversation: ConversationId, after: number): Promise<string> => {
  const clientId = randomUUID();
  const draft = { clientId, text: 'later' };
  await kit.call(kit.owner, 'conversations.scheduleMessage', { conversation, draft, sendAt: Date.now() + after });
  return clientId;
};
const cancel = (clientId: string) => kit.call(kit.owner, 'conversations.cancelScheduled', { clientId });
/** Holds a row in a transaction of its own while `act` goes on; `release` ends it. */
async function holding(sql: string, id: string, act: (release: () => Promise<void>) => Promise<void>): Promise<void> {
  let end = () => {};
  const told = new Promise<void>((resolve) => {
    end = resolve;
  });
  let held = () => {};
  const begun = new Promise<void>((resolve) => {
    held = resolve;
  });
  const holder = kit.house.platform.db.transaction(async (tx) => {
    await tx.rows(sql, [id]);
    held();
    await told;
  });
  await begun;
  const release = () => {
    end();
    return holder;
  };
  await act(release).finally(release);
}
/** Connections that wait for a lock. */
const waiting = async (): Promise<number> =>
  (
    await kit.house.platform.db.rows<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  )[0]!.n;
const said = async (conversation: ConversationId): Promise<(string | null | undefined)[]> =>
  (await kit.call(kit.owner, 'conversations.history', { conversation })).messages.map((m) => m.clientId);

it('CV16 what is called off in time is never sent', async () => {
  const group = await kit.group();
  const clientId = await schedule(group, 60_000);
  await cancel(clientId);
  expect((await kit.call(kit.owner, 'conversations.scheduledMessages', {})).items).toEqual([]);
  await expect(cancel(clientId)).rejects.toMatchObject({ problem: { code: 'not-found' } });
});

it('CV16 what is scheduled is told whole, and scheduled again under its client id it is changed', async () => {
  const group = await kit.group();
  const clientId = await schedule(group, 60_000);
  const { seq } = await kit.say(kit.owner, group, 'quoted');
  const sendAt = Date.now() + 120_000;
  const draft = { clientId, text: 'much later', quote: seq };
  await kit.call(kit.owner, 'conversations.scheduleMessage', { conversation: group, draft, sendAt });
  const { items } = await kit.call(kit.owner, 'conversations.scheduledMessages', {});
  expect(items).toEqual([{ conversation: group, clientId, text: 'much later', draft, sendAt, failed: null }]);
  await cancel(clientId);
});

it('CV17 tells how many urgent messages are left of today', async () => {
  const group = await kit.group();
  const quota = () => kit.call(kit.owner, 'conversations.urgentQuota', {});
  expect(await quota()).toEqual({ perDay: 5, left: 5 });
  await kit.say(kit.owner, group, 'now', { urgent: 'the pump leaks' });
  expect(await quota()).toEqual({ perDay: 5, left: 4 });
  const guest = await kit.person('Guest', 'guest');
  expect(await kit.call(guest, 'conversations.urgentQuota', {})).toEqual({ perDay: 0, left: 0 });
});

it('CV16 what is being sent is not called off: whoever tries waits and is told that it is gone', async () => {
  const group = await kit.group();
  await holding('select 1 from stream where id = $1 for update', group, async (release) => {
    const clientId = await schedule(group, 1_500);
    // The job has taken it and waits for the conversation.
    await until(async () => (await waiting()) > 0);
    const answer = cancel(clientId).then(
      () => 'called off',
      (error: { problem: { code: string } }) => error.problem.code,
    );
    await release();
    expect(await answer).toBe('not-found');
    expect(await said(group)).toEqual([clientId]);
  });
});

it('CV16 many who call off, or change, what is being sent leave connections to everybody else', async () => {
  const group = await kit.group();
  const clientId = await schedule(group, 60_000);
  const refused = () => kit.house.platform.db.statements.figuresOf('conversations.lockScheduled').failed;
  const before = refused();
  await holding('select 1 from scheduled where client_id = $1 for update', clientId, async (release) => {
    const draft = { clientId, text: 'sooner' };
    const all = Promise.allSettled(
      Array.from({ length: 15 }, () => [
        cancel(clientId),
        kit.call(kit.owner, 'conversations.scheduleMessage', { conversation: group, draft, sendAt: Date.now() + 60_000 }),
      ]).flat(),
    );
    // All thirty have come for it in vain.
    await until(() => refused() >= before + 30);
    await kit.say(kit.owner, group, 'meanwhile');
    expect(await waiting()).toBe(0);
    await release();
    expect((await all).some(({ status }) => status === 'fulfilled')).toBe(true);
  });
});

it('CV16 what was said before the house fell is not called off when it is back', async () => {
  const group = await kit.group();
  const clientId = await schedule(group, 60_000);
  await kit.say(kit.owner, group, 'later', { clientId });
  await expect(cancel(clientId)).rejects.toMatchObject({ problem: { code: 'not-found' } });
  expect(await said(group)).toEqual([clientId]);
});

it('CV16 my other devices hear that what I scheduled changed: scheduled, called off, sent; nobody else does', async () => {
  const lin = await kit.person('林月');
  const group = await kit.group(lin);
  const heard = { mine: 0, others: 0 };
  const mine = await kit.client(kit.owner, { onScheduled: () => heard.mine++ });
  const others = await kit.client(lin, { onScheduled: () => heard.others++ });
  await until(() => mine.state.status === 'online' && others.state.status === 'online');
  // Whoever connects asks once.
  expect(heard).toEqual({ mine: 1, others: 1 });
  const clientId = await schedule(group, 60_000);
  await until(() => heard.mine === 2);
  await cancel(clientId);
  await until(() => heard.mine === 3);
  await schedule(group, 300);
  await until(() => heard.mine === 5);
  expect(heard.others).toBe(1);
  await mine.close();
  await others.close();
});
