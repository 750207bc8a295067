import { expect, it } from 'vitest';
import { isFrom } from './sent-by.ts';

const mail = (from: string, more = '') => ({
  raw: Buffer.from(
    `Received: by mx\r\nFrom: =?utf-8?q?W?=\r\n <${from}>\r\nTo: us@house.test\r\n${more}\r\n\r\nAsk zhou@customer.test.`,
  ),
});

it('CH14 who sent what was never read is told by the headers of a mail alone, else by what the call says', () => {
  expect(isFrom(mail('Zhou@Customer.test'), ['zhou@customer.test'])).toBe(true);
  expect(isFrom(mail('gao@customer.test', 'Cc: zhou@customer.test'), ['zhou@customer.test'])).toBe(false);
  expect(isFrom(mail('wanzhou@customer.test'), ['zhou@customer.test'])).toBe(false);
  expect(isFrom(mail('zhou@customer.test.cn'), ['zhou@customer.test'])).toBe(false);
  expect(isFrom({ raw: Buffer.from('{"from":{"id":"openid-12345"},"text":') }, ['openid-12345'])).toBe(true);
  expect(isFrom({ raw: Buffer.from('{"from":{"id":"openid-123456"}}') }, ['openid-12345'])).toBe(false);
  expect(isFrom({ raw: Buffer.from('x'), beside: { from: 'zhou@customer.test' } }, ['zhou@customer.test'])).toBe(true);
  expect(isFrom({ raw: Buffer.from('12 34') }, ['12'])).toBe(false);
});
