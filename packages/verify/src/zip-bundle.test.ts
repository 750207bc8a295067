import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BadBundleError, isPath, readWhole } from './bundle.ts';
import { openPath } from './folder-bundle.ts';
import { Spool } from './write/spool.ts';
import { ZipWriter } from './write/zip-writer.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-zip-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
const place = (): string => join(folder, `${++count}.zip`);

async function written(entries: [string, Uint8Array, 'stored' | 'deflated'][]): Promise<string> {
  const path = place();
  const zip = await ZipWriter.create(path, 1e9);
  for (const [name, bytes, how] of entries) {
    await zip.begin(name, how);
    for (let at = 0; at < bytes.length; at += 70_000) await zip.write(bytes.subarray(at, at + 70_000));
    await zip.end();
  }
  await zip.finish();
  return path;
}

test('VE9 what was written is read again, packed or not', async () => {
  const entry = fc.tuple(fc.uint8Array({ maxLength: 200_000 }), fc.constantFrom('stored' as const, 'deflated' as const));
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 5 }), async (all) => {
      const path = await written(all.map(([bytes, how], i) => [`a/${i}.bin`, bytes, how]));
      const bundle = await openPath(path);
      expect(bundle.paths).toHaveLength(all.length);
      for (const [i, [bytes]] of all.entries()) expect(Buffer.compare(await readWhole(bundle, `a/${i}.bin`, 1e6), bytes)).toBe(0);
      await bundle.close();
      await rm(path);
    }),
    { numRuns: 25 },
  );
});

test('VE9 what is deflated beside becomes the same bytes as in its place, however it is cut', async () => {
  const letters = fc.uint8Array({ max: 3, maxLength: 400_000, size: 'max' });
  await fc.assert(
    fc.asyncProperty(letters, fc.integer({ min: 1_000, max: 200_000 }), async (content, cut) => {
      const inPlace = await written([
        ['a', content, 'deflated'],
        ['b', content, 'stored'],
      ]);
      const path = place();
      const zip = await ZipWriter.create(path, 1e9);
      const spool = await Spool.create(`${path}.beside`);
      for (let at = 0; at < content.length; at += cut) await spool.write(content.subarray(at, at + cut));
      const { deflated, digest } = await spool.end();
      expect(digest).toBe(createHash('sha256').update(content).digest('hex'));
      await zip.addDeflated('a', deflated, spool.read());
      await spool.remove();
      await zip.begin('b', 'stored');
      await zip.write(content);
      await zip.end();
      await zip.finish();
      expect(Buffer.compare(await readFile(path), await readFile(inPlace))).toBe(0);
      await Promise.all([path, inPlace].map((one) => rm(one)));
    }),
    { numRuns: 15 },
  );
});

interface Raw {
  name: string;
  bytes: Uint8Array;
  method?: number;
  size?: number;
  flags?: number;
  localName?: string;
  at?: number;
}

/** A zip put together by hand, so that it can be wrong. */
function rawZip(entries: Raw[], { comment = '', claimed = entries.length } = {}): Buffer {
  const parts: Buffer[] = [];
  const places: number[] = [];
  let at = 0;
  for (const { name, bytes, method = 0, localName = name } of entries) {
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(method, 8);
    header.writeUInt16LE(Buffer.byteLength(localName), 26);
    places.push(at);
    for (const part of [header, Buffer.from(localName), Buffer.from(bytes)]) {
      parts.push(part);
      at += part.length;
    }
  }
  const from = at;
  for (const [i, { name, bytes, method = 0, size, flags = 0, at: given }] of entries.entries()) {
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(bytes.length, 20);
    entry.writeUInt32LE(size ?? bytes.length, 24);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(given ?? places[i]!, 42);
    for (const part of [entry, Buffer.from(name)]) {
      parts.push(part);
      at += part.length;
    }
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(claimed, 8);
  end.writeUInt16LE(claimed, 10);
  end.writeUInt32LE(at - from, 12);
  end.writeUInt32LE(from, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, end, Buffer.from(comment)]);
}

async function readAll(bytes: Uint8Array): Promise<number> {
  const path = place();
  await writeFile(path, bytes);
  const bundle = await openPath(path);
  let total = 0;
  try {
    for (const name of bundle.paths) for await (const piece of bundle.stream(name)) total += piece.length;
  } finally {
    await bundle.close();
  }
  return total;
}

const bytes = Buffer.from('some bytes');
const bomb = deflateRawSync(Buffer.alloc(50_000_000));

