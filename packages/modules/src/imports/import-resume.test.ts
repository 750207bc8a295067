import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderOf } from './export.test-kit.ts';
import { importApart } from './import-apart.test-kit.ts';
import { bare, contents, expectSound } from './import-house.test-kit.ts';
import { type ImportReport, runImport } from './index.ts';
import { generalDays, slackFiles } from './slack-house.test-kit.ts';

/** A log of one IRC channel: a line every few seconds. */
function ircLog(lines: number, first = 0): string {
  const out: string[] = [];
  for (let n = first; n < first + lines; n++) {
    const at = new Date(Date.UTC(2015, 0, 1) + n * 7_000).toISOString();
    out.push(`${at.slice(0, 10)} ${at.slice(11, 19)} <nick${n % 37}> line ${n} 说了一些话, and some more words to fill it up`);
  }
  return `${out.join('\n')}\n`;
}

describe('an import that is cut off', () => {
  let whole: TestHouse;
  let cut: TestHouse;
  beforeAll(async () => {
    [whole, cut] = [await testHouse(), await testHouse()];
  });
  afterAll(async () => {
    await whole.stop();
    await cut.stop();
  });

  it('IM28 killed again and again and run once more, it is as if it had run once', async () => {
    const folder = await folderOf({
      ...slackFiles(),
      'random/2020-09-15.json': JSON.stringify(
        Array.from({ length: 4500 }, (_, n) => ({
          type: 'message',
          user: `U${1 + (n % 4)}`,
          ts: `${1_600_200_000 + n}.000000`,
          text: `said ${n}`,
          ...(n % 5 === 3 ? { thread_ts: `${1_600_200_000 + n - (n % 50)}.000000` } : {}),
          ...(n % 11 === 0 ? { reactions: [{ name: 'tada', count: 1, users: ['U2'] }] } : {}),
        })),
      ),
    });
    const run = { kind: 'slack', path: folder.path } as const;
    const once = await runImport(whole.house.platform, run);
    const stops: number[] = [];
    for (const many of [5, 1900, 3100]) {
      const ended = await importApart(cut, run, (p) => p.items > many);
      expect(ended.killed).toBe(true);
      stops.push((await cut.house.platform.db.row<{ n: number }>('select count(*) as n from message'))!.n);
    }
    const last = await importApart(cut, run, () => false);
    expect(stops).toEqual([...stops].sort((a, b) => a - b));
    expect(stops[1]!).toBeGreaterThan(0);
    expect(stops.at(-1)!).toBeLessThan(once.messages);
    expect(last.report!.known + last.report!.messages).toBe(once.messages);
    expect(await contents(cut)).toEqual(await contents(whole));
    expect(await seats(cut)).toEqual(await seats(whole));
    await expectSound(cut);
    await folder.remove();
  });

  it('IM20 two overlapping halves are the whole', async () => {
    const days = Object.keys(generalDays);
    const halves = [await folderOf(slackFiles(days.slice(0, 1))), await folderOf(slackFiles(days))];
    const kit = await testHouse();
    const reports: ImportReport[] = [];
    for (const { path } of halves) reports.push(await runImport(kit.house.platform, { kind: 'slack', path }));
    expect(bare(reports[1]!)).toMatchObject({ users: 2, conversations: 0, messages: 5, deletes: 1 });
    const all = await folderOf(slackFiles());
    const apart = await testHouse();
    await runImport(apart.house.platform, { kind: 'slack', path: all.path });
    expect(await contents(kit)).toEqual(await contents(apart));
    await kit.stop();
    await apart.stop();
    for (const folder of [...halves, all]) await folder.remove();
  });

  it('IM25 the older half after the newer one: the same messages, late', async () => {
    const newer = await folderOf({ 'irc-talk.log': ircLog(600, 400) });
    const older = await folderOf({ 'irc-talk.log': ircLog(500) });
    const kit = await testHouse();
    const first = await runImport(kit.house.platform, { kind: 'irc', path: newer.path });
    const second = await runImport(kit.house.platform, { kind: 'irc', path: older.path });
    expect([first.messages, second.messages, second.known]).toEqual([600, 400, 100]);
    const rows = await kit.house.platform.db.rows<{ late: boolean; n: number; first: number; text: string }>(
      `select late, count(*) as n, min(seq) as first from message group by late order by late`,
    );
    expect(rows).toEqual([
      { late: false, n: 600, first: 1 },
      { late: true, n: 400, first: 601 },
    ]);
    await expectSound(kit);
    await kit.stop();
    await newer.remove();
    await older.remove();
  });

  it('IM3 memory does not grow with the export', async () => {
    const folder = await folderOf({ 'irc-long.log': ircLog(40_000) });
    const { steps, report } = await importApart(cut, { kind: 'irc', path: folder.path }, () => false, true);
    expect(report!.messages).toBe(40_000);
    const heap = (from: number, to: number) => {
      const found = steps.filter((s) => s.messages >= from && s.messages <= to).map((s) => s.heap);
      return found.reduce((sum, h) => sum + h, 0) / found.length;
    };
    // In KiB: what 25,000 more messages leave behind.
    expect(heap(35_000, 39_000) - heap(10_000, 14_000)).toBeLessThan(4_000);
    await folder.remove();
  });
});

/** Who sits where, by names. */
async function seats(kit: TestHouse): Promise<unknown[]> {
  return kit.house.platform.db.rows(
    `select coalesce(nullif(c.name, ''), c.kind) as place, c.member_count, u.name, m.role, m.read_seq = s.seq as read, count(*)
     from membership m join conversation c on c.id = m.conversation_id join stream s on s.id = c.id join user_account u on u.id = m.user_id
     group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
  );
}
