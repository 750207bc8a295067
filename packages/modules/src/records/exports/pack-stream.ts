import { base64, formatPartsText, parseLeafText, same, textOf } from '@rapport/ledger';
import { breathe, type Platform } from '@rapport/platform';
import { type Disclosed, recordText } from '@rapport/verify';
import { isAboutMessage, type RecordedVersion, recordedVersions } from '../../conversations/index.ts';
import { bytesOfFiles, type FileBytes, fileDigests } from '../../files/index.ts';
import { fileParts, filesOf, type LogLine, openRecord } from '../compose.ts';
import { nodeSha256 } from '../node-hash.ts';
import type { LeafRow } from '../rows.ts';
import { leavesNumbered, logLines, recordKeys, withheldIn } from './export-reader.ts';

/** A record as it is packed. */
export interface PackedRecord {
  disclosed: Disclosed;
  /** What it says: the canonical JSON of a line of records. */
  said: string;
  /** Attachments that belong to it, by the digests in their paths. */
  files: Map<string, FileBytes>;
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
  leaf: LeafRow;
  version: RecordedVersion | undefined;
  key: Buffer | undefined;
  /** What was said may be shown. */
  words: boolean;
  digests: ReadonlyMap<string, Buffer>;
  bytes: ReadonlyMap<string, FileBytes>;
}

/** Of an erased record only the leaf is left: its key went with its words. Members of `disclosed` stand in the order in which they are written. */
const bare = ({ leaf, line }: Material): PackedRecord & { disclosed: { leaf: string } } => ({
  disclosed: { epoch: leaf.epoch, ev: leaf.ev, index: leaf.index, leaf: textOf(leaf.leaf) },
  said: recordText(leaf.ev, new Map(), {}),
  files: new Map(),
  differs: false,
  people: line.actor ? [line.actor] : [],
});

function pack(platform: Platform, material: Material): PackedRecord {
  const { line, version, key: wrapped, words, digests, bytes } = material;
  if (!wrapped && !version) return bare(material);
  const key = wrapped && platform.vault.unwrap(wrapped);
  const { parts, contents, saltOf } = openRecord(line, version, digests, key);
  const attached = version && words ? fileParts(version) : new Map<string, string>();
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
  const shown = bare(material).disclosed;
  return {
    disclosed: { ...shown, manifest, salts },
    said: recordText(line.ev, said, paths),
    files,
    differs: !same(nodeSha256(manifest), parseLeafText(shown.leaf).parts),
    people: [line.actor, line.subject].filter((id) => id !== null),
  };
}

async function pageOf(platform: Platform, stream: string, from: number, to: number) {
  const { db } = platform;
  const [lines, leaves, keyRows] = await Promise.all([
    logLines(db, stream, from, to),
    leavesNumbered(db, stream, from, to),
    recordKeys(db, stream, from, to),
  ]);
  const spoken = lines.filter(({ type }) => isAboutMessage(type)).map(({ ev }) => ({ conversation: stream, ev }));
  const versions = new Map((await recordedVersions(db, spoken)).map((version) => [version.ev, version]));
  const keys = new Map(keyRows.map(({ ev, key }) => [ev, key]));
  return { lines, leaves: new Map(leaves.map((leaf) => [leaf.ev, leaf])), keys, versions };
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
 * The records of one conversation, in order, a page of them in memory, and the next. Its beginning is asked for at once: the database reads it while
 * another conversation is packed.
 */
export function packStream(platform: Platform, range: Range, wanted: { files: boolean }): AsyncIterable<PackedRecord> {
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
  { conversation, from }: Range,
  { files }: { files: boolean },
): AsyncGenerator<PackedRecord> {
  const withheld = await hidden;
  for (let low = from, next = first; next; low += page) {
    const { lines, leaves, keys, versions } = await next;
    // The database reads while this page is packed.
    next = read(low + page);
    const ids = [...new Set([...versions.values()].flatMap(filesOf))];
    const digests = await fileDigests(platform, ids);
    const bytes = files ? await bytesOfFiles(platform, ids) : new Map<string, FileBytes>();
    for (const [i, line] of lines.entries()) {
      if (i % atOnce === 0) await breathe();
      const leaf = leaves.get(line.ev);
      if (!leaf) throw new Error(`The ledger lacks ${line.ev} of the stream ${conversation}.`);
      const version = versions.get(line.ev);
      const words = !withheld.has(line.target ?? line.ev) && !withheld.has(line.ev);
      const key = version ? (version.key ?? undefined) : keys.get(line.ev);
      yield pack(platform, { line, leaf, version, key, words, digests, bytes });
    }
  }
}
