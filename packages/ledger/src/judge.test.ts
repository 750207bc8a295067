import { generateKeyPairSync, sign } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildJudge } from '@rapport/dev/log-judge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  emptyTree,
  formatCheckpoint,
  formatKey,
  formatLeaf,
  grow,
  keyId,
  leafHash,
  rootOf,
  type Signer,
  signNote,
  type TileStore,
  writeTiles,
} from './index.ts';
import { fast } from './tree.test-kit.ts';

const judge = buildJudge();
const base = mkdtempSync(join(tmpdir(), 'rapport-log-'));
const log = join(base, 'log');
const size = 70_000;
const earlier = 12_345;
const origin = 'house.example/ledger/1';

afterAll(() => {
  judge?.remove();
  rmSync(base, { recursive: true, force: true });
});

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
const key = formatKey(fast, origin, raw);
const signer: Signer = { name: origin, id: keyId(fast, origin, 1, raw), sign: (text) => sign(null, text, privateKey) };

function writeLeaves(): Uint8Array[] {
  let previous: Uint8Array | null = null;
  return Array.from({ length: size }, (_, i) => {
    const entry = formatLeaf({
      type: 'message.sent',
      recordId: i.toString(16).padStart(32, '0'),
      at: 1_790_000_000_000 + i,
      stream: '00112233aabbccdd',
      seq: i + 1,
      previous,
      target: null,
      parts: fast(Uint8Array.of(i)),
    });
    previous = leafHash(fast, entry);
    return entry;
  });
}

const store: TileStore = {
  read: async (path) => new Uint8Array(readFileSync(join(log, path))),
  async write(path, bytes) {
    mkdirSync(dirname(join(log, path)), { recursive: true });
    writeFileSync(join(log, path), bytes);
  },
};

beforeAll(async () => {
  if (!judge) return;
  const entries = writeLeaves();
  const leaves = entries.map((entry) => leafHash(fast, entry));
  const range = async (low: number, high: number) => entries.slice(low, high);
  const checkpointOf = (count: number) =>
    signNote(
      formatCheckpoint({ origin, size: count, root: rootOf(fast, grow(fast, emptyTree, leaves.slice(0, count))) }),
      [signer],
      // A line of somebody the judge does not know.
      [{ name: 'witness.example/w', id: Uint8Array.of(1, 2, 3, 4), signature: new Uint8Array(72) }],
    );
  await writeTiles(fast, { old: 0, size: earlier }, range, store);
  writeFileSync(join(base, 'earlier'), await checkpointOf(earlier));
  await writeTiles(fast, { old: earlier, size }, range, store);
  writeFileSync(join(log, 'checkpoint'), await checkpointOf(size));
});

test.skipIf(!judge)('LG10 Go verifies a log of 70,000 leaves that we wrote, and that it continues an earlier one', () => {
  expect(judge!.judge(log, key, join(base, 'earlier'))).toEqual({ good: true, said: `good: ${size}` });
});

/** Flips a bit in the middle. */
const flip = (path: string): void => {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
};

const harms: [string, (copy: string) => void, RegExp][] = [
  ['a bit of a leaf', (copy) => flip(join(copy, 'tile/entries/100')), /not those of the tree|within an entry/],
  ['a bit of a tile', (copy) => flip(join(copy, 'tile/0/100')), /is not that of the tree/],
  ['a bit of an upper tile', (copy) => flip(join(copy, 'tile/1/001.p/17')), /is not that of the tree/],
  [
    'two bundles changed places',
    (copy) => cpSync(join(copy, 'tile/entries/001'), join(copy, 'tile/entries/002')),
    /not those of the tree/,
  ],
  [
    'a bundle lost its end',
    (copy) => writeFileSync(join(copy, 'tile/entries/000'), readFileSync(join(copy, 'tile/entries/000')).subarray(0, 999)),
    /within an entry/,
  ],
  ['a missing tile', (copy) => rmSync(join(copy, 'tile/2/000.p/1')), /no such file/],
  ['another size', (copy) => rewrite(copy, (text) => text.replace('\n70000\n', '\n69999\n')), /invalid signature/],
  [
    'another signature',
    (copy) => rewrite(copy, (text) => text.replace(/([AQgw])=\n/, 'A=\n').replace(/ledger\/1 (.{20})./, 'ledger/1 $1_')),
    /malformed|invalid|unverifiable/,
  ],
];

function rewrite(copy: string, change: (text: string) => string): void {
  const path = join(copy, 'checkpoint');
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

test.skipIf(!judge).each(harms)('LG10 Go refuses it with %s', (_name, harm, said) => {
  const copy = join(base, 'copy');
  rmSync(copy, { recursive: true, force: true });
  cpSync(log, copy, { recursive: true });
  harm(copy);
  const verdict = judge!.judge(copy, key);
  expect(verdict.good).toBe(false);
  expect(verdict.said).toMatch(said);
});

test.skipIf(!judge)('LG10 Go refuses an earlier checkpoint of another history', async () => {
  const other = await signNote(formatCheckpoint({ origin, size: earlier, root: new Uint8Array(32) }), [signer]);
  writeFileSync(join(base, 'other'), other);
  expect(judge!.judge(log, key, join(base, 'other')).good).toBe(false);
  const stranger = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x!;
  expect(judge!.judge(log, formatKey(fast, origin, Buffer.from(stranger, 'base64url'))).said).toMatch(/unverif|no verifiable/);
});
