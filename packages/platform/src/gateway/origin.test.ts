import { expect, it } from 'vitest';
import { isAllowedOrigin } from './origin.ts';

const secure = ['https://chat.example', 'https://desk.example'];
const plain = ['http://localhost:8420'];

it.each([
  ['https://chat.example', 'chat.example', secure, true],
  ['https://desk.example', 'chat.example', secure, true],
  // The same host in the clear: whoever is on the way may have written that page.
  ['http://chat.example', 'chat.example', secure, false],
  ['http://chat.example:443', 'chat.example', secure, false],
  ['https://chat.example:8443', 'chat.example', secure, false],
  ['https://chat.example.evil.example', 'chat.example', secure, false],
  ['https://evil.example', 'chat.example', secure, false],
  ['https://me@chat.example', 'chat.example', secure, true],
  ['null', 'chat.example', secure, false],
  ['', 'chat.example', secure, false],
  ['file://', 'chat.example', secure, false],
  ['ftp://chat.example', 'chat.example', secure, false],
  ['moz-extension://chat.example', 'chat.example', secure, false],
  ['capacitor://chat.example', 'chat.example', plain, false],
  ['http://192.0.2.7:8420', '192.0.2.7:8420', plain, true],
  ['http://192.0.2.7:9', '192.0.2.7:8420', plain, false],
  // A proxy speaks TLS for a house that was not told its address.
  ['https://chat.example', 'chat.example', plain, true],
])('a page of %s at a house called %s', (origin, host, origins, allowed) => {
  expect(isAllowedOrigin({ origin, host }, origins)).toBe(allowed);
});

it('without an Origin the browser says whose page it was; programs say nothing', () => {
  expect(isAllowedOrigin({ host: 'chat.example' }, secure)).toBe(true);
  for (const site of ['cross-site', 'same-site', 'nonsense'])
    expect(isAllowedOrigin({ host: 'chat.example', 'sec-fetch-site': site }, secure)).toBe(false);
  for (const site of ['same-origin', 'none'])
    expect(isAllowedOrigin({ host: 'chat.example', 'sec-fetch-site': site }, secure)).toBe(true);
});

it('a request without a Host speaks for nobody', () => {
  expect(isAllowedOrigin({ origin: 'https://chat.example' }, plain)).toBe(false);
});
