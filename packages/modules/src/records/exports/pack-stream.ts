import { base64, formatPartsText, type Json, parseLeafText, same, textOf } from '@rapport/ledger';
import { breathe, type Platform } from '@rapport/platform';
import type { Disclosed, RecordLine } from '@rapport/verify';
import { isAboutMessage, type RecordedVersion, recordedVersions } from '../../conversations/index.ts';
import { bytesOfFiles, type FileBytes, fileDigests } from '../../files/index.ts';
import { fileParts, filesOf, type LogLine, openRecord } from '../compose.ts';
import { nodeSha256 } from '../node-hash.ts';
import type { LeafRow } from '../rows.ts';
import { leavesNumbered, logLines, recordKeys } from './export-reader.ts';

/** A record as it is packed. */
export interface PackedRecord {
  disclosed: Disclosed;
  said: RecordLine;
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

/** Of an erased record only the leaf is left: its key went with its words. */
const bare = ({ leaf, line }: Material): PackedRecord & { disclosed: { leaf: string } } => ({
  disclosed: { ev: leaf.ev, epoch: leaf.epoch, index: leaf.index, leaf: textOf(leaf.leaf) },
  said: { ev: leaf.ev, parts: {} },
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
  const record: RecordLine = { ev: line.ev, parts: {} };
  const salts: Record<string, string> = {};
  const files = new Map<string, FileBytes>();
  for (const { name } of parts) {
    const content = words || name === 'meta' ? contents.get(name) : undefined;
    const file = bytes.get(attached.get(name) ?? '');
    const salt = content !== undefined || file ? saltOf(name) : undefined;
    // What was taken out has none.
    if (!salt) continue;
    salts[name] = base64(salt);
    if (content !== undefined) record.parts[name] = JSON.parse(content) as Json;
    else if (file) {
      const digest = file.digest.toString('hex');
      record.files = { ...record.files, [name]: `files/${digest}` };
      files.set(digest, file);
    }
  }
  key?.fill(0);
  const manifest = formatPartsText(parts);
  const shown = bare(material).disclosed;
  return {
    disclosed: { ...shown, manifest, salts },
    said: record,
    files,
    differs: !same(nodeSha256(manifest), parseLeafText(shown.leaf).parts),
    people: [line.actor, line.subject].filter((id) => id !== null),
  };
}

async function pageOf(platform: Platform, stream: string, from: number, to: number) {
  const { db } = platform;
  const [lines, leaves, keys] = [
    await logLines(db, stream, from, to),
    await leavesNumbered(db, stream, from, to),
    new Map((await recordKeys(db, stream, from, to)).map(({ ev, key }) => [ev, key])),
  ];
  const spoken = lines.filter(({ type }) => isAboutMessage(type)).map(({ ev }) => ({ conversation: stream, ev }));
  const versions = new Map((await recordedVersions(db, spoken)).map((version) => [version.ev, version]));
  return { lines, leaves: new Map(leaves.map((leaf) => [leaf.ev, leaf])), keys, versions };
}

type Page = Awaited<ReturnType<typeof pageOf>>;

/** The records of one conversation, in order, a page of them in memory, and the next. `withheld`: messages whose words are shown to nobody. */
export async function* packStream(
  platform: Platform,
  { conversation, from, to }: { conversation: string; from: number; to: number },
  { files, withheld }: { files: boolean; withheld: ReadonlySet<number> },
): AsyncGenerator<PackedRecord> {
  const read = (low: number): Promise<Page> => {
    const reading = pageOf(platform, conversation, low, Math.min(to, low + page - 1));
    // Told where it is waited for, which may be never.
    reading.catch(() => undefined);
    return reading;
  };
  let next = from <= to ? read(from) : undefined;
  for (let low = from; next; low += page) {
    const { lines, leaves, keys, versions } = await next;
    // The database reads while this page is packed.
    next = low + page <= to ? read(low + page) : undefined;
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
