import { anAccount, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import type { LogEntry, Tx } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockRoot } from './cases/case-reader.ts';
import { makeSo } from './cases/change-case.ts';
import { react } from './cases/reaction.ts';
import { lockCase } from './cases/tell.ts';
import { anInbox, caseOf, type Outsider, outsider } from './inbox.test-kit.ts';
import { applyRules } from './rules/run-rules.ts';

let kit: TestHouse;
let lin: Seat;
let zhou: Seat;
let account: string;
/** Conversations begun in this order, cases in the opposite one. */
const talks: Outsider[] = [];
const cases: string[] = [];

beforeAll(async () => {
  kit = await testHouse();
  [lin, zhou] = [await kit.person('林月'), await kit.person('周明')];
  account = await anAccount(kit);
  await anInbox(kit, [lin, zhou], account);
  for (const name of ['甲', '乙']) talks.push(await outsider(kit, account, name));
  for (const talk of talks.toReversed()) await talk.says('在吗');
  for (const talk of talks) cases.push((await caseOf(kit, lin, talk)).id);
});
afterAll(() => kit.stop());

/** Resolves once this backend waits for another. */
const waits = (pid: () => number | undefined): Promise<void> =>
  until(async () => {
    const own = pid();
    if (own === undefined) return false;
    return (await kit.house.platform.db.row('select 1 where cardinality(pg_blocking_pids($1)) > 0', [own])) !== undefined;
  });

/**
 * Takes the lower of two cases, lets `work` begin that is about the higher first, and then wants the higher. Answers how often each of the two
 * transactions was tried: a second time is what a deadlock leads to.
 */
async function crossing(work: (tx: Tx) => Promise<unknown>): Promise<number[]> {
  const { db } = kit.house.platform;
  const [low, high] = [...cases].sort();
  const tries = [0, 0];
  let second: Promise<void> | undefined;
  let pid: number | undefined;
  await db.transaction(async (tx) => {
    tries[0]!++;
    await lockRoot(tx, low!);
    second ??= db.transaction(async (other) => {
      tries[1]!++;
      pid = (await other.row<{ pid: number }>('select pg_backend_pid() as pid'))!.pid;
      await work(other);
    });
    await waits(() => pid);
    await lockRoot(tx, high!);
  });
  await second;
  return tries;
}

/** What stands last in the log of a stream under a type. */
const lastOf = async (stream: string, type: string): Promise<LogEntry> =>
  (await kit.house.platform.db.row<LogEntry>(
    'select stream_id as stream, ev, type, actor, at, target, subject from log where stream_id = $1 and type = $2 order by ev desc limit 1',
    [stream, type],
  ))!;

describe('IN16 several cases in one transaction', () => {
  it('what contacts say is taken in by cases in the order of their ids, in whatever order it was said', async () => {
    expect(cases).toEqual([...cases].sort().toReversed());
    const entries = await Promise.all(talks.map(({ conversation }) => lastOf(conversation, 'message.sent')));
    expect(await crossing((tx) => react(kit.house.platform, tx, entries))).toEqual([1, 1]);
  });

  it('rules take cases in the order of their ids', async () => {
    await kit.call(kit.owner, 'inbox.saveRule', {
      name: '订单',
      inbox: null,
      event: 'opened',
      conditions: {},
      acts: [{ do: 'label', label: '订单' }],
      enabled: true,
    } as never);
    const entries = await Promise.all(cases.map((id) => lastOf(id, 'case.opened')));
    expect(await crossing((tx) => applyRules(kit.house.platform, tx, entries))).toEqual([1, 1]);
    for (const talk of talks) expect((await caseOf(kit, lin, talk)).labels).toEqual(['订单']);
  });

  it('people are looked at last and in one order, whoever has the cases', async () => {
    const { platform } = kit.house;
    const more: string[] = [];
    for (const name of ['丙', '丁', '戊', '己']) {
      const talk = await outsider(kit, account, name);
      await talk.says('在吗');
      more.push((await caseOf(kit, lin, talk)).id);
    }
    // Both are here; each waits with its second case until the other one has changed its first.
    const reached = [0, 0];
    const tries = [0, 0];
    const both = (n: number, all: readonly (readonly [string, Seat])[]): Promise<void> =>
      platform.db.transaction(async (tx) => {
        tries[n]!++;
        for (const [id, { user }] of all) {
          await makeSo(platform, tx, await lockCase(tx, id), { assignee: user }, { actor: null });
          reached[n]!++;
          await until(async () => reached.every((count) => count > 0));
        }
      });
    await Promise.all([
      both(0, [
        [more[0]!, lin],
        [more[1]!, zhou],
      ]),
      both(1, [
        [more[2]!, zhou],
        [more[3]!, lin],
      ]),
    ]);
    expect(tries).toEqual([1, 1]);
  });
});
