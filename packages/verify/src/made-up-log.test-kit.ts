import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  nodesFromTiles,
  partMaker,
  partSalt,
  rootOf,
  signNote,
  takeCensus,
  textOf,
  tilePath,
  utf8,
  writeTiles,
} from '@rapport/ledger';
import { type Bundle, readWhole } from './bundle.ts';
import { openPath } from './folder-bundle.ts';
import { bundleFormat, type Disclosed, type RecordLine, type StreamHead } from './format.ts';
import { nodeHashing } from './node-hashing.ts';
import { BundleWriter } from './write/bundle-writer.ts';

const { hash } = nodeHashing;

/** Repeatable chance (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const rawKey = (key: KeyObject): Uint8Array => {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return new Uint8Array(Buffer.from(x!, 'base64url'));
};

/** A key of a log or a witness. */
export function newKey(name: string) {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }) as string);
  const bytes = rawKey(pem);
  const witnessId = keyId(hash, name, 4, bytes);
  return {
    key: formatKey(hash, name, bytes),
    signer: { name, id: keyId(hash, name, 1, bytes), sign: (text: Uint8Array) => sign(null, text, pem) },
    witnessKey: `${name}+${hex(witnessId)}+${base64(Uint8Array.of(4, ...bytes))}`,
    witness: {
      name,
      id: witnessId,
      sign(text: Uint8Array) {
        const at = 1_790_000_000n;
        const stamp = Buffer.alloc(8);
        stamp.writeBigUInt64BE(at);
        return Buffer.concat([stamp, sign(null, Buffer.concat([utf8(`cosignature/v1\ntime ${at}\n`), text]), pem)]);
      },
    },
  };
}

interface Made {
  stream: number;
  disclosed: Disclosed;
  line: RecordLine;
  at: number;
  hash: Uint8Array;
}

export interface MadeUp {
  folder: string;
  zip: string;
  /** The policy as the house hands it out. */
  policy: string;
  origin: string;
  remove(): Promise<void>;
}

const fileBytes = utf8('a signed contract, 合同');
const key32 = (n: number): Uint8Array => hash(utf8(`key ${n}`));
const idOf = (n: number): string => `01980a1b-0000-7000-8000-${String(n).padStart(12, '0')}`;
const tagOf = (n: number): string => hex(hash(utf8(`tag ${n}`)).subarray(0, 8));

/** What each event says; edits name the message before them, an erasure the one that it erased. */
function saidBy(n: number, ev: number, types: Map<string, { index: number }>) {
  if (ev % 11 === 0) return { type: 'message.erased', target: types.get(`${ev - 5}`) };
  if (ev % 13 === 0)
    return {
      type: 'record.redacted',
      redaction: { erasure: idOf(n), records: [{ ev: ev - 4, parts: ['body'] }] },
      target: types.get(`${ev - 4}`),
    };
  if (ev % 5 === 0) return { type: 'message.edited', body: { text: `better ${n}` }, target: types.get(`${ev - 1}`) };
  if (ev % 7 === 0) return { type: 'reaction.added' };
  return { type: 'message.sent', body: { text: `第 ${n} 条 "quoted" \n line ${'x'.repeat(n % 50)}` }, file: ev % 9 === 0 };
}

/** A log of some streams whose events come in turn, with a census at its end. */
export class MadeUpLog {
  readonly made: Made[] = [];
  readonly tiles = new Map<string, Uint8Array>();
  readonly entries: Uint8Array[] = [];
  private readonly last = new Map<number, { ev: number; hash: Uint8Array }>();
  private readonly places = new Map<number, Map<string, { index: number }>>();
  readonly streams: number;

  constructor(streams: number) {
    this.streams = streams;
  }

  private leaf(
    stream: number,
    type: string,
    at: number,
    contents: [string, Uint8Array][],
    target: { index: number } | undefined,
  ) {
    const before = this.last.get(stream);
    const ev = (before?.ev ?? 0) + 1;
    const index = this.entries.length;
    const key = key32(index);
    const make = partMaker(hash, key);
    const parts = contents.map(([name, bytes]) => make(name, hash(bytes))).sort((a, b) => (a.name < b.name ? -1 : 1));
    const entry = formatLeaf({
      type,
      recordId: hex(hash(utf8(`record ${index}`)).subarray(0, 16)),
      at,
      stream: tagOf(stream),
      seq: ev,
      previous: before?.hash ?? null,
      target: target ?? null,
      parts: hash(formatParts(parts)),
    });
    this.entries.push(entry);
    const hashed = leafHash(hash, entry);
    this.last.set(stream, { ev, hash: hashed });
    const salts = Object.fromEntries(parts.map(({ name }) => [name, base64(partSalt(hash, key, name))]));
    const disclosed = { ev, epoch: 1, index, leaf: textOf(entry), manifest: textOf(formatParts(parts)), salts };
    return { disclosed, hash: hashed, index };
  }

