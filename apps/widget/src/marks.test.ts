import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marksOf } from './marks.ts';
import { readableOn } from './readable-on.ts';

describe('the text of an answer', () => {
  it('shows emphasis, code and links, and leaves the rest as it is written', () => {
    expect(marksOf('请看 **这里**：https://example.com/a?b=1。谢谢')).toEqual([
      { kind: 'text', text: '请看 ' },
      { kind: 'strong', text: '这里' },
      { kind: 'text', text: '：' },
      { kind: 'link', text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
      { kind: 'text', text: '。谢谢' },
    ]);
    expect(marksOf('run `npm start` and *wait*')).toMatchObject([{}, { kind: 'code' }, {}, { kind: 'emphasis', text: 'wait' }]);
    expect(marksOf('snake_case_name 2*3*4')).toEqual([{ kind: 'text', text: 'snake_case_name 2*3*4' }]);
  });

  it('no address but http, https and mailto becomes a link', () => {
    for (const href of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', 'file:///etc/passwd'])
      expect(marksOf(`[x](${href})`).filter(({ kind }) => kind === 'link')).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        for (const mark of marksOf(text)) if (mark.kind === 'link') expect(mark.href).toMatch(/^(https?:\/\/|mailto:)/);
      }),
    );
  });

  it('long hostile texts take no time to speak of', () => {
    for (const text of ['*'.repeat(8_000), '`'.repeat(8_000), '['.repeat(8_000), '[a]('.repeat(2_000), '**a'.repeat(2_600)])
      expect(
        marksOf(text)
          .map(({ text: part }) => part)
          .join('').length,
      ).toBeGreaterThan(0);
  });
});

it('words on a colour are black or white, whichever is read better', () => {
  expect(readableOn('#0b7285')).toBe('#fff');
  expect(readableOn('#ffd43b')).toBe('#000');
});
