import { expect, it } from 'vitest';
import { begins, begunIn, quotedValue } from './completions.ts';

it.each([
  ['', undefined],
  ['合同 ', undefined],
  ['合同 cha', { before: '合同 ', minus: '', operator: undefined, value: 'cha' }],
  ['-channel:', { before: '', minus: '-', operator: 'channel', value: '' }],
  ['船期 渠道：邮', { before: '船期 ', minus: '', operator: '渠道', value: '邮' }],
  ['contact:"Li Mei', { before: '', minus: '', operator: 'contact', value: 'Li Mei' }],
  ['contact:“李 梅', { before: '', minus: '', operator: 'contact', value: '李 梅' }],
  ['contact:"Li Mei" a', { before: 'contact:"Li Mei" ', minus: '', operator: undefined, value: 'a' }],
  ['contact:"Li Mei"', undefined],
  ['"just words', undefined],
])('the end of “%s” is begun as it should be', (text, begun) => {
  expect(begunIn(text)).toEqual(begun);
});

it('values with white space are quoted, names begin by two letters', () => {
  expect(quotedValue('Li Mei')).toBe('"Li Mei"');
  expect(quotedValue('李梅')).toBe('李梅');
  expect(begins(['contact', '联系人'], 'CO')).toBe(true);
  expect(begins(['contact', '联系人'], 'c')).toBe(false);
  expect(begins(['email'], '', 0)).toBe(true);
});