  add(stream: number): void {
    const ev = (this.last.get(stream)?.ev ?? 0) + 1;
    const at = 1_790_000_000_000 + this.entries.length * 1_000;
    const places = this.places.get(stream) ?? new Map<string, { index: number }>();
    this.places.set(stream, places);
    const { type, body, redaction, file, target } = saidBy(this.entries.length, ev, places);
    const meta: Json = { at, ev, stream: idOf(stream), type, actor: idOf(900 + (ev % 3)) };
    const parts: Record<string, Json> = { meta, ...(body ? { body } : {}), ...(redaction ? { redaction } : {}) };
    const contents = Object.entries(parts).map(([name, json]): [string, Uint8Array] => [name, canonicalJson(json)]);
    if (file) contents.push(['file:1', fileBytes]);
    const { disclosed, hash: hashed, index } = this.leaf(stream, type, at, contents, target);
    places.set(String(ev), { index });
    const files = file ? { files: { 'file:1': `files/${hex(hash(fileBytes))}` } } : {};
    this.made.push({ stream, at, hash: hashed, disclosed, line: { ev, parts, ...files } });
  }

  /** What was said in every message that a later erasure names is gone, with its salts. */
  erase(): void {
    const indexes = new Set(
      this.made
        .filter(({ line }) => line.ev % 11 === 0)
        .map(({ disclosed }) => /^(\d+)$/m.exec(disclosed.leaf!.split('\n')[6]!)?.[1]),
    );
    for (const made of this.made) {
      const edited = this.made.find(
        (other) =>
          other.stream === made.stream && other.line.ev === made.line.ev - 1 && made.disclosed.leaf!.includes('message.edited'),
      );
      if (!indexes.has(String(made.disclosed.index)) && !indexes.has(String(edited?.disclosed.index))) continue;
      if (made.disclosed.leaf!.includes('message.erased')) continue;
      made.line = { ev: made.line.ev, parts: { meta: made.line.parts.meta! } };
      made.disclosed.salts = { meta: made.disclosed.salts!.meta! };
    }
  }

  /** The words that a later event says were taken out are gone, with their salts; what else was said stands. */
  redact(): void {
    for (const { stream, line } of this.made) {
      const said = line.parts.redaction as { records: { ev: number }[] } | undefined;
      const gone = said && this.made.find((made) => made.stream === stream && made.line.ev === said.records[0]!.ev);
      if (!gone) continue;
      delete gone.line.parts.body;
      delete gone.disclosed.salts!.body;
    }
  }

  /** The ledger's own stream is that of the number -1. */
  async close(): Promise<{ root: Uint8Array; heads: StreamHead[]; census: Made }> {
    const tags = [...this.last.entries()].filter(([stream]) => stream >= 0);
    const lines = tags.map(([stream, { ev, hash: last }]) => ({ stream: tagOf(stream), seq: ev, last }));
    lines.sort((a, b) => (a.stream < b.stream ? -1 : 1));
    const content = formatCensus(takeCensus(hash, this.entries.length, lines));
    const at = 1_790_009_000_000;
    const { disclosed, hash: hashed, index } = this.leaf(-1, 'census', at, [['census', content]], undefined);
    const census = { stream: -1, at, hash: hashed, disclosed, line: { ev: 1, parts: {}, texts: { census: textOf(content) } } };
    const leaves = lines.map((line) => leafHash(hash, formatCensusLine(line)));
    const store = {
      read: async (p: string) => this.tiles.get(p)!,
      write: async (p: string, b: Uint8Array) => void this.tiles.set(p, b),
    };
    const size = this.entries.length;
    await writeTiles(hash, { old: 0, size }, async (low, high) => this.entries.slice(low, high), store);
    const heads: StreamHead[] = [];
    for (const [stream, { ev }] of tags) {
      const place = lines.findIndex((line) => line.stream === tagOf(stream));
      const small = new Map<string, Uint8Array>();
      const inMemory = {
        read: async (p: string) => small.get(p)!,
        write: async (p: string, b: Uint8Array) => void small.set(p, b),
      };
      await writeTiles(hash, { old: 0, size: lines.length }, async (l, h) => lines.slice(l, h).map(formatCensusLine), inMemory);
      const nodes = nodesFromTiles(hash, lines.length, (tile) => inMemory.read(tilePath(tile)));
      const proof = (await inclusionProof(hash, place, lines.length, nodes)).map(base64);
      const line = lines[place]!;
      heads.push({
        tag: tagOf(stream),
        conversation: idOf(stream),
        records: `records/${idOf(stream)}.jsonl`,
        from: 1,
        to: ev,
        census: { epoch: 1, index, seq: line.seq, hash: base64(line.last), at: place, proof },
      });
    }
    if (leaves.length === 0) throw new Error('There are no streams.');
    const root = rootOf(
      hash,
      grow(
        hash,
        emptyTree,
        this.entries.map((entry) => leafHash(hash, entry)),
      ),
    );
    return { root, heads, census };
  }
}

