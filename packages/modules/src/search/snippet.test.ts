import { processorTime } from '@rapport/dev/processor-time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import type { Needle } from './matches.ts';
import { makeSnippet } from './snippet.ts';

const needles = (...texts: string[]): Needle[] => texts.map((text) => ({ folded: fold(text), openEnd: true }));
const marked = (text: string, ...terms: string[]): string[] =>
  makeSnippet(text, needles(...terms)).ranges.map(([a, b]) => text.slice(a, b));

describe('snippets', () => {
  it('SE5 highlights the original, whatever was folded', () => {
    expect(marked('今年的市場營銷計劃', '营销')).toEqual(['營銷']);
    expect(marked('ＱＱ 和 Ｑq', 'qq')).toEqual(['ＱＱ', 'Ｑq']);
    expect(marked('Jose\u0301 met JOSÉ', 'josé')).toEqual(['Jose\u0301', 'JOSÉ']);
    expect(marked('㎞ 単位', 'km')).toEqual(['㎞']);
    expect(marked('付款\n\n  方式', '付款 方式')).toEqual(['付款\n\n  方式']);
    expect(marked('🎉🎉发布会🎉', '发布')).toEqual(['发布']);
    expect(marked('营销计划', '营销', '销计')).toEqual(['营销计']);
  });

  it('SE5 shows the part with most of the terms, cut between characters', () => {
    const filler = '这里是一些无关紧要的文字，';
    const text = `合同。${filler.repeat(40)}关于合同的付款方式👨‍👩‍👧已经确认。${filler.repeat(40)}`;
    const snippet = makeSnippet(text, needles('合同', '付款'), 60);
    expect(snippet.text).toContain('合同的付款方式');
    expect(snippet.text).toBe(text.slice(snippet.start, snippet.end));
    expect(snippet.cutBefore && snippet.cutAfter).toBe(true);
    expect(snippet.ranges.map(([a, b]) => text.slice(a, b))).toEqual(['合同', '付款']);
  });

  it('SE5 begins at the beginning when nothing is found, as for a file name that matched', () => {
    expect(makeSnippet('短消息', needles('没有'))).toEqual({
      text: '短消息',
      start: 0,
      end: 3,
      cutBefore: false,
      cutAfter: false,
      ranges: [],
    });
  });

  it('SE5 keeps ranges ascending, apart, inside, and saying what was sought', () => {
    const char = fc.constantFrom(...'营销計计劃划aA éE\u0301👍🏽\u200d\n，1');
    const text = fc.array(char, { maxLength: 400 }).map((chars) => chars.join(''));
    fc.assert(
      fc.property(
        text,
        fc.array(char, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 20, max: 120 }),
        (source, wanted, width) => {
          const folded = fold(wanted.join('')).trim();
          const { start, end, ranges, text: shown } = makeSnippet(source, [{ folded, openEnd: true }], width);
          expect(shown).toBe(source.slice(start, end));
          expect(shown).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
          expect(end - start).toBeLessThanOrEqual(width + 80);
          let last = start;
          for (const [a, b] of ranges) {
            expect(a >= last && a < b && b <= end).toBe(true);
            if (folded !== '') expect(fold(source.slice(a, b))).toContain(folded);
            last = b;
          }
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('SE5 is quick on the longest message', () => {
    const spent = processorTime(() => {
      makeSnippet('营'.repeat(20_000), needles('营', '营营', '营营营'));
      makeSnippet('a'.repeat(20_000), needles('a', 'aa'));
    });
    expect(spent).toBeLessThan(500);
  });
});
