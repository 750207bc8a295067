import { base64, formatParts, type Json, parseLeaf, partMaker, partSalt, textOf } from '@rapport/ledger';
import type { Platform } from '@rapport/platform';
import { BundleWriter, bundleFormat, type PackedLog } from '@rapport/verify';
import { type ConversationLabel, labelsOf } from '../../conversations/index.ts';
import type { FileBytes } from '../../files/index.ts';
import { peopleByIds } from '../../people/index.ts';
import type { TakenCensus } from '../census.ts';
import { keeperOf } from '../keeper.ts';
import { nodeSha256 } from '../node-hash.ts';
import { epochRow, leafOf, publishedCheckpoint } from '../reader.ts';
import { signedTile } from '../signed-tile.ts';
import { ownContent, recordKeys } from './export-reader.ts';
import { type PackedRecord, packStream } from './pack-stream.ts';
import { type ExportPlan, planExport } from './plan-export.ts';
import type { Cause } from './rows.ts';
import { verifierFiles } from './verifier-files.ts';

export interface PackWanted extends Cause {
  /** Where the zip is to be; must not be there. */
  path: string;
  /** Bytes that it may have. */
  most: number;
  /** Told how far it is; throws to end it. */
  progress(at: { done: number; total: number; differs: number }): Promise<void>;
}

export interface Packed {
  bytes: number;
  /** SHA-256 of the list of files, hexadecimal; of a bundle. */
  manifest?: string;
  records: number;
  differs: number;
  conversations: number;
}

const page = 200;

