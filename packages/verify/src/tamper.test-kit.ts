import { generateKeyPairSync, sign } from 'node:crypto';
import {
  base64,
  canonicalJson,
  formatCheckpoint,
  formatKey,
  hex,
  type Json,
  keyId,
  parseCheckpoint,
  parseNote,
  signNote,
  textOf,
  utf8,
} from '@rapport/ledger';
import { type Disclosed, parseDisclosure, type RecordLine, type StreamHead } from './format.ts';
import { type Files, rewriteManifest } from './made-up-log.test-kit.ts';
import { nodeHashing } from './node-hashing.ts';

const { hash } = nodeHashing;
type Chance = () => number;
const pick = <T>(chance: Chance, all: readonly T[]): T => all[Math.floor(chance() * all.length)]!;

export interface OpenStream {
  head: StreamHead;
  rows: { disclosed: Disclosed; line: RecordLine }[];
}

const linesOf = (bytes: Uint8Array): string[] => textOf(bytes).split('\n').slice(0, -1);
const lineOf = (value: unknown): string => `${textOf(canonicalJson(value as Json))}\n`;

/** The streams of a bundle with what each record says. */
export function readStreams(files: Files): OpenStream[] {
  const streams: OpenStream[] = [];
  let said: string[] = [];
  for (const text of linesOf(files.get('proof/disclosure.jsonl')!)) {
    const parsed = parseDisclosure(text);
    if ('stream' in parsed) {
      streams.push({ head: parsed.stream, rows: [] });
      said = linesOf(files.get(parsed.stream.records)!);
    } else {
      const { rows } = streams.at(-1)!;
      rows.push({ disclosed: parsed, line: JSON.parse(said[rows.length]!) as RecordLine });
    }
  }
  return streams;
}

/** Puts streams back, and the list of files as whoever did it on purpose would. */
export function writeStreams(files: Files, streams: readonly OpenStream[]): void {
  let disclosure = '';
  for (const { head, rows } of streams) {
    disclosure += lineOf({ stream: head });
    for (const { disclosed } of rows) disclosure += lineOf(disclosed);
    files.set(head.records, utf8(rows.map(({ line }) => lineOf(line)).join('')));
  }
  files.set('proof/disclosure.jsonl', utf8(disclosure));
  rewriteManifest(files);
}

type Tamper = (files: Files, chance: Chance) => void;

/** Changes the rows of one conversation of at least 12 events; `place` is neither the first nor the last. */
const onRows =
  (change: (stream: OpenStream, place: number, streams: OpenStream[], chance: Chance) => void): Tamper =>
  (files, chance) => {
    const streams = readStreams(files);
    const stream = pick(
      chance,
      streams.filter(({ rows }) => rows.length >= 12),
    );
    const place = 1 + Math.floor(chance() * (stream.rows.length - 2));
    change(stream, place, streams, chance);
    writeStreams(files, streams);
  };

function flip(bytes: Uint8Array, chance: Chance): Uint8Array {
  const changed = new Uint8Array(bytes);
  const at = Math.floor(chance() * changed.length);
  changed[at] = changed[at]! ^ (1 << Math.floor(chance() * 8));
  return changed;
}

const onFile =
  (form: RegExp, change: (files: Files, path: string, chance: Chance) => void): Tamper =>
  (files, chance) => {
    const path = pick(
      chance,
      [...files.keys()].filter((one) => form.test(one)),
    );
    change(files, path, chance);
    rewriteManifest(files);
  };

function forgedKey(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const bytes = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'));
  return {
    key: formatKey(hash, origin, bytes),
    signer: { name: origin, id: keyId(hash, origin, 1, bytes), sign: (text: Uint8Array) => sign(null, text, privateKey) },
  };
}

