import { createHash, type Hash } from 'node:crypto';
import { canonicalText, type Json, tilePath, tileWidth, utf8 } from '@rapport/ledger';
import { bundlePaths, type Disclosed, logFolder, type RecordLine, type StreamHead } from '../format.ts';
import { tilesNeeded } from '../log-tree.ts';
import { formatPolicy } from '../policy.ts';
import { Lines } from './lines.ts';
import { readmeText } from './readme.ts';
import { recordSchema } from './record-schema.ts';
import { disclosedText } from './record-text.ts';
import { Spool } from './spool.ts';
import { ZipWriter } from './zip-writer.ts';

/** A log of the house, as its checkpoint has it. */
export interface PackedLog {
  epoch: number;
  key: string;
  /** The signed note. */
  checkpoint: string;
  size: number;
  /** Bytes of a tile of the tree of that size. */
  readTile(path: { level: number; index: number; width: number }): Promise<Uint8Array>;
}

/** The verifier, as one file for Node and one for browsers. */
export interface VerifierFiles {
  program: Uint8Array;
  page: Uint8Array;
}

const textOf = (value: unknown): string => canonicalText(value as Json);

/** Writes an evidence bundle (docs/records.md) as a zip, stream by stream. What is held does not grow with the records. */
export class BundleWriter {
  private readonly zip: ZipWriter;
  private readonly spool: Spool;
  private readonly disclosure: Lines;
  private readonly digests: [path: string, digest: string][] = [];
  private readonly files = new Set<string>();
  /** Low tiles that leaves stand in, by epoch. */
  private readonly low = new Map<number, Set<number>>();
  private entry: { path: string; hash: Hash } | undefined;
  private stream: { records: Lines; begun: Promise<void> } | undefined;
  /** The stream before is packed to its end while the next is gathered. */
  private ending: Promise<void> = Promise.resolve();

  private constructor(zip: ZipWriter, spool: Spool) {
    this.zip = zip;
    this.spool = spool;
    this.disclosure = new Lines((bytes) => spool.write(bytes));
  }

  /** A new zip at `path`, which must not be there; `most`: bytes that it may have. Beside it lies `<path>.proof` until it is finished. */
  static async create(path: string, most: number): Promise<BundleWriter> {
    const zip = await ZipWriter.create(path, most);
    return new BundleWriter(zip, await Spool.create(`${path}.proof`));
  }

  get size(): number {
    return this.zip.size;
  }

  private async begin(path: string, how: 'stored' | 'deflated'): Promise<void> {
    this.entry = { path, hash: createHash('sha256') };
    await this.zip.begin(path, how);
  }

  private async put(bytes: Uint8Array): Promise<void> {
    this.entry!.hash.update(bytes);
    await this.zip.write(bytes);
  }

  private async end(): Promise<string> {
    await this.zip.end();
    const digest = this.entry!.hash.digest('hex');
    this.digests.push([this.entry!.path, digest]);
    return digest;
  }

  async add(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>, how: 'stored' | 'deflated' = 'stored'): Promise<string> {
    await this.ending;
    await this.begin(path, how);
    if (bytes instanceof Uint8Array) await this.put(bytes);
    else for await (const piece of bytes) await this.put(piece);
    return this.end();
  }

  private stand({ epoch, index }: { epoch: number; index: number }): void {
    const tiles = this.low.get(epoch) ?? new Set();
    tiles.add(Math.floor(index / tileWidth));
    this.low.set(epoch, tiles);
  }

  /** Begins a stream; its records follow. */
  async beginStream(head: StreamHead): Promise<void> {
    await this.disclosure.add(textOf({ stream: head }));
    for (const place of [head.previous, head.next, head.census]) if (place) this.stand(place);
    const begun = this.ending.then(() => this.begin(head.records, 'deflated'));
    // Told where it is waited for: by the first piece.
    begun.catch(() => undefined);
    const records = new Lines(async (bytes) => {
      await begun;
      await this.put(bytes);
    });
    this.stream = { records, begun };
  }

