import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  base64,
  canonicalJson,
  formatCensus,
  formatCensusLine,
  formatLeaf,
  formatParts,
  hex,
  type Leaf,
  LeafError,
  leafHash,
  PartsError,
  parseCensus,
  parseLeaf,
  parseParts,
  partMaker,
  partSalt,
  partsInLeaf,
  partsRoot,
  sha256,
  streamTag,
  takeCensus,
  textOf,
  utf8,
} from './index.ts';

const recordKey = Uint8Array.from({ length: 32 }, (_, i) => i);
const streamKey = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);
const conversation = '01980a1b-2c3d-7e4f-8a5b-6c7d8e9fa0b1';

/** The example of docs/records.md: whoever changes what it says has changed the format. */
function example() {
  const meta = canonicalJson({
    actor: '01980a1b-0000-7000-8000-000000000001',
    at: 1790000000000,
    ev: 2,
    stream: conversation,
    target: 1,
    type: 'message.edited',
  });
  const body = canonicalJson({ text: '你好，世界' });
  const partOf = partMaker(sha256, recordKey);
  const parts = [partOf('body', sha256(body)), partOf('meta', sha256(meta))];
  const leaf: Leaf = {
    type: 'message.edited',
    recordId: '01980a1b2c3d7e4f8a5b6c7d8e9fa0b2',
    at: 1790000000000,
    stream: streamTag(sha256, streamKey, conversation),
    seq: 2,
    previous: leafHash(sha256, utf8('the leaf before')),
    target: { index: 41 },
    parts: partsRoot(sha256, parts),
  };
  const entry = formatLeaf(leaf);
  const blocks = {
    keys: `record key  ${hex(recordKey)}\nstream key  ${hex(streamKey)}\nstream      ${conversation}\n`,
    parts: `${textOf(meta)}\n${textOf(body)}\n`,
    salts: `body ${hex(partSalt(sha256, recordKey, 'body'))}\nmeta ${hex(partSalt(sha256, recordKey, 'meta'))}\n`,
    manifest: textOf(formatParts(parts)),
    leaf: textOf(entry),
    hash: `${entry.length} bytes, leaf hash ${base64(leafHash(sha256, entry))}\n`,
  };
  return { parts, leaf, entry, blocks };
}

test('LG6 the example of docs/records.md is byte for byte what is written', () => {
  const page = readFileSync(new URL('../../../docs/records.md', import.meta.url), 'utf8');
  const { blocks } = example();
  for (const [name, text] of Object.entries(blocks)) {
    const found = new RegExp(`<!-- example: ${name} -->\\n\`\`\`\\n([^]*?)\`\`\``).exec(page)?.[1];
    expect(found, `${name} must read:\n${text}`).toBe(text);
  }
});

test('LG6 a leaf is read as it was written, and in no other spelling', () => {
  const { leaf, entry } = example();
  expect(parseLeaf(entry)).toEqual(leaf);
  expect(partsInLeaf(textOf(entry))).toBe(base64(leaf.parts));
  for (const change of [{ target: null }, { target: { epoch: 3, index: 0 } }, { seq: 1, previous: null }, { type: 'census' }])
    expect(parseLeaf(formatLeaf({ ...leaf, ...change }))).toEqual({ ...leaf, ...change });
  const text = textOf(entry);
  const others = [
    text.slice(0, -1),
    `${text}\n`,
    text.replaceAll('\n', '\r\n'),
    text.replace('v1', 'v2'),
    text.replace('message.edited', 'Message.edited'),
    text.replace('message.edited', 'message..edited'),
    text.replace('1790000000000', '01790000000000'),
    text.replace(' 2\n', ' 02\n'),
    text.replace(' 2\n', '  2\n'),
    text.replace(' 2\n', ' 0\n'),
    text.replace('\n41\n', '\n0/41\n'),
    text.replace('\n41\n', '\n1/2/41\n'),
    text.replace('\n41\n', '\n\n'),
    text.replace(leaf.recordId, leaf.recordId.toUpperCase()),
    text.replace(base64(leaf.previous!), '-'),
    `\ufeff${text}`,
  ];
  for (const other of others) expect(() => parseLeaf(utf8(other)), other).toThrow(LeafError);
  expect(() => parseLeaf(Uint8Array.of(0xff))).toThrow(LeafError);
  for (const broken of [
    { seq: 1 },
    { previous: null },
    { type: 'a\nb' },
    { at: -1 },
    { parts: new Uint8Array(31) },
    { seq: 2 ** 60 },
  ])
    expect(() => formatLeaf({ ...leaf, ...broken })).toThrow(LeafError);
});

