import { base64, formatPartsText, partsInLeaf } from '@rapport/ledger';
import { breathe, type Platform } from '@rapport/platform';
import { type Disclosed, recordText, type ShownLeaf } from '@rapport/verify';
import { isAboutMessage, type RecordedSaying, recordedBetween } from '../../conversations/index.ts';
import { bytesOfFiles, type FileBytes, fileDigests } from '../../files/index.ts';
import { fileParts, filesOf, type LogLine, openRecord } from '../compose.ts';
import { nodeSha256 } from '../node-hash.ts';
import { type ExportedLine, exportedLines, recordKeys, withheldIn } from './export-reader.ts';

/** A record as it is packed. */
export interface PackedRecord {
  disclosed: Disclosed;
  /** What it says: the canonical JSON of a line of records. */
  said: string;
  /** Attachments that belong to it, by the digests in their paths. */
  files: ReadonlyMap<string, FileBytes>;
  /** What stands in the database is not what was recorded. */
  differs: boolean;
  /** Of whom it speaks. */
  people: string[];
}

const page = 500;
/** Records composed before others get their turn on this thread. */
const atOnce = 32;

interface Material {
  line: LogLine;
  leaf: ShownLeaf;
  version: RecordedSaying | undefined;
  key: Buffer | undefined;
  /** What was said may be shown. */
  words: boolean;
  digests: ReadonlyMap<string, Buffer>;
  bytes: ReadonlyMap<string, FileBytes>;
}

const nothing: ReadonlyMap<string, never> = new Map<string, never>();

/** Of an erased record only the leaf is left: its key went with its words. */
const bare = ({ leaf, line: { ev, actor } }: Material): PackedRecord => ({
  disclosed: { ev, ...leaf },
  said: recordText(ev, nothing, {}),
  files: nothing,
  differs: false,
  people: actor ? [actor] : [],
});

function pack(platform: Platform, material: Material): PackedRecord {
  const { line, leaf, version, key: wrapped, words, digests, bytes } = material;
  if (!wrapped && !version) return bare(material);
  const key = wrapped && platform.vault.unwrap(wrapped);
  const { parts, contents, saltOf } = openRecord(line, version, digests, key);
  const attached = version && words ? fileParts(version) : nothing;
  const said = new Map<string, string>();
  const salts: Record<string, string> = {};
  const paths: Record<string, string> = {};
  const files = new Map<string, FileBytes>();
  for (const { name } of parts) {
    const content = words || name === 'meta' ? contents.get(name) : undefined;
    const file = bytes.get(attached.get(name) ?? '');
    const salt = content !== undefined || file ? saltOf(name) : undefined;
    // What was taken out has none.
    if (!salt) continue;
    salts[name] = base64(salt);
    if (content !== undefined) said.set(name, content);
    else if (file) {
      const digest = file.digest.toString('hex');
      paths[name] = `files/${digest}`;
      files.set(digest, file);
    }
  }
  key?.fill(0);
  const manifest = formatPartsText(parts);
  return {
    disclosed: { epoch: leaf.epoch, ev: line.ev, index: leaf.index, leaf: leaf.leaf, manifest, salts },
    said: recordText(line.ev, said, paths),
    files,
    differs: base64(nodeSha256(manifest)) !== partsInLeaf(leaf.leaf),
    people: [line.actor, line.subject].filter((id) => id !== null),
  };
}

async function pageOf({ db }: Platform, stream: string, from: number, to: number) {
  const [lines, said, keyRows] = await Promise.all([
    exportedLines(db, stream, from, to),
    recordedBetween(db, stream, from, to),
    recordKeys(db, stream, from, to),
  ]);
  const versions = new Map(said.map((version) => [version.ev, version]));
  const keys = new Map(keyRows.map(({ ev, key }) => [ev, key]));
  return { lines, keys, versions };
}

type Page = Awaited<ReturnType<typeof pageOf>>;

interface Range {
  conversation: string;
  from: number;
  to: number;
}

/** Begins to read. What fails is told where it is waited for, which may be never. */
function begun<T>(reading: Promise<T>): Promise<T> {
  reading.catch(() => undefined);
  return reading;
}

/**
 * The records of one conversation, in order, some at a time, a page of them in memory, and the next. Its beginning is asked for at once: the database reads it while
 * another conversation is packed.
 */
export function packStream(platform: Platform, range: Range, wanted: { files: boolean }): AsyncIterable<PackedRecord[]> {
  const { conversation, from, to } = range;
  const read = (low: number): Promise<Page> | undefined =>
    low > to ? undefined : begun(pageOf(platform, conversation, low, Math.min(to, low + page - 1)));
  return packPages(platform, { withheld: begun(withheldIn(platform.db, conversation)), first: read(from), read }, range, wanted);
}

interface Reading {
  /** Messages whose words are shown to nobody. */
  withheld: Promise<ReadonlySet<number>>;
  first: Promise<Page> | undefined;
  read(low: number): Promise<Page> | undefined;
}

async function* packPages(
  platform: Platform,
  { withheld: hidden, first, read }: Reading,
  { conversation: stream, from }: Range,
  { files }: { files: boolean },
): AsyncGenerator<PackedRecord[]> {
  const withheld = await hidden;
  for (let low = from, next = first; next; low += page) {
    const { lines, keys, versions } = await next;
    // The database reads while this page is packed.
    next = read(low + page);
    const ids = [...new Set([...versions.values()].flatMap(filesOf))];
    const digests = await fileDigests(platform, ids);
    const bytes = files ? await bytesOfFiles(platform, ids) : new Map<string, FileBytes>();
    const packed = ({ epoch, index, leaf, ...line }: ExportedLine): PackedRecord => {
      if (leaf === null) throw new Error(`The ledger lacks ${line.ev} of the stream ${stream}.`);
      const version = isAboutMessage(line.type) ? versions.get(line.ev) : undefined;
      const words = !withheld.has(line.target ?? line.ev) && !withheld.has(line.ev);
      const key = version ? (version.key ?? undefined) : keys.get(line.ev);
      return pack(platform, { line: { ...line, stream }, leaf: { epoch, index, leaf }, version, key, words, digests, bytes });
    };
    for (let at = 0; at < lines.length; at += atOnce) {
      await breathe();
      yield lines.slice(at, at + atOnce).map(packed);
    }
  }
}
