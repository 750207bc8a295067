import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import {
  base64,
  canonicalJson,
  emptyTree,
  formatCensus,
  formatCensusLine,
  formatCheckpoint,
  formatKey,
  formatLeaf,
  formatParts,
  grow,
  hex,
  inclusionProof,
  type Json,
  keyId,
  leafHash,
  nodeHash,
  partMaker,
  partSalt,
  type ReadNodes,
  rootOf,
  signNote,
  takeCensus,
  textOf,
  tilePath,
  utf8,
  writeTiles,
} from '@rapport/ledger';
import { BundleWriter, bundleFormat, formatPolicy, nodeHashing } from '@rapport/verify';

const { hash } = nodeHashing;
const origin = 'bench.example.org/api/records/log/1';
const begun = 1_790_000_000_000;
const idOf = (n: number): string => `01980a1b-0000-7000-8000-${String(n).padStart(12, '0')}`;
const seeded = (text: string): Uint8Array => createHash('sha256').update(text).digest();
const tagOf = (stream: number): string => hex(seeded(`tag ${stream}`).subarray(0, 8));

/** What the i-th record says; streams take turns. */
function recordOf(i: number, streams: number) {
  const stream = i % streams;
  const ev = Math.floor(i / streams) + 1;
  const meta = { actor: idOf(900 + (i % 50)), at: begun + i * 100, ev, stream: idOf(stream), type: 'message.sent' };
  const body = { text: `${i}: 明天上午十点开会，请带上合同。 See you there; the draft is attached. ${'x'.repeat(i % 60)}` };
  const parts: Record<string, Json> = { body, meta };
  const key = seeded(`key ${i}`);
  const make = partMaker(hash, key);
  const commits = Object.entries(parts).map(([name, json]) => make(name, hash(canonicalJson(json))));
  return { stream, ev, at: meta.at, parts, key, manifest: formatParts(commits) };
}

function signer() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const bytes = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'));
  return {
    key: formatKey(hash, origin, bytes),
    signer: { name: origin, id: keyId(hash, origin, 1, bytes), sign: (text: Uint8Array) => sign(null, text, privateKey) },
  };
}

interface Last {
  ev: number;
  hash: Uint8Array;
}

/** The leaves of all records, and after them that of a census. */
function leavesOf(records: number, streams: number) {
  const entries: Uint8Array[] = [];
  const hashes: Uint8Array[] = [];
  const last = new Map<number, Last>();
  const add = (leaf: Parameters<typeof formatLeaf>[0]): Uint8Array => {
    const entry = formatLeaf(leaf);
    entries.push(entry);
    hashes.push(leafHash(hash, entry));
    return hashes.at(-1)!;
  };
  for (let i = 0; i < records; i++) {
    const { stream, ev, at, manifest } = recordOf(i, streams);
    const previous = last.get(stream)?.hash ?? null;
    const recordId = hex(seeded(`record ${i}`).subarray(0, 16));
    const leaf = {
      type: 'message.sent',
      recordId,
      at,
      stream: tagOf(stream),
      seq: ev,
      previous,
      target: null,
      parts: hash(manifest),
    };
    last.set(stream, { ev, hash: add(leaf) });
  }
  return { entries, hashes, last, add };
}

function censusOf(size: number, last: ReadonlyMap<number, Last>) {
  const lines = [...last].map(([stream, one]) => ({ id: stream, stream: tagOf(stream), seq: one.ev, last: one.hash }));
  lines.sort((a, b) => (a.stream < b.stream ? -1 : 1));
  const levels = [lines.map((line) => leafHash(hash, formatCensusLine(line)))];
  for (let below = levels[0]!; below.length > 1; below = levels.at(-1)!)
    levels.push(Array.from({ length: Math.floor(below.length / 2) }, (_, i) => nodeHash(hash, below[2 * i]!, below[2 * i + 1]!)));
  const read: ReadNodes = async (nodes) => nodes.map(({ level, index }) => levels[level]![index]!);
  const content = formatCensus(takeCensus(hash, size, lines));
  return {
    content,
    async proofOf(stream: number) {
      const at = lines.findIndex(({ id }) => id === stream);
      const { seq, last: hashed } = lines[at]!;
      const proof = (await inclusionProof(hash, at, lines.length, read)).map(base64);
      return { epoch: 1, index: size, seq, hash: base64(hashed), at, proof };
    },
  };
}

async function tilesOf(entries: readonly Uint8Array[]): Promise<Map<string, Uint8Array>> {
  const tiles = new Map<string, Uint8Array>();
  await writeTiles(hash, { old: 0, size: entries.length }, async (low, high) => entries.slice(low, high), {
    read: async (path) => tiles.get(path)!,
    async write(path, bytes) {
      if (!path.includes('/entries/')) tiles.set(path, bytes);
    },
  });
  return tiles;
}

/** Writes a bundle of made-up records; answers the policy that believes it, and the seconds that packing took. */
export async function makeBundle(path: string, records: number, streams: number): Promise<{ policy: string; seconds: number }> {
  const { entries, hashes, last, add } = leavesOf(records, streams);
  const census = censusOf(records, last);
  const censusKey = seeded('census');
  const manifest = formatParts([partMaker(hash, censusKey)('census', hash(census.content))]);
  const recordId = hex(seeded('census').subarray(0, 16));
  const stream = tagOf(-1);
  add({ type: 'census', recordId, at: begun, stream, seq: 1, previous: null, target: null, parts: hash(manifest) });
  const size = entries.length;
  const root = rootOf(hash, grow(hash, emptyTree, hashes));
  const own = signer();
  const checkpoint = await signNote(formatCheckpoint({ origin, size, root }), [own.signer]);
  const tiles = await tilesOf(entries);
  const from = performance.now();
  const writer = await BundleWriter.create(path, 1e12);
  const shown = (index: number) => ({ epoch: 1, index, leaf: textOf(entries[index]!) });
  await writer.beginStream({ tag: stream, records: 'records/ledger.jsonl', from: 1, to: 1 });
  const salt = base64(partSalt(hash, censusKey, 'census'));
  await writer.record(
    { ev: 1, ...shown(records), manifest: textOf(manifest), salts: { census: salt } },
    { ev: 1, parts: {}, texts: { census: textOf(census.content) } },
  );
  await writer.endStream();
  for (let n = 0; n < streams; n++) {
    const conversation = idOf(n);
    const to = last.get(n)!.ev;
    const head = { tag: tagOf(n), conversation, records: `records/${conversation}.jsonl`, from: 1, to };
    await writer.beginStream({ ...head, census: await census.proofOf(n) });
    for (let i = n; i < records; i += streams) {
      const { ev, parts, key, manifest: own } = recordOf(i, streams);
      const salts = Object.fromEntries(Object.keys(parts).map((name) => [name, base64(partSalt(hash, key, name))]));
      await writer.record({ ev, ...shown(i), manifest: textOf(own), salts }, { ev, parts });
    }
    await writer.endStream();
  }
  await writer.finish({
    info: { format: bundleFormat, purpose: 'bench' },
    names: [],
    logs: [{ epoch: 1, key: own.key, checkpoint, size, readTile: async (tile) => tiles.get(tilePath(tile))! }],
    verifier: { program: utf8('//\n'), page: utf8('\n') },
  });
  return { policy: formatPolicy([own.key]), seconds: (performance.now() - from) / 1_000 };
}