test.each<[string, Buffer]>([
  [
    'a name twice',
    rawZip([
      { name: 'a', bytes },
      { name: 'a', bytes },
    ]),
  ],
  ['a name that leads out', rawZip([{ name: '../a', bytes }])],
  ['an absolute name', rawZip([{ name: '/etc/a', bytes }])],
  ['a name with a backslash', rawZip([{ name: 'a\\b', bytes }])],
  ['a name of a drive', rawZip([{ name: 'c:a', bytes }])],
  ['an empty name', rawZip([{ name: '', bytes }])],
  ['a bomb', rawZip([{ name: 'a', bytes: bomb, method: 8, size: 50_000_000 }])],
  ['a bomb that says it is small', rawZip([{ name: 'a', bytes: bomb, method: 8, size: 1_000 }])],
  ['less than it says', rawZip([{ name: 'a', bytes: deflateRawSync(bytes), method: 8, size: 500 }])],
  [
    'entries in each other',
    rawZip([
      { name: 'a', bytes },
      { name: 'b', bytes, at: 0 },
    ]),
  ],
  ['an encrypted entry', rawZip([{ name: 'a', bytes, flags: 1 }])],
  ['another kind of packing', rawZip([{ name: 'a', bytes, method: 12 }])],
  ['two sizes', rawZip([{ name: 'a', bytes, size: 3 }])],
  ['two names', rawZip([{ name: 'a', localName: 'b', bytes }])],
  ['a comment', rawZip([{ name: 'a', bytes }], { comment: 'see here' })],
  ['more entries than there are', rawZip([{ name: 'a', bytes }], { claimed: 2 })],
  [
    'fewer entries than there are',
    rawZip(
      [
        { name: 'a', bytes },
        { name: 'b', bytes },
      ],
      { claimed: 1 },
    ),
  ],
  ['bytes that do not unpack', rawZip([{ name: 'a', bytes: Buffer.alloc(50, 0xff), method: 8, size: 60 }])],
  ['nothing', Buffer.alloc(0)],
  ['no zip', Buffer.alloc(5_000, 0x50)],
])('VE9 refused: %s', async (_name, zip) => {
  await expect(readAll(zip)).rejects.toThrow(BadBundleError);
});

/** Two directories: ours by the place that the end names, and one before the end, which other programs read. */
function twoDirectories(): Buffer {
  const [mine, other] = [rawZip([{ name: 'a', bytes }]), rawZip([{ name: 'b', bytes }])];
  const end = mine.subarray(-22);
  return Buffer.concat([mine.subarray(0, -22), other.subarray(30 + 1 + bytes.length, -22), end]);
}
/** The end says that a comment follows: other programs look further up, and find another end. */
function endInComment(): Buffer {
  const zip = Buffer.from(rawZip([{ name: 'a', bytes }]));
  zip.writeUInt16LE(5, zip.length - 2);
  return zip;
}
async function twoForms(at: number): Promise<Buffer> {
  const zip = await readFile(await written([['a', bytes, 'stored']]));
  zip.writeUInt32LE(zip.readUInt32LE(zip.length - at) + 1, zip.length - at);
  return zip;
}

test('VE9 refused: what other programs would read as other files', async () => {
  const zips = [twoDirectories(), endInComment(), await twoForms(6), await twoForms(22 + 20 + 8)];
  for (const zip of zips) await expect(readAll(zip)).rejects.toThrow(BadBundleError);
});

test('VE9 cut off anywhere, it is refused', async () => {
  const whole = await readFile(await written([['a/b.txt', Buffer.alloc(3_000, 'x'), 'deflated']]));
  expect(await readAll(whole)).toBe(3_000);
  for (let length = 0; length < whole.length; length += 7) await expect(readAll(whole.subarray(0, length))).rejects.toThrow();
});

test('VE9 whatever its bytes are, reading ends with a verdict or an error of ours', async () => {
  const whole = await readFile(
    await written([
      ['a/b.txt', Buffer.alloc(3_000, 'x'), 'deflated'],
      ['c', Buffer.alloc(99), 'stored'],
    ]),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
      const changed = Buffer.from(whole);
      changed[at] = value;
      await readAll(changed).catch((error: unknown) => expect(error).toBeInstanceOf(BadBundleError));
    }),
    { numRuns: 150 },
  );
});

test('paths of bundles are plain', () => {
  expect(['a', 'proof/tile/0/x001/000.p/5', 'MANIFEST.sha256', 'records/ledger.jsonl'].every(isPath)).toBe(true);
  expect(['', '.', '..', 'a/..', 'a//b', 'a/', '/a', 'a.', '.a', 'ä', 'a b', 'a'.repeat(400)].some(isPath)).toBe(false);
});
