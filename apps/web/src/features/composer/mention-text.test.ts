import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMentions, encodeMentions, insertMention, matchOf, mentionAt, rank } from './mention-text.ts';

const wei = { id: '0192f0c1-2f6e-7c00-8000-000000000001', name: '张伟', sortKey: 'zhang1张 wei3伟' };
const fang = { id: '0192f0c1-2f6e-7c00-8000-000000000002', name: '王芳', sortKey: 'wang2王 fang1芳' };
const ada = { id: '0192f0c1-2f6e-7c00-8000-000000000003', name: 'Ada Lovelace', sortKey: 'ada lovelace' };
const rene = { id: '0192f0c1-2f6e-7c00-8000-000000000004', name: 'René', sortKey: 'rene' };
const all = [wei, fang, ada, rene];
const names = (typed: string): string[] => rank(all, typed).map((c) => c.name);

describe('the mention being written', () => {
  it.each([
    ['@', 1, { start: 0, query: '' }],
    ['hello @zh', 9, { start: 6, query: 'zh' }],
    ['请看@张', 4, { start: 2, query: '张' }],
    ['请看＠张', 4, { start: 2, query: '张' }],
    ['(@ada', 5, { start: 1, query: 'ada' }],
  ])('%j at %d', (text, caret, found) => {
    expect(mentionAt(text, caret)).toEqual(found);
  });

  it.each(['me@example', 'a.b@example', '@ada and', 'no sign', '@@'])('%j is none', (text) => {
    expect(mentionAt(text, text.length)).toBeNull();
  });

  it('replaces what was typed by the name and one space', () => {
    const at = mentionAt('hi @zh', 6);
    expect(at && insertMention('hi @zh', 6, at, '@张伟')).toEqual({ text: 'hi @张伟 ', caret: 7 });
    expect(at && insertMention('hi @zh there', 6, at, '@张伟')).toEqual({ text: 'hi @张伟 there', caret: 7 });
  });
});

describe('finding people', () => {
  it('by name, pinyin, initials and given name', () => {
    expect(names('张')).toEqual(['张伟']);
    expect(names('zhangw')).toEqual(['张伟']);
    expect(names('zw')).toEqual(['张伟']);
    expect(names('fang')).toEqual(['王芳']);
    expect(names('LOVE')).toEqual(['Ada Lovelace']);
    expect(names('rene')).toEqual(['René']);
    expect(names('xyz')).toEqual([]);
  });

  it('offers everybody before anything is typed', () => {
    expect(names('')).toHaveLength(4);
  });

  it('puts a name that begins so before one that only contains it', () => {
    expect(matchOf(ada, 'ada')).toBeLessThan(matchOf(ada, 'lovelace') ?? Number.POSITIVE_INFINITY);
  });
});

describe('labels and tokens', () => {
  const labels = [
    { label: '@王芳', token: `<@${fang.id}>` },
    { label: '@王芳芳', token: `<@${wei.id}>` },
    { label: '@all', token: '<!all>' },
  ];

  it('takes the longest name', () => {
    expect(encodeMentions('@王芳芳 @王芳 @all', labels)).toBe(`<@${wei.id}> <@${fang.id}> <!all>`);
  });

  it('leaves code as it was written', () => {
    expect(encodeMentions('`@王芳` @王芳\n```\n@all\n```', labels)).toBe(`\`@王芳\` <@${fang.id}>\n\`\`\`\n@all\n\`\`\``);
  });

  it('leaves a second person of the same name as a token', () => {
    const { text, labels: made } = decodeMentions(`<@${wei.id}> <@${fang.id}>`, () => '@王芳');
    expect(text).toBe(`@王芳 <@${fang.id}>`);
    expect(encodeMentions(text, made)).toBe(`<@${wei.id}> <@${fang.id}>`);
  });

  it('comes back unchanged from any text', () => {
    const labelOf = (t: string): string | null => labels.find((l) => l.token === t)?.label ?? null;
    const part = fc.oneof(fc.string(), fc.constantFrom(...labels.map((l) => `${l.token} `)));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        // Backticks make code, and a written label is a mention: both are other tests' business.
        const text = parts.join('').replaceAll('`', '').replaceAll('@all', '').replaceAll('@王芳', '');
        const { text: shown, labels: made } = decodeMentions(text, labelOf);
        return encodeMentions(shown, made) === text;
      }),
    );
  });
});
