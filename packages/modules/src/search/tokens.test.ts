import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, foldWithOffsets } from './fold.ts';
import { matchesText } from './matches.ts';
import { indexTokens, MAX_WORD, termTokens, termTsquery } from './tokens.ts';

const hanChar = fc.oneof(
  fc.integer({ min: 0x4e00, max: 0x9fff }).map((c) => String.fromCodePoint(c)),
  fc.constantFrom(...'为什么臺灣台湾後后裡里麼么著着妳你回覆复々〇'),
  fc.integer({ min: 0x20000, max: 0x2a6df }).map((c) => String.fromCodePoint(c)),
);
const anyChar = fc.oneof(
  { weight: 4, arbitrary: hanChar },
  { weight: 2, arbitrary: fc.constantFrom(...'QqAa1２éß你\u0301 \n，。!-_\'"\\ｶﾞかカー한글👍🏽\u200d') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
);
const anyText = fc.array(anyChar, { maxLength: 60 }).map((chars) => chars.join(''));

const has = (text: string, folded: string, openEnd = true): boolean => {
  const index = new Set(indexTokens(text).tokens);
  const { exact, prefix } = termTokens(folded, openEnd);
  return exact.every((t) => index.has(t)) && (prefix === undefined || [...index].some((t) => t.startsWith(prefix)));
};

describe('folding', () => {
  it('SE1 is NFKC, lower case, Simplified, without accents, invisible characters and doubled blanks', () => {
    expect(fold('ＱＱ營銷  計劃\n\n臺灣')).toBe('qq营销 计划 台湾');
    expect(fold('José Müller İstanbul ΟΔΟΣ')).toBe('jose muller istanbul οδοσ');
    expect(fold('看著妳的回覆，瞭解了')).toBe(fold('看着你的回复，了解了'));
    expect(fold('你\u200b好\ufeff')).toBe('你好');
    expect(fold('ｶﾞｷﾞ')).toBe('ガギ');
  });

  it('SE1 has offsets that lead back to the original', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: folded, starts, ends } = foldWithOffsets(text);
        expect(folded).toBe(fold(text));
        for (let i = 0; i < folded.length; i++) {
          const [start, end] = [starts[i] as number, ends[i] as number];
          expect(start < end && end <= text.length).toBe(true);
          expect(fold(text.slice(start, end))).toContain(folded.charAt(i));
          expect(start).toBeGreaterThanOrEqual(starts[i - 1] ?? 0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('tokens', () => {
  it('SE2 splits runs by script and keeps grams and words', () => {
    expect(indexTokens('QQ营销2024').tokens).toEqual(['qq', '营', '销', '营销', '2024']);
    expect(indexTokens('食べる').tokens).toEqual(['食', 'べ', '食べ', 'る', 'べる']);
    expect(indexTokens("Don't ПРИВЕТ 👍🏽").tokens).toEqual(['don', 't', 'привет']);
    expect(indexTokens('🎉 ❤️ 👩‍👩‍👧 ~~~').tokens).toEqual([]);
  });

  it('SE2 cuts long words and refuses to outgrow tsvector', () => {
    const long = 'x'.repeat(5000);
    expect(indexTokens(long).tokens).toEqual(['x'.repeat(MAX_WORD)]);
    expect(has(long, 'x'.repeat(100))).toBe(true);
    let text = '';
    for (let i = 0; i < 60_000; i++) text += `${String.fromCodePoint(0x4e00 + (i % 20_000), 0x4e00 + ((i * 7) % 19_997))} `;
    const { tokens, truncated } = indexTokens(text);
    expect(truncated).toBe(true);
    expect(Buffer.byteLength(tokens.join(''))).toBeLessThan(600_000);
    expect(indexTokens('中'.repeat(20_000)).truncated).toBe(false);
  });

  it('SE2 finds every part of two or more Han characters by tokens and recheck', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.array(hanChar, { minLength: 2, maxLength: 12 }),
        anyText,
        fc.nat(),
        fc.nat(),
        (before, chars, after, a, b) => {
          const text = before + chars.join('') + after;
          const from = a % (chars.length - 1);
          const part = chars.slice(from, from + 2 + (b % (chars.length - from - 1))).join('');
          const folded = fold(part);
          expect(has(text, folded)).toBe(true);
          // A combining mark after the last character belongs to it in the text, not in the part.
          if (!/^[\p{M}\uff9e\uff9f\u1160-\u11ff\u314f-\u318e\uffc2-\uffdc]/u.test(after))
            expect(matchesText(text, [{ folded, openEnd: true }], [])).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('SE3 never misses: what the recheck accepts has all tokens of the term', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), fc.boolean(), (text, a, b, openEnd) => {
        const folded = fold(text);
        const from = a % (folded.length + 1);
        const term = fold(folded.slice(from, from + (b % 20))).trim();
        if (term !== '' && matchesText(text, [{ folded: term, openEnd }], [])) expect(has(text, term, openEnd)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it('SE3 writes tsqueries that PostgreSQL reads as these very lexemes', () => {
    expect(termTsquery(termTokens('营销计划 repo', true))).toBe("'营销' & '销计' & '计划' & 'repo':*");
    expect(termTsquery(termTokens('营销计划 repo', false))).toBe("'营销' & '销计' & '计划' & 'repo'");
    expect(termTsquery({ exact: ["a'b\\c"], decisive: true })).toBe("'a''b\\\\c'");
    expect(termTsquery(termTokens('!!', true))).toBeUndefined();
    expect(
      termTokens('的'.repeat(3) + Array.from({ length: 300 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join(''), true).exact
        .length,
    ).toBe(40);
  });
});
