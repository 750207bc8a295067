/** The three ways to ask the index give the same answer: on a table large enough for the planner to be tempted. */

import { join } from 'node:path';
import { type TestHouse, testHouse } from '@rapport/dev';
import { readFromArchive, sharedData } from '@rapport/dev/shared-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { findNeedle } from './matches.ts';
import { plainText } from './plain-text.ts';
import { parseQuery } from './query.ts';
import { caughtUp, findAll, seedMessages, send } from './search.test-kit.ts';

const many = 50_000;
const vocabulary = [
  '合同',
  '审批',
  '报销',
  '客户',
  '服务器',
  '上线',
  '数据库',
  '周报',
  '会议',
  '出差',
  'deploy',
  'review',
  'merge',
  'invoice',
  'budget',
  'QQ营销',
  '营销2024',
  '蓝鲸',
];

/** A small generator with a seed, so that a failure can be run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function made(n: number, seed: number): string[] {
  const next = random(seed);
  const pick = () => vocabulary[Math.floor(next() * next() * vocabulary.length)] as string;
  return Array.from({ length: n }, (_, i) => {
    const words = Array.from({ length: 3 + Math.floor(next() * 8) }, pick);
    const marked = next() < 0.1 ? words.map((w, k) => (k % 2 ? `**${w}**` : w)) : words;
    return `${marked.join(next() < 0.5 ? ' ' : '')}，共同 ${i % 1000 === 7 ? `稀有词${i}` : ''}`;
  });
}

/** Real talk, where the shared data is there. */
function talk(): string[] {
  const data = sharedData('search over real talk in the database');
  if (!data) return [];
  const lines = readFromArchive(join(data, 'chat/zh-irc-coscup.tar.xz'), 'zh-irc-coscup/coscup/irc-coscup-2015.log');
  return [...lines.toString().matchAll(/^\d\d:\d\d <.[^>]+> (.+)$/gm)].map((m) => (m[1] as string).replaceAll('\0', ''));
}

