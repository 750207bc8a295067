import { createHash, createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64, canonicalJson, fromBase64, hex, hkdf, hmac, sha256, textOf, utf8 } from './index.ts';

const bytes = fc.uint8Array({ maxLength: 400 });

test('LG1 our SHA-256 is that of others, at every length around its blocks', () => {
  for (let length = 0; length <= 200; length++) {
    const message = new Uint8Array(length).fill(length);
    expect(hex(sha256(message))).toBe(createHash('sha256').update(message).digest('hex'));
  }
  fc.assert(fc.property(bytes, (message) => hex(sha256(message)) === createHash('sha256').update(message).digest('hex')));
});

test('LG1 HMAC and HKDF are those of others', () => {
  fc.assert(
    fc.property(bytes, bytes, (key, message) => {
      expect(hex(hmac(sha256, key, message))).toBe(createHmac('sha256', key).update(message).digest('hex'));
      const theirs = Buffer.from(hkdfSync('sha256', key, '', message, 32)).toString('hex');
      expect(hex(hkdf(sha256, key, message))).toBe(theirs);
    }),
  );
});

test('base64 is that of others, and has one spelling', () => {
  fc.assert(
    fc.property(bytes, (message) => {
      const text = base64(message);
      expect(text).toBe(Buffer.from(message).toString('base64'));
      expect(fromBase64(text)).toEqual(new Uint8Array(message));
    }),
  );
  for (const other of ['QQ', 'QQ=', 'QR==', 'Q===', '====', 'QQ==\n', ' QQ==', 'QQ-_', 'QQ==QQ==', 'Q=Q=']) {
    expect(fromBase64(other)).toBeUndefined();
  }
});

test('LG8 canonical JSON has one spelling: members in the order of their names, no blanks, texts as they are', () => {
  expect(textOf(canonicalJson({ b: 1, a: [true, null, 'é\n"'], '€': { z: 1e21, y: -0 }, gone: undefined }))).toBe(
    '{"a":[true,null,"é\\n\\""],"b":1,"€":{"y":0,"z":1e+21}}',
  );
  expect(textOf(canonicalJson({ text: '\\ud800' }))).toBe('{"text":"\\\\ud800"}');
  expect(() => canonicalJson({ text: '\ud800' })).toThrow();
  expect(() => canonicalJson(Number.NaN)).toThrow();
  expect(() => utf8('\udc00')).toThrow();
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = textOf(canonicalJson(value as never));
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(textOf(canonicalJson(JSON.parse(text)))).toBe(text);
    }),
  );
});