  /** `said`, or its canonical JSON as `recordText` puts it together. Something to wait for, where there is enough to write. */
  record(disclosed: Disclosed, said: RecordLine | string): Promise<unknown> | undefined {
    const { epoch, index } = disclosed;
    if (epoch !== undefined && index !== undefined) this.stand({ epoch, index });
    const one = this.disclosure.add(disclosedText(disclosed));
    const other = this.stream!.records.add(typeof said === 'string' ? said : textOf(said));
    return one && other ? Promise.all([one, other]) : (one ?? other);
  }

  /** What of it is gathered may be packed later, but not that of the stream before. */
  async endStream(): Promise<void> {
    const { records, begun } = this.stream!;
    this.stream = undefined;
    const before = this.ending;
    this.ending = (async () => {
      await begun;
      await records.flush();
      await this.end();
    })();
    // Told where it is waited for: at the end of the next, or of all.
    this.ending.catch(() => undefined);
    await before;
  }

  /** The path that a file of this digest has; `needed` when its bytes are not in the bundle yet. */
  filePath(digest: string): { path: string; needed: boolean } {
    return { path: bundlePaths.files + digest, needed: !this.files.has(digest) };
  }

  /** @throws Error where the bytes are not those of the digest */
  async addFile(digest: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    this.files.add(digest);
    const found = await this.add(bundlePaths.files + digest, bytes);
    if (found !== digest) throw new Error(`The bytes of a file are not those of its digest ${digest}.`);
  }

  private async addLog(log: PackedLog): Promise<void> {
    const folder = logFolder(log.epoch);
    await this.add(`${folder}/checkpoint`, utf8(log.checkpoint));
    for (const tile of tilesNeeded(log.size, this.low.get(log.epoch) ?? []))
      await this.add(`${folder}/${tilePath(tile)}`, await log.readTile(tile));
  }

  /** Adds proofs, names and the verifier, and ends the bundle. Answers its size and the SHA-256 of MANIFEST.sha256, hexadecimal. */
  async finish(rest: {
    info: Record<string, Json>;
    names: AsyncIterable<Json> | Iterable<Json>;
    logs: readonly PackedLog[];
    verifier: VerifierFiles;
  }): Promise<{ bytes: number; manifest: string }> {
    await this.ending;
    await this.disclosure.flush();
    const { deflated, digest } = await this.spool.end();
    await this.zip.addDeflated(bundlePaths.disclosure, deflated, this.spool.read());
    this.digests.push([bundlePaths.disclosure, digest]);
    await this.spool.remove();
    for (const log of rest.logs) await this.addLog(log);
    await this.add(bundlePaths.policy, utf8(formatPolicy(rest.logs.map(({ key }) => key))));
    await this.begin(bundlePaths.names, 'deflated');
    const names = new Lines((bytes) => this.put(bytes));
    for await (const name of rest.names) await names.add(textOf(name));
    await names.flush();
    await this.end();
    await this.add(bundlePaths.info, utf8(`${textOf(rest.info)}\n`));
    await this.add(bundlePaths.schema, utf8(`${JSON.stringify(recordSchema, undefined, 2)}\n`), 'deflated');
    await this.add(bundlePaths.readme, utf8(readmeText), 'deflated');
    await this.add(bundlePaths.program, rest.verifier.program, 'deflated');
    await this.add(bundlePaths.page, rest.verifier.page, 'deflated');
    this.digests.sort(([one], [other]) => (one < other ? -1 : 1));
    await this.begin(bundlePaths.manifest, 'deflated');
    const files = new Lines((bytes) => this.put(bytes));
    for (const [path, digest] of this.digests) await files.add(`${digest}  ${path}`);
    await files.flush();
    const manifest = await this.end();
    return { bytes: await this.zip.finish(), manifest };
  }

  /** Lets go of what is unfinished; the files are its caller's to remove. */
  async abandon(): Promise<void> {
    await this.zip.abandon();
    await this.spool.remove();
  }
}
