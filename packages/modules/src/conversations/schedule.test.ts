import { randomUUID } from 'node:crypto';
import type { ConversationId } from '@rapport/contract';
import { type TestHouse, testHouse, until } from '@rapport/dev';
import pg from 'pg';
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
const said = async (conversation: ConversationId): Promise<(string | null | undefined)[]> =>
  (await kit.call(kit.owner, 'conversations.history', { conversation })).messages.map((m) => m.clientId);

it('CV16 what is called off in time is never sent', async () => {
  const group = await kit.group();
  const clientId = await schedule(group, 60_000);
  await cancel(clientId);
  expect((await kit.call(kit.owner, 'conversations.scheduledMessages', {})).items).toEqual([]);
  await expect(cancel(clientId)).rejects.toMatchObject({ problem: { code: 'not-found' } });
});

it('CV16 what is being sent is not called off: whoever tries waits and is told that it is gone', async () => {
  const group = await kit.group();
  const holder = new pg.Client({ connectionString: kit.databaseUrl });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select 1 from stream where id = $1 for update', [group]);
    const clientId = await schedule(group, 50);
    // The job has taken it and waits for the conversation.
    await until(async () => {
      // Inside a transaction what others do is shown as of the first look.
      await holder.query('select pg_stat_clear_snapshot()');
      const { rows } = await holder.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    const answer = cancel(clientId).then(
      () => 'called off',
      (error: { problem: { code: string } }) => error.problem.code,
    );
    await holder.query('commit');
    expect(await answer).toBe('not-found');
    expect(await said(group)).toEqual([clientId]);
  } finally {
    await holder.end();
  }
});

it('CV16 many who call off, or change, what is being sent leave connections to everybody else', async () => {
  const group = await kit.group();
  const clientId = await schedule(group, 60_000);
  const holder = new pg.Client({ connectionString: kit.databaseUrl });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select 1 from scheduled where client_id = $1 for update', [clientId]);
    const draft = { clientId, text: 'sooner' };
    const all = Promise.allSettled(
      Array.from({ length: 15 }, () => [
        cancel(clientId),
        kit.call(kit.owner, 'conversations.scheduleMessage', { conversation: group, draft, sendAt: Date.now() + 60_000 }),
      ]).flat(),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    await kit.say(kit.owner, group, 'meanwhile');
    const { rows } = await holder.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rows[0].n).toBe(0);
    await holder.query('commit');
    expect((await all).some(({ status }) => status === 'fulfilled')).toBe(true);
  } finally {
    await holder.end();
  }
});

it('CV16 what was said before the house fell is not called off when it is back', async () => {
  const group = await kit.group();
  const clientId = await schedule(group, 60_000);
  await kit.say(kit.owner, group, 'later', { clientId });
  await expect(cancel(clientId)).rejects.toMatchObject({ problem: { code: 'not-found' } });
  expect(await said(group)).toEqual([clientId]);
});