export interface Wanted {
  streams?: number;
  events?: number;
  /** Witnesses whose cosignatures the checkpoint carries. */
  witnesses?: ReturnType<typeof newKey>[];
  /** Only events of these numbers, as if a time had been asked for. */
  part?: { from: number; to: number };
}

const neighbour = ({ disclosed }: Made) => ({ epoch: 1, index: disclosed.index!, leaf: disclosed.leaf! });

/** A bundle of a whole made-up house. */
export async function makeBundle({ streams = 3, events = 200, witnesses = [], part }: Wanted = {}): Promise<MadeUp> {
  const log = new MadeUpLog(streams);
  const chance = chanceOf(streams * 1_000 + events);
  for (let i = 0; i < events; i++) log.add(i < streams ? i : Math.floor(chance() * streams));
  log.erase();
  log.redact();
  const { root, heads, census } = await log.close();
  const origin = 'chat.example.org/api/records/log/1';
  const own = newKey(origin);
  const size = log.entries.length;
  const checkpoint = await signNote(formatCheckpoint({ origin, size, root }), [own.signer, ...witnesses.map((w) => w.witness)]);
  const folder = await mkdtemp(join(tmpdir(), 'rapport-verify-'));
  const zip = join(folder, 'bundle.zip');
  const writer = await BundleWriter.create(zip, 1e9);
  await writer.beginStream({ tag: tagOf(-1), records: 'records/ledger.jsonl', from: 1, to: 1 });
  await writer.record(census.disclosed, census.line);
  await writer.endStream();
  for (const [stream, head] of heads.entries()) {
    const all = log.made.filter((made) => made.stream === stream);
    const { from, to } = part ?? { from: 1, to: all.length };
    const shown = all.slice(from - 1, to);
    const [previous, next] = [all[from - 2], all[to]];
    await writer.beginStream({
      ...head,
      from,
      to: from + shown.length - 1,
      ...(part ? { after: shown[0]!.at, before: shown.at(-1)!.at + 1 } : {}),
      ...(previous ? { previous: neighbour(previous) } : {}),
      ...(next ? { next: neighbour(next), census: undefined as never } : {}),
    });
    for (const { disclosed, line } of shown) await writer.record(disclosed, line);
    await writer.endStream();
  }
  const digest = hex(hash(fileBytes));
  if (log.made.some(({ line }) => line.files))
    await writer.addFile(
      digest,
      (async function* () {
        yield fileBytes;
      })(),
    );
  await writer.finish({
    info: { format: bundleFormat, purpose: 'test' },
    names: [{ id: idOf(900), name: '王芳' }],
    logs: [{ epoch: 1, key: own.key, checkpoint, size, readTile: async (tile) => log.tiles.get(tilePath(tile))! }],
    verifier: { program: utf8('// not built here\n'), page: utf8('<!-- not built here -->\n') },
  });
  const policy = `log ${own.key}\nquorum none\n`;
  return { folder, zip, policy, origin, remove: () => rm(folder, { recursive: true, force: true }) };
}

export type Files = Map<string, Uint8Array>;

/** All files of a bundle, to be played with. */
export async function unpack(zip: string): Promise<Files> {
  const bundle = await openPath(zip);
  const files: Files = new Map();
  for (const path of bundle.paths) files.set(path, new Uint8Array(await readWhole(bundle, path, 1e9)));
  await bundle.close();
  return files;
}

/** MANIFEST.sha256 as whoever changed files on purpose would write it. */
export function rewriteManifest(files: Files): void {
  const lines = [...files]
    .filter(([path]) => path !== 'MANIFEST.sha256')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, bytes]) => `${hex(hash(bytes))}  ${path}\n`);
  files.set('MANIFEST.sha256', utf8(lines.join('')));
}

export function bundleOf(files: Files): Bundle {
  return {
    paths: [...files.keys()].sort(),
    has: (path) => files.has(path),
    size: (path) => files.get(path)!.length,
    async *stream(path) {
      const bytes = files.get(path)!;
      for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
    },
    close: async () => undefined,
  };
}

export const readBytes = (path: string): Promise<Uint8Array> => readFile(path);
