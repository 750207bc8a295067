import { expect, it } from 'vitest';
import { toASCII, toUnicode } from './host-names.ts';

it('host names travel as IDNA says, and are shown as they were written', () => {
  expect(toASCII('例子.测试')).toBe('xn--fsqu00a.xn--0zwm56d');
  expect(toASCII('Example.com')).toBe('example.com');
  expect(toASCII('a b')).toBe('a b');
  expect(toUnicode('xn--80ak6aa92e.com')).toBe('xn--80ak6aa92e.com');
});
