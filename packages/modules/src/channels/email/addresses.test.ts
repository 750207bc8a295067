import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { headerText, isAddress, parseAddresses, withoutTag } from './addresses.ts';
import { mailSets } from './mail-sets.test-kit.ts';
import { readTnef } from './tnef.ts';

const sets = mailSets('lists of addresses and winmail.dat');
afterAll(() => sets?.remove());

test('addresses are found as they are written', () => {
  expect(parseAddresses('Anna <anna@example.org>, "Berg, B." <b@example.org>; c@example.org (Carl (the) third)')).toEqual([
    { name: 'Anna', address: 'anna@example.org' },
    { name: 'Berg, B.', address: 'b@example.org' },
    { name: 'Carl (the) third', address: 'c@example.org' },
  ]);
  expect(parseAddresses('undisclosed-recipients:;')).toEqual([]);
  expect(parseAddresses('Team: a@example.org, B <b@example.org>;')).toHaveLength(2);
  expect(parseAddresses('=?gb2312?B?1cXI/Q==?= <z@example.cn>')).toEqual([{ name: '张三', address: 'z@example.cn' }]);
});

test('EM8 nothing that could begin another header is an address or a line', () => {
  for (const hostile of [
    'a@example.org\r\nBcc: x@example.org',
    'a@example.org\nx',
    'a b@example.org',
    '<a@example.org>',
    'a@b',
    'a@-x.org',
    'a@example.org,b@example.org',
  ])
    expect(isAddress(hostile), hostile).toBe(false);
  expect(isAddress('kunde+tag@例え.example.org')).toBe(true);
  expect(() => headerText('Hello\r\nBcc: x')).toThrow(RangeError);
  expect(headerText('你好')).toBe('你好');
});

test('a tag is told from its address', () => {
  expect(withoutTag('Support+r.1.2@Example.org')).toEqual({ address: 'support@example.org', tag: 'r.1.2' });
  expect(withoutTag('a@example.org')).toEqual({ address: 'a@example.org', tag: undefined });
});

describe.skipIf(sets === undefined)('lists of others', () => {
  const lines = (name: string): string[] =>
    readFileSync(sets!.path('flanker', name), 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));

  test('what is listed as an address is found in it', () => {
    const valid = lines('mailbox_valid.txt');
    const found = valid.filter((line) => parseAddresses(line).length === 1);
    console.info(`addresses: ${found.length} of ${valid.length} found`);
    expect(found.length / valid.length).toBeGreaterThan(0.95);
  });

  test('what is listed as none is not sent to', () => {
    expect(lines('mailbox_invalid.txt').filter((line) => isAddress(line))).toEqual([]);
  });

  test('EM4 winmail.dat is unpacked as its lists say', () => {
    for (const file of sets!.files('tnef/datafiles').filter((path) => path.endsWith('.tnef'))) {
      const listed = readFileSync(file.replace(/tnef$/, 'list'), 'utf8').split('\n').filter(Boolean);
      const found = readTnef(readFileSync(file))!;
      const names = listed.filter((name) => !/-body\.(rtf|html)$/.test(name));
      expect(
        found.files.map(({ name }) => name.replaceAll(' ', '_')),
        file,
      ).toEqual(expect.arrayContaining(names));
      if (listed.some((name) => name.endsWith('-body.rtf'))) expect(found.rtf?.length, file).toBeGreaterThan(50);
      if (listed.some((name) => name.endsWith('-body.html'))) expect(found.html, file).toContain('<');
    }
    for (const file of sets!.files('tnef/datafiles').filter((path) => path.endsWith('.tnef'))) {
      const bytes = readFileSync(file);
      // Torn anywhere it gives what it has, and ends.
      for (let cut = 0; cut < bytes.length; cut += Math.max(1, bytes.length >> 6)) readTnef(bytes.subarray(0, cut));
    }
  });
});
