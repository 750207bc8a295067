import { hex } from '@rapport/ledger';
import type { Bundle } from './bundle.ts';
import { bundlePaths } from './format.ts';
import { LineReader } from './line-reader.ts';
import type { Findings, VerifyOptions } from './verdict.ts';

const lineForm = /^([0-9a-f]{64}) {2}(\S+)$/;

/** The files of a bundle, each digested while it is read: what is read for its own sake is not read again for its digest. */
export class DigestedFiles {
  /** The same bundle; what is streamed from it to the end is digested. */
  readonly bundle: Bundle;
  private readonly files: Bundle;
  private readonly options: VerifyOptions;
  private readonly digests = new Map<string, string>();
  private readonly total: number;
  private done = 0;

  constructor(files: Bundle, options: VerifyOptions) {
    this.files = files;
    this.options = options;
    this.total = files.paths.reduce((sum, path) => sum + files.size(path), 0);
    this.bundle = {
      paths: files.paths,
      has: (path) => files.has(path),
      size: (path) => files.size(path),
      stream: (path) => this.stream(path),
      close: () => files.close(),
    };
  }

  private async *stream(path: string): AsyncGenerator<Uint8Array> {
    if (this.digests.has(path)) return yield* this.files.stream(path);
    const hash = this.options.hashing.stream();
    for await (const piece of this.files.stream(path)) {
      hash.update(piece);
      yield piece;
    }
    if (this.digests.has(path)) return;
    this.digests.set(path, hex(hash.digest()));
    this.done += this.files.size(path);
    this.options.onProgress?.(this.done, this.total);
  }

  /** SHA-256 of a file, hexadecimal; reads it where nobody has read it to its end. */
  async digestOf(path: string): Promise<string> {
    const known = this.digests.get(path);
    if (known !== undefined) return known;
    for await (const _ of this.stream(path));
    return this.digests.get(path)!;
  }
}

const { info, readme, program, page, schema, names, policy, disclosure } = bundlePaths;
const own: ReadonlySet<string> = new Set([info, readme, program, page, schema, names, policy, disclosure]);
const logFile = new RegExp(`^${bundlePaths.logs}[1-9]\\d{0,8}/(checkpoint|tile/.+)$`);

/** Whether bundles have such a file. The list is signed by nobody: a file more could be taken for one that was proved. */
const isOurs = (path: string): boolean =>
  own.has(path) || path.startsWith(bundlePaths.records) || path.startsWith(bundlePaths.files) || logFile.test(path);

/** Attachments are named by their own digest. */
const nameFits = (path: string, digest: string): boolean =>
  !path.startsWith(bundlePaths.files) || path === bundlePaths.files + digest;

/**
 * What MANIFEST.sha256 says: digests by path. That list itself is signed by nobody: it finds what was damaged on the way; what was changed on purpose is
 * found by the proofs.
 */
export class Manifest {
  private readonly files: DigestedFiles;
  private readonly findings: Findings;
  private readonly listed = new Map<string, string>();

  private constructor(files: DigestedFiles, findings: Findings) {
    this.files = files;
    this.findings = findings;
  }

  static async open(files: DigestedFiles, findings: Findings): Promise<Manifest> {
    const manifest = new Manifest(files, findings);
    if (!files.bundle.has(bundlePaths.manifest)) manifest.fault('file-missing', bundlePaths.manifest);
    else if (!(await manifest.read())) manifest.fault('manifest-damaged', bundlePaths.manifest);
    return manifest;
  }

  private fault(code: 'file-changed' | 'file-missing' | 'file-added' | 'manifest-damaged', file: string): void {
    this.findings.add({ state: 'tampered', code, file });
  }

  private async read(): Promise<boolean> {
    const lines = new LineReader(this.files.bundle.stream(bundlePaths.manifest));
    try {
      for (let line = await lines.line(); line !== undefined; line = await lines.line()) {
        const [, digest, path] = lineForm.exec(line) ?? [];
        if (!digest || !path || this.listed.has(path)) return false;
        this.listed.set(path, digest);
      }
      return true;
    } catch {
      return false;
    }
  }

  private async isWhole(path: string): Promise<boolean> {
    const digest = await this.files.digestOf(path);
    const wanted = this.listed.get(path);
    if (wanted === undefined || !isOurs(path)) this.fault('file-added', path);
    else if (wanted !== digest || !nameFits(path, digest)) this.fault('file-changed', path);
    else return true;
    return false;
  }

  /** Holds the attachments against it, and answers those that are not whole: records are judged by them. */
  async checkAttachments(): Promise<Set<string>> {
    const damaged = new Set<string>();
    for (const path of this.files.bundle.paths)
      if (path.startsWith(bundlePaths.files) && !(await this.isWhole(path))) damaged.add(path);
    return damaged;
  }

  /** Holds all else against it, most of which was read meanwhile. */
  async checkRest(): Promise<void> {
    const { bundle } = this.files;
    for (const path of bundle.paths)
      if (path !== bundlePaths.manifest && !path.startsWith(bundlePaths.files)) await this.isWhole(path);
    for (const path of this.listed.keys()) if (!bundle.has(path)) this.fault('file-missing', path);
  }
}