/** What somebody changes without a list of files that fits. */
export const clumsy: Record<string, Tamper> = {
  'a bit of any file': (files, chance) => {
    const path = pick(chance, [...files.keys()]);
    files.set(path, flip(files.get(path)!, chance));
  },
  'any file left out': (files, chance) => void files.delete(pick(chance, [...files.keys()])),
  'a file added': (files) => void files.set('records/more.jsonl', utf8('{"ev":1,"parts":{}}\n')),
};

const forge: Record<string, Tamper> = {
  'the words of a record': onRows(({ rows }, place) => {
    const found = rows
      .slice(place)
      .concat(rows)
      .find(({ line }) => line.parts.body !== undefined)!;
    found.line.parts.body = { text: 'something else' };
  }),
  'when it was said': onRows(({ rows }, place) => {
    const meta = rows[place]!.line.parts.meta as Record<string, Json>;
    rows[place]!.line.parts.meta = { ...meta, at: (meta.at as number) + 1 };
  }),
  'who said it, hidden behind the salt': onRows(({ rows }, place) => {
    const meta = rows[place]!.line.parts.meta as Record<string, Json>;
    rows[place]!.line.parts.meta = { ...meta, actor: '01980a1b-0000-7000-8000-000000000999' };
    rows[place]!.disclosed.salts!.meta = base64(hash(utf8('another salt')));
  }),
  'a part that was never recorded': onRows(({ rows }, place) => {
    rows[place]!.line.parts.note = 'added';
  }),
  'a leaf': onRows(({ rows }, place, _streams, chance) => {
    const { disclosed } = rows[place]!;
    const lines = disclosed.leaf!.split('\n');
    if (chance() < 0.5) lines[3] = String(Number(lines[3]) + 1);
    else lines[2] = hex(hash(utf8('another record')).subarray(0, 16));
    disclosed.leaf = lines.join('\n');
  }),
  'a whole record, leaf and all': onRows(({ rows }, place) => {
    const { disclosed, line } = rows[place]!;
    const name = 'meta';
    const content = canonicalJson(line.parts.meta as Json);
    const salt = hash(utf8('salt'));
    const block = Buffer.concat([salt, hash(content)]);
    disclosed.manifest = `rapport-parts/v1\n${name} ${base64(hash(block))}\n`;
    const lines = disclosed.leaf!.split('\n');
    lines[7] = base64(hash(utf8(disclosed.manifest)));
    disclosed.leaf = lines.join('\n');
    disclosed.salts = { meta: base64(salt) };
    rows[place]!.line = { ev: line.ev, parts: { meta: line.parts.meta! } };
  }),
  'the place of a leaf': onRows(({ rows }, place) => {
    rows[place]!.disclosed.index!++;
  }),
};

const move: Record<string, Tamper> = {
  'a record left out': onRows(({ rows }, place) => void rows.splice(place, 1)),
  'a record left out, and the others told anew': onRows(({ rows, head }, place) => {
    rows.splice(place, 1);
    for (const { disclosed, line } of rows.slice(place)) {
      disclosed.ev--;
      line.ev--;
    }
    head.to--;
  }),
  'the last records left out': onRows(({ rows, head }, place) => {
    rows.length = place;
    head.to = place;
  }),
  'the last records left out, and the census': onRows(({ rows, head }, place) => {
    rows.length = place;
    head.to = place;
    delete head.census;
  }),
  'the last records left out, and the census of another stream': onRows(({ rows, head }, place, streams) => {
    rows.length = place;
    head.to = place;
    head.census = { ...streams.find((one) => one.head.census && one.head !== head)!.head.census!, seq: place };
  }),
  'the first records left out': onRows(({ rows, head }, place) => {
    rows.splice(0, place);
    head.from = place + 1;
  }),
  'two records change places': onRows(({ rows }, place) => {
    [rows[place], rows[place - 1]] = [rows[place - 1]!, rows[place]!];
  }),
  'what two records say changes places': onRows(({ rows }, place) => {
    const [one, other] = [rows[place]!.line.parts, rows[place - 1]!.line.parts];
    rows[place]!.line.parts = other;
    rows[place - 1]!.line.parts = one;
  }),
  'a record twice': onRows(({ rows }, place) => void rows.splice(place, 0, rows[place]!)),
  'a record of another conversation': onRows(({ rows }, place, streams) => {
    const other = streams.find((one) => one.rows !== rows && one.rows.length > place && one.head.conversation)!;
    rows[place] = other.rows[place]!;
  }),
  'a conversation under another name': onRows(({ head }) => {
    head.conversation = '01980a1b-0000-7000-8000-000000000888';
  }),
  'a conversation twice': onRows((stream, _place, streams) => void streams.push(stream)),
};

