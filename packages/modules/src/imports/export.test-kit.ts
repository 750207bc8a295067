import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import type { ImportConversation, ImportItem, ImportSkip, ImportSource, ImportUser } from './import-item.ts';
import { type ImportOptions, openImport } from './open-import.ts';

/** A folder with these files under the system's temporary folder. */
export async function folderOf(files: Record<string, string | Buffer>): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'rapport-import-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

interface ZipPart {
  name: string | Buffer;
  content: string | Buffer;
  /** Unix mode, for links. */
  mode?: number;
  /** Lie about the unpacked size. */
  claims?: number;
}

/** A zip archive as bytes; names may be anything, also what no honest tool writes. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode, claims } of parts) {
    const raw = Buffer.from(content);
    const nameBytes = Buffer.from(name);
    const packed = deflateRawSync(raw);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claims ?? raw.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const header = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, tail, nameBytes]));
    local.push(header, packed);
    offset += header.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

export interface ReadImport {
  source: ImportSource;
  users: ImportUser[];
  conversations: ImportConversation[];
  items: Map<string, ImportItem[]>;
  skips: ImportSkip[];
  /** Sum of a reason's counts. */
  skipped(reason: string): number;
  /** Sum of all counts of entries (reasons of parts and files left aside). */
  skippedEntries(): number;
}

/** Read a whole import into memory, for small ones. */
export async function readAll(
  kind: ImportSource['kind'],
  path: string,
  options: Partial<ImportOptions> = {},
): Promise<ReadImport> {
  const skips: ImportSkip[] = [];
  const source = await openImport(kind, path, { ...options, report: (skip) => skips.push(skip) });
  const items = new Map<string, ImportItem[]>();
  const users = await collect(source.users());
  const conversations = await collect(source.conversations());
  for (const conversation of conversations) {
    const list: ImportItem[] = [];
    for await (const item of source.items(conversation)) list.push(item);
    items.set(conversation.externalId, list);
  }
  await source.close();
  const sum = (wanted: (reason: string) => boolean) =>
    skips.reduce((total, skip) => total + (wanted(skip.reason) ? skip.count : 0), 0);
  return {
    source,
    users,
    conversations,
    items,
    skips,
    skipped: (reason) => sum((other) => other === reason),
    skippedEntries: () => sum((reason) => !/^(part:|file-|log-without-date|refused:)/.test(reason)),
  };
}

export async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of from) out.push(item);
  return out;
}
