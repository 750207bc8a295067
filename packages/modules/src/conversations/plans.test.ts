import { type Explained, literalOf, type PlanNode, planOf, rowsTaken, type TestHouse, testHouse } from '@rapport/dev';
import type { Queryable } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesBetween } from './log-reader.ts';
import {
  lastMessageOf,
  messageHead,
  messagesAfter,
  messagesAt,
  messagesBefore,
  messagesBySeq,
  messagesChanged,
  versionsOf,
} from './message-reader.ts';

/** How often a plan looked into a table. */
const looksInto = (node: PlanNode, table: string): number =>
  (node['Relation Name'] === table ? node['Actual Loops'] : 0) +
  (node.Plans ?? []).reduce((sum, one) => sum + looksInto(one, table), 0);

const messages = 1_500;
const page = 50;

describe('statements about a conversation that the statistics do not know', () => {
  let kit: TestHouse;
  let conversation: string;
  let touched = 0;
  let signings = 0;
  let q: Queryable;

  beforeAll(async () => {
    kit = await testHouse();
    const { db } = kit.house.platform;
    const fill = async (count: number): Promise<string> => {
      const id = await kit.group();
      await db.rows(
        `with s as (update stream set ev = ev + $2, seq = seq + $2 where id = $1 returning ev - $2 as ev0, seq - $2 as seq0),
         r as (select ev0 + n as ev, seq0 + n as seq, gen_random_uuid() as client from s, generate_series(1, $2::int) n),
         l as (insert into log (stream_id, ev, type, actor, at, record_id) select $1, ev, 'message.sent', $3, now(), gen_random_uuid() from r),
         v as (insert into version (conversation_id, ev, seq, author, at, key, text)
           select $1, ev, seq, $3, now(), '\\x00', 'message ' || seq from r)
         insert into message (conversation_id, seq, ev, changed_ev, version_ev, sender, client_id, at)
           select $1, seq, ev, ev, ev, $3, client, now() from r`,
        [id, count, kit.owner.user],
      );
      return id;
    };
    for (const count of [3_000, 2_000, 1_000]) await fill(count);
    await db.rows('analyze');
    conversation = await fill(messages);
    const note = (explained: Explained[]): void => {
      const root = planOf(explained);
      touched = Math.max(touched, rowsTaken(root));
      signings += looksInto(root, 'signing');
    };
    const rows = async <T>(sql: string, params?: readonly unknown[]): Promise<T[]> => {
      note(await db.rows<Explained>(`explain (analyze, format json) ${sql}`, params));
      return db.rows<T>(sql, params);
    };
    q = {
      rows,
      row: async <T>(sql: string, params?: readonly unknown[]) => (await rows<T>(sql, params))[0],
      // The plan for whatever values, too: a connection may keep to it.
      prepared: async <T>(name: string, sql: string, params: readonly unknown[]) => {
        await db.transaction(async (tx) => {
          await tx.rows('set local plan_cache_mode = force_generic_plan');
          await tx.rows(`prepare "${name}" as ${sql}`);
          note(
            await tx.rows<Explained>(`explain (analyze, format json) execute "${name}" (${params.map(literalOf).join(', ')})`),
          );
          await tx.rows(`deallocate "${name}"`);
        });
        return rows<T>(sql, params);
      },
    };
  });
  afterAll(() => kit.stop());

  const seqs = Array.from({ length: page }, (_, i) => messages - i);
  it.each<[string, number, () => Promise<unknown>]>([
    ['changes', page, () => messagesChanged(q, conversation, 1, messages - page + 2, 200)],
    ['all changes, of which a page is read', page, () => messagesChanged(q, conversation, 1, 0, page)],
    ['newest', page, () => messagesBefore(q, conversation, 1, Number.MAX_SAFE_INTEGER, page)],
    ['older', page, () => messagesBefore(q, conversation, 1, 700, page)],
    ['newer', page, () => messagesAfter(q, conversation, 1, 700, page)],
    ['by seq', page, () => messagesBySeq(q, conversation, seqs)],
    ['by places', page, () => messagesAt(q, seqs.map((seq) => ({ conversation, seq })))], // biome-ignore format: one a line
    ['head', 1, () => messageHead(q, conversation, 700)],
    ['last', 1, () => lastMessageOf(q, conversation)],
    ['versions', 1, () => versionsOf(q, conversation, 700, Number.MAX_SAFE_INTEGER)],
    ['lines of the log', page, () => changesBetween(q, conversation, 700, 700 + page - 1)],
  ])('take up rows by what they answer, not by what it holds: %s', async (_, answers, ask) => {
    touched = 0;
    const found = await ask();
    if (Array.isArray(found)) expect(found.length).toBe(answers);
    expect(touched).toBeLessThan(answers * 25 + 20);
  });

  it('look for signatures only where a message has some', async () => {
    signings = 0;
    await messagesBySeq(q, conversation, seqs);
    expect(signings).toBe(0);
    await q.rows('update message set signings = 1 where conversation_id = $1 and seq = $2', [conversation, messages]);
    signings = 0;
    await messagesBySeq(q, conversation, seqs);
    expect(signings).toBeGreaterThan(0);
  });
});