test('LG6 a leaf is written if and only if it can be read again', () => {
  const hash = fc.uint8Array({ minLength: 31, maxLength: 33 });
  const number = fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 1, 2, -1, 0.5, Number.NaN, 2 ** 53, -0));
  const any = fc.record({
    type: fc.constantFrom('message.sent', 'census', 'a', 'Aa', 'a.', 'a b', 'a\n', '', 'x'.repeat(64), 'x'.repeat(65)),
    recordId: fc.constantFrom('0'.repeat(32), 'f'.repeat(32), 'F'.repeat(32), '0'.repeat(31), `${'0'.repeat(32)}\n`),
    at: number,
    stream: fc.constantFrom('0123456789abcdef', '0123456789ABCDEF', '0', '0123456789abcdef\n'),
    seq: number,
    previous: fc.option(hash),
    target: fc.option(fc.oneof(fc.record({ index: number }), fc.record({ epoch: number, index: number }))),
    parts: hash,
  });
  fc.assert(
    fc.property(any, (leaf) => {
      let entry: Uint8Array;
      try {
        entry = formatLeaf(leaf);
      } catch (error) {
        expect(error).toBeInstanceOf(LeafError);
        return;
      }
      expect(formatLeaf(parseLeaf(entry))).toEqual(entry);
    }),
    { numRuns: 5_000 },
  );
});

test('LG6 whatever byte of a leaf changes, it is refused or another leaf', () => {
  const { entry } = example();
  fc.assert(
    fc.property(fc.nat(entry.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = entry.map((byte, i) => (i === at ? byte ^ by : byte));
      try {
        expect(formatLeaf(parseLeaf(changed))).toEqual(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(LeafError);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('LG7 parts bind each content under a salt of its own; a manifest has one spelling', () => {
  const { parts, leaf } = example();
  const manifest = formatParts(parts);
  expect(parseParts(manifest)).toEqual(parts);
  expect(sha256(manifest)).toEqual(leaf.parts);
  const digest = sha256(utf8('yes'));
  const [one, other] = [partMaker(sha256, recordKey), partMaker(sha256, streamKey)];
  expect(one('body', digest).commit).not.toEqual(one('meta', digest).commit);
  expect(other('body', digest).commit).not.toEqual(one('body', digest).commit);
  const text = textOf(manifest);
  for (const other of [
    text.slice(0, -1),
    `${text}\n`,
    text.replace('v1', 'v9'),
    text.replace('body ', 'body  '),
    text.replace('body', 'Body'),
    text.replace('=\n', '\n'),
    'rapport-parts/v1\n',
  ])
    expect(() => parseParts(utf8(other)), other).toThrow(PartsError);
  expect(() => formatParts([...parts].reverse())).toThrow('order');
  expect(() => formatParts([parts[0]!, parts[0]!])).toThrow('order');
  expect(() => formatParts([{ name: 'file: 1', commit: parts[0]!.commit }])).toThrow(PartsError);
});

test('LG9 a census does not depend on the order of its streams', () => {
  const lines = ['bb', 'aa', 'cc'].map((tag, i) => ({ stream: tag.repeat(8), seq: i + 1, last: sha256(utf8(tag)) }));
  const census = takeCensus(sha256, 12, lines);
  expect(takeCensus(sha256, 12, [...lines].reverse())).toEqual(census);
  expect(parseCensus(formatCensus(census))).toEqual(census);
  expect(textOf(formatCensusLine(lines[0]!))).toMatch(/^bbbbbbbbbbbbbbbb 1 \S{44}\n$/);
  expect(takeCensus(sha256, 12, lines.slice(1)).root).not.toEqual(census.root);
  expect(() => parseCensus(utf8(`${textOf(formatCensus(census))}more\n`))).toThrow();
});
