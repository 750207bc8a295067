import { createHash, createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64, canonicalJson, canonicalText, fromBase64, hex, hkdf, hmac, type Json, sha256, textOf, utf8 } from './index.ts';

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

/** The same value with its members the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, turned(one)]),
  );
}

test('LG8 canonical JSON does not depend on the order in which members were put', () => {
  const names = fc.oneof(
    fc.string(),
    fc.constantFrom('10', '9', '01', '-1', 'a', 'B', 'é', '😀', '\\ud83d', '__proto__', 'toJSON'),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 0 }), fc.array(tie('value')), fc.dictionary(names, tie('value'))),
  }));
  fc.assert(
    fc.property(value, (one) => {
      const text = canonicalText(one as Json);
      expect(canonicalText(turned(one) as Json)).toBe(text);
      expect(canonicalText(JSON.parse(text))).toBe(text);
      expect(hex(sha256(text))).toBe(hex(sha256(canonicalJson(one as Json))));
    }),
  );
  expect(canonicalText({ a: undefined, b: { c: undefined }, d: 1 })).toBe('{"b":{},"d":1}');
  expect(canonicalText({ d: 1, b: { c: undefined }, a: undefined })).toBe('{"b":{},"d":1}');
  expect(canonicalText({ '9': 1, '10': 2, B: 3, a: 4 })).toBe('{"10":2,"9":1,"B":3,"a":4}');
  expect(canonicalText({ text: '\u{1f600}' })).toBe('{"text":"\u{1f600}"}');
  // Half of a pair has no spelling, wherever it stands.
  expect(() => canonicalText([{ a: 1 }, '\ud83d'])).toThrow();
  expect(() => canonicalText({ '\udc00': 1 })).toThrow();
  expect(() => canonicalText(JSON.parse('{"text":"\\ud800"}'))).toThrow();
});
