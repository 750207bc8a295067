import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { copyRows, packValues, unpackValues } from './copy-rows.ts';

it('KB15 rows come whole, however the bytes are cut', async () => {
  const text = Array.from({ length: 50 }, (_, i) => `row ${i}\t𠮷\\n${'x'.repeat(i * 7)}`);
  const bytes = Buffer.from(`${text.join('\n')}\n`);
  for (const size of [1, 3, 64, 100_000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
    const rows: string[] = [];
    for await (const some of copyRows(Readable.from(pieces))) rows.push(...some);
    expect(rows.map((row) => Buffer.from(row, 'latin1').toString())).toEqual(text);
  }
  const cut = async () => {
    for await (const _ of copyRows(Readable.from([bytes.subarray(0, 20)])));
  };
  await expect(cut()).rejects.toThrow(/has no end/);
});

it.each([
  [['\\N', '', 'words', '\\\\x00ff']],
  [['\\\\x', '\\\\xzz', '\\\\x0', '\u0001\u0002 raw', '\\\\x0A']],
  [[Buffer.from('会议 🦉').toString('latin1'), `\\\\x${'ab'.repeat(100_000)}`]],
])('KB16 values packed and unpacked are what they were: %j', (values) => {
  expect(unpackValues(packValues(values))).toEqual(values);
});
