/** Who is told (the contract's `mentionsOf`) and who is shown as mentioned (the renderer) are the same people. */
import { mentionsOf } from '@rapport/contract';
import { processorTime } from '@rapport/dev/processor-time';
import { describe, expect, it } from 'vitest';
import { mentionOf } from './mentions.ts';
import { parseMarkdown } from './parser.ts';

const ann = '0190c5e0-0000-7000-8000-00000000000a';
const ben = '0190c5e0-0000-7000-8000-00000000000b';
const a = `<@${ann}>`;
const b = `<@&${ben}>`;

function shown(source: string): { users: string[]; departments: string[]; all: boolean } {
  const users = new Set<string>();
  const departments = new Set<string>();
  let all = false;
  for (const token of parseMarkdown(source) ?? []) {
    for (const child of token.children ?? []) {
      if (child.type !== 'mention') continue;
      const target = mentionOf(child);
      if (target.kind === 'user') users.add(target.id);
      else if (target.kind === 'department') departments.add(target.id);
      else if (target.kind === 'all') all = true;
    }
  }
  return { users: [...users], departments: [...departments], all };
}

/** Pieces of the syntax that decide whether a mention is one. */
const pieces = [
  a,
  b,
  '<!all>',
  '`',
  '``',
  '```',
  '~~~',
  '\\',
  '\n',
  '\n\n',
  '\n    ',
  '\n\t',
  '\n> ',
  '\n- ',
  '\n  ',
  '\n1. ',
  '\n2) ',
  '\n# ',
  '\n---\n',
  '\n===\n',
  '[',
  '](https://x.cn)',
  '](x)',
  '](<https://x.cn>)',
  '](https://x.cn "',
  '")',
  '![',
  ']',
  ' ',
  '*',
  '**',
  '说',
  'word',
  '<',
  '>',
  '|',
  '\n|-|-|\n',
  '\n|',
  '(',
  ')',
  '\n```\n',
  '\n~~~\n',
  '\n    code ',
  '&lt;',
  '<https://x.cn>',
  '\n   ',
  '\n* * *\n',
  '\n+ ',
  '\n      ',
];

/** A generator with a seed (mulberry32), so that a failure can be run again. */
function random(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * n);
  };
}

describe('mentions', () => {
  it.each([
    [a, true],
    [`\\${a}`, false],
    [`\\\\${a}`, true],
    [`\`${a}\``, false],
    [`\`${a}`, true],
    [`    ${a}`, false],
    [`说\n    ${a}`, true],
    [`\`\`\`\n${a}\n\`\`\``, false],
    [`\`\`\`\n说\n\`\`\`\n${a}`, true],
    [`~~~\n${a}`, false],
    [`> \`\`\`\n> ${a}\n\n说`, false],
    [`> \`\`\`\n${a}`, true],
    [`- 一\n\n      ${a}`, false],
    [`- 一\n\n  ${a}`, true],
    [`[见${a}](https://x.cn)`, true],
    [`[见](https://x.cn/${a})`, false],
    [`[见](https://x.cn "${a}")`, false],
    [`[见](${a})`, true],
    [`![${a}](https://x.cn/p.png)`, false],
    [`| ${a} | \`x |\n|--|--|\n| \` | y |`, true],
    [`&lt;@${ann}>`, false],
    [`${'> '.repeat(40)}${a}`, false],
  ])('%j', (source, mentioned) => {
    expect(mentionsOf(source).users).toEqual(mentioned ? [ann] : []);
    expect(shown(source)).toEqual(mentionsOf(source));
  });

  it('agree on generated texts', () => {
    const next = random(2026);
    let mentioned = 0;
    let hidden = 0;
    const wrong: string[] = [];
    const tries = Number(process.env.RAPPORT_TRIES ?? 30_000);
    for (let i = 0; i < tries; i++) {
      const source = Array.from({ length: 2 + next(12) }, () => pieces[next(pieces.length)]).join('');
      const expected = shown(source);
      const got = mentionsOf(source);
      const same =
        got.all === expected.all &&
        got.users.join() === expected.users.join() &&
        got.departments.join() === expected.departments.join();
      if (!same) wrong.push(source);
      const any = (m: typeof got) => m.all || m.users.length + m.departments.length > 0;
      if (any(expected)) mentioned++;
      else if (/<[@!]/.test(source)) hidden++;
    }
    expect(mentioned).toBeGreaterThan(tries / 10);
    expect(hidden).toBeGreaterThan(tries / 50);
    wrong.sort((x, y) => x.length - y.length);
    expect(
      wrong.length,
      `${wrong.length} differ: ${wrong
        .slice(0, 12)
        .map((w) => JSON.stringify(w))
        .join('\n')}`,
    ).toBe(0);
  });

  it('are read in time proportional to the length', () => {
    for (const piece of [
      '[',
      '`',
      '``a',
      '](',
      '> ',
      '\n> ',
      '\n- ',
      '- ',
      '\\',
      '![',
      '\n|-|-|\n',
      '[a](',
      '(',
      '](https://x.cn "',
      '<@',
    ]) {
      const much = piece.repeat(Math.floor(39_000 / piece.length));
      for (const source of [`${a} ${much}`, `${much}${a}`]) {
        const spent = processorTime(() => mentionsOf(source));
        expect(spent, JSON.stringify(piece)).toBeLessThan(500);
      }
    }
  });
});