async function* namesOf(platform: Platform, people: ReadonlySet<string>, conversations: readonly string[]): AsyncGenerator<Json> {
  for (let at = 0; at < conversations.length; at += page) {
    const labels: ConversationLabel[] = await labelsOf(platform.db, nobody, conversations.slice(at, at + page));
    for (const { id, kind, name, peers } of labels) {
      for (const peer of peers ?? []) (people as Set<string>).add(peer);
      yield { kind: 'conversation', id, type: kind, name, peers: peers ? [...peers] : undefined };
    }
  }
  const ids = [...people];
  for (let at = 0; at < ids.length; at += page)
    for (const { id, name } of await peopleByIds(platform.db, ids.slice(at, at + page))) yield { kind: 'person', id, name };
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** The census itself, among the ledger's own records. */
async function packCensus(platform: Platform, writer: BundleWriter, { stream, ev }: TakenCensus): Promise<void> {
  const { db, vault } = platform;
  const [leaf, content, [row]] = [
    await leafOf(db, stream, ev),
    await ownContent(db, stream, ev),
    await recordKeys(db, stream, ev, ev),
  ];
  if (!leaf || !content || !row) throw new Error('The census is not in the ledger.');
  const key = vault.unwrap(row.key);
  const salt = base64(partSalt(nodeSha256, key, 'census'));
  const manifest = textOf(formatParts([partMaker(nodeSha256, key)('census', nodeSha256(content))]));
  key.fill(0);
  const { epoch, index } = leaf;
  await writer.beginStream({ tag: parseLeaf(leaf.leaf).stream, records: 'records/ledger.jsonl', from: ev, to: ev });
  await writer.record(
    { ev, epoch, index, leaf: textOf(leaf.leaf), manifest, salts: { census: salt } },
    { ev, parts: {}, texts: { census: textOf(content) } },
  );
  await writer.endStream();
}

async function logsOf(platform: Platform, epochs: ReadonlySet<number>): Promise<PackedLog[]> {
  const { folder } = platform.keep(keeperOf);
  const logs: PackedLog[] = [];
  for (const epoch of [...epochs].sort((a, b) => a - b)) {
    const [row, checkpoint] = [await epochRow(platform.db, epoch), await publishedCheckpoint(platform.db, epoch)];
    if (!row || !checkpoint) throw new Error(`The log ${epoch} has no checkpoint.`);
    const { note, size } = checkpoint;
    logs.push({ epoch, key: row.key, checkpoint: note, size, readTile: (tile) => signedTile(folder, epoch, tile) });
  }
  return logs;
}

/** Packs one bundle; what it notes on the way. */
class Packing {
  done = 0;
  differs = 0;
  readonly people = new Set<string>();
  readonly epochs = new Set<number>();
  private readonly platform: Platform;
  private readonly writer: BundleWriter;
  private readonly wanted: PackWanted;
  private readonly plan: ExportPlan;

  constructor(platform: Platform, writer: BundleWriter, wanted: PackWanted, plan: ExportPlan) {
    this.platform = platform;
    this.writer = writer;
    this.wanted = wanted;
    this.plan = plan;
    this.epochs.add(plan.census.epoch);
  }

  private async tell(): Promise<void> {
    await this.wanted.progress({ done: this.done, total: this.plan.total, differs: this.differs });
  }

  private record(
    { disclosed, said, people, files, differs }: PackedRecord,
    wanted: Map<string, FileBytes>,
  ): Promise<unknown> | undefined {
    if (disclosed.epoch !== undefined) this.epochs.add(disclosed.epoch);
    for (const id of people) this.people.add(id);
    for (const [digest, bytes] of files) if (this.writer.filePath(digest).needed) wanted.set(digest, bytes);
    if (differs) this.differs++;
    this.done++;
    return this.writer.record(disclosed, said);
  }

  private async stream(head: ExportPlan['heads'][number], pages: AsyncIterable<PackedRecord[]>): Promise<void> {
    const { writer } = this;
    const files = new Map<string, FileBytes>();
    for (const leaf of [head.previous, head.next]) if (leaf) this.epochs.add(leaf.epoch);
    await writer.beginStream(head);
    for await (const records of pages)
      for (const record of records) {
        const full = this.record(record, files);
        if (full) await full;
        if (this.done % 500 === 0) await this.tell();
      }
    await writer.endStream();
    for (const [digest, bytes] of files) {
      await writer.addFile(digest, await bytes.open());
      await this.tell();
    }
  }

  async run(): Promise<Packed> {
    const { platform, writer, wanted, plan } = this;
    await this.tell();
    await packCensus(platform, writer, plan.census);
    const open = (head: ExportPlan['heads'][number] | undefined) => head && packStream(platform, head, wanted);
    let next = open(plan.heads[0]);
    for (const [i, head] of plan.heads.entries()) {
      const records = next!;
      // The database reads the beginning of the next one while this one is packed.
      next = open(plan.heads[i + 1]);
      await this.stream(head, records);
    }
    await this.tell();
    const conversations = plan.heads.map(({ conversation }) => conversation);
    const { after, before } = wanted;
    const { bytes, manifest } = await writer.finish({
      info: {
        export: wanted.id,
        maker: wanted.maker,
        purpose: wanted.purpose,
        ...(wanted.recipient === null ? {} : { recipient: wanted.recipient }),
        format: bundleFormat,
        house: platform.config.url,
        madeAt: platform.clock.now(),
        conversations,
        ...(after === null ? {} : { after }),
        ...(before === null ? {} : { before }),
        files: wanted.files,
        records: this.done,
      },
      names: namesOf(platform, this.people, conversations),
      logs: await logsOf(platform, this.epochs),
      verifier: await verifierFiles(),
    });
    return { bytes, manifest, records: this.done, differs: this.differs, conversations: conversations.length };
  }
}

/**
 * Packs an evidence bundle (docs/records.md) into a zip on this server's disk. What is unfinished is its caller's to remove.
 * @throws LedgerBehindError, TooLargeError
 */
export async function packExport(platform: Platform, wanted: PackWanted): Promise<Packed> {
  // Before anything is read: a bundle nobody can check is none.
  await verifierFiles();
  const plan = await planExport(platform, wanted);
  const writer = await BundleWriter.create(wanted.path, wanted.most);
  try {
    return await new Packing(platform, writer, wanted, plan).run();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