describe('search over many messages', () => {
  let kit: TestHouse;
  let big: string;
  let texts: string[];
  let folded: string[];
  beforeAll(async () => {
    kit = await testHouse();
    big = (await kit.call(kit.owner, 'conversations.create', { name: 'big' })).id;
    texts = [...made(many, 7), ...talk()];
    folded = texts.map((text) => fold(`${plainText(text, () => undefined)}\n\u001f\n${text}`));
    await seedMessages(kit, big, kit.owner.user, texts);
    const started = performance.now();
    await caughtUp(kit);
    const seconds = (performance.now() - started) / 1000;
    await kit.house.platform.db.rows('analyze');
    const size = await kit.house.platform.db.row<{ table: number; gin: number }>(
      `select pg_table_size('search_message') as table, pg_relation_size('search_message_tokens') as gin`,
    );
    process.stdout.write(
      `search index: ${Math.round(texts.length / seconds)} messages/s, table ${Math.round(size!.table / texts.length)} B, GIN ${Math.round(size!.gin / texts.length)} B a message\n`,
    );
  }, 180_000);
  afterAll(() => kit.stop());

  const brute = (query: string): number[] => {
    const parsed = parseQuery(query, { today: '2026-11-21' });
    if (!parsed.ok) throw new Error(parsed.problem.code);
    const { terms } = parsed.query;
    const holds = (text: string): boolean => terms.every((term) => findNeedle(text, term) >= 0 !== term.excluded);
    return folded.flatMap((text, i) => (holds(text) ? [i + 1] : [])).reverse();
  };
  const firstSeqs = async (query: string, limit = 100) =>
    (await kit.call(kit.owner, 'search.messages', { text: query, limit })).items.map((hit) => hit.seq);

  it('SE3 the first page is what brute force finds, for rare, common and mixed words', async () => {
    const queries = [
      '稀有词',
      '稀有词7 ',
      '蓝鲸',
      'deploy review',
      '"deploy review"',
      '共同',
      '共同 -deploy',
      '合同审批 -蓝鲸',
      '营销2024',
      'qq营销',
      'invo 周报',
      '审批报销客户',
      '同 稀',
      '上线 "会议 出差"',
    ];
    for (const query of queries) {
      const expected = brute(query).slice(0, 100);
      expect(await firstSeqs(query), query).toEqual(expected);
    }
  });

  it('SE3 recall is complete over parts of real and made talk', async () => {
    const next = random(99);
    let tried = 0;
    for (let n = 0; n < 150; n++) {
      const i = Math.floor(next() * texts.length);
      const run = [...(fold(texts[i] as string).match(/\p{Script=Han}{2,}|[a-z]{3,}/gu) ?? [])];
      const word = run[Math.floor(next() * run.length)];
      if (!word) continue;
      const part = Array.from(word)
        .slice(0, 2 + Math.floor(next() * 3))
        .join('');
      const expected = brute(part);
      const got = await firstSeqs(part);
      tried++;
      expect(got, part).toEqual(expected.slice(0, 100));
    }
    expect(tried).toBeGreaterThan(100);
  });

  it('pages of a very common word have no gap and no repeat, whatever way they take', async () => {
    const expected = brute('共同 蓝鲸');
    const hits = await findAll(kit, kit.owner, '共同 蓝鲸', { limit: 100 });
    expect(hits.map((hit) => hit.seq)).toEqual(expected);
    const common: number[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 15; page++) {
      const { items, next } = await kit.call(kit.owner, 'search.messages', {
        text: '共同',
        limit: 100,
        ...(cursor ? { cursor } : {}),
      });
      common.push(...items.map((hit) => hit.seq));
      cursor = next;
    }
    expect(common).toEqual(brute('共同').slice(0, 1_500));
    const before = await kit.call(kit.owner, 'search.messages', { text: 'before:2025-01-02', limit: 100 });
    expect(before.items[0]?.at).toBeLessThan(Date.UTC(2025, 0, 2));
    expect(before.items).toHaveLength(100);
  });

  it('somebody who sees little finds it among common words, newest first', async () => {
    const guest = await kit.person('guest', 'guest');
    const small = (await kit.call(kit.owner, 'conversations.create', { name: 'small', members: [guest.user as never] })).id;
    for (let i = 0; i < 5; i++) await send(kit, kit.owner, small, `共同 ${i}`);
    await caughtUp(kit);
    expect((await findAll(kit, guest, '共同')).map((hit) => hit.seq)).toEqual([5, 4, 3, 2, 1]);
  });

  it('no look reads the whole table, and each is quick', async () => {
    const { db } = kit.house.platform;
    const scans = async () =>
      (await db.row<{ n: number }>(
        `select coalesce(sum(seq_scan), 0) as n from pg_stat_user_tables where relname in ('search_message', 'message', 'version')`,
      ))!.n;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const before = await scans();
    const times: Record<string, number> = {};
    for (const query of [
      '稀有词',
      '蓝鲸',
      '共同',
      'from:me',
      'after:2025-01-10 deploy',
      '"deploy review" -周报',
      '-has:link 合同',
      'before:2025-01-03',
      '共同 -共同的',
    ]) {
      const runs: number[] = [];
      for (let i = 0; i < 5; i++) {
        const start = performance.now();
        await kit.call(kit.owner, 'search.messages', { text: query, limit: 30 });
        runs.push(performance.now() - start);
      }
      times[query] = Math.round(runs.sort((a, b) => a - b)[2]! * 10) / 10;
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    process.stdout.write(`search medians (ms): ${JSON.stringify(times)}\n`);
    expect(await scans()).toBe(before);
  });

  it('SY7 a stop in the middle of reading loses nothing and doubles nothing', async () => {
    const extra = (await kit.call(kit.owner, 'conversations.create', { name: 'extra' })).id;
    const words = made(3_000, 11).map((text, i) => `${text} 中断${i}`);
    await seedMessages(kit, extra, kit.owner.user, words);
    const reading = caughtUp(kit);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await kit.restart();
    await reading;
    await caughtUp(kit);
    const rows = await kit.house.platform.db.row<{ n: number; d: number }>(
      'select count(*) as n, count(distinct seq) as d from search_message where conversation_id = $1',
      [extra],
    );
    expect(rows).toEqual({ n: 3_000, d: 3_000 });
    expect((await findAll(kit, kit.owner, '中断', { conversation: extra as never, limit: 100 })).map((hit) => hit.seq)).toEqual(
      Array.from({ length: 3_000 }, (_, i) => 3_000 - i),
    );
  });
});