const proofs: Record<string, Tamper> = {
  'a bit of a tile': onFile(/\/tile\//, (files, path, chance) => void files.set(path, flip(files.get(path)!, chance))),
  'a tile cut': onFile(/\/tile\//, (files, path) => void files.set(path, files.get(path)!.subarray(32))),
  'a tile left out': onFile(/\/tile\//, (files, path) => void files.delete(path)),
  'the checkpoint left out': onFile(/\/checkpoint$/, (files, path) => void files.delete(path)),
  'a bit of the signature': onFile(/\/checkpoint$/, (files, path, chance) => {
    const lines = textOf(files.get(path)!).split('\n');
    const [dash, name, encoded] = lines[4]!.split(' ') as [string, string, string];
    const bytes = Buffer.from(encoded, 'base64');
    const at = 4 + Math.floor(chance() * (bytes.length - 4));
    bytes[at] = bytes[at]! ^ 1;
    lines[4] = `${dash} ${name} ${bytes.toString('base64')}`;
    files.set(path, utf8(lines.join('\n')));
  }),
  'the size in the checkpoint': onFile(/\/checkpoint$/, (files, path) => {
    const lines = textOf(files.get(path)!).split('\n');
    lines[1] = String(Number(lines[1]) + 1);
    files.set(path, utf8(lines.join('\n')));
  }),
  'the log under another number': (files) => {
    for (const [path, bytes] of [...files])
      if (path.startsWith('proof/log/1/')) {
        files.delete(path);
        files.set(path.replace('proof/log/1/', 'proof/log/2/'), bytes);
      }
    const streams = readStreams(files);
    for (const { rows } of streams) for (const { disclosed } of rows) disclosed.epoch = 2;
    writeStreams(files, streams);
  },
  'an attachment': onFile(/^files\//, (files, path, chance) => void files.set(path, flip(files.get(path)!, chance))),
  'an attachment left out': onFile(/^files\//, (files, path) => void files.delete(path)),
  'a file of records left out': onFile(/^records\/0/, (files, path) => void files.delete(path)),
  'a bit of the proofs': onFile(/disclosure/, (files, path, chance) => void files.set(path, flip(files.get(path)!, chance))),
  'a bit of what was said': onFile(/^records\//, (files, path, chance) => void files.set(path, flip(files.get(path)!, chance))),
  'lines added to what was said': onFile(/^records\//, (files, path) => {
    files.set(path, utf8(`${textOf(files.get(path)!)}{"ev":9999,"parts":{}}\n`));
  }),
};

/** What somebody changes on purpose, with a list of files that fits. */
export const cunning: Record<string, Tamper> = { ...forge, ...move, ...proofs };

/** Signs another checkpoint of the same tree by another key, and packs a policy that believes it. */
export async function resign(files: Files): Promise<void> {
  const path = 'proof/log/1/checkpoint';
  const checkpoint = parseCheckpoint(parseNote(files.get(path)!).text);
  const { key, signer } = forgedKey(checkpoint.origin);
  files.set(path, utf8(await signNote(formatCheckpoint(checkpoint), [signer])));
  files.set('proof/policy', utf8(`log ${key}\nquorum none\n`));
  rewriteManifest(files);
}
