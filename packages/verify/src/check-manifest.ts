import { hex } from '@rapport/ledger';
import type { Bundle } from './bundle.ts';
import { bundlePaths } from './format.ts';
import { LineReader } from './line-reader.ts';
import type { Findings, VerifyOptions } from './verdict.ts';

const lineForm = /^([0-9a-f]{64}) {2}(\S+)$/;

async function digestOf(
  bundle: Bundle,
  path: string,
  { hashing }: VerifyOptions,
  read: (bytes: number) => void,
): Promise<string> {
  const hash = hashing.stream();
  for await (const piece of bundle.stream(path)) {
    hash.update(piece);
    read(piece.length);
  }
  return hex(hash.digest());
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
 * Holds every file against MANIFEST.sha256. That list itself is signed by nobody: it finds what was damaged on the way; what was changed on
 * purpose is found by the proofs. Answers the files that are not whole.
 */
export async function checkManifest(bundle: Bundle, options: VerifyOptions, findings: Findings): Promise<Set<string>> {
  const damaged = new Set<string>();
  const total = bundle.paths.reduce((sum, path) => sum + bundle.size(path), 0);
  let done = 0;
  const read = (bytes: number): void => {
    done += bytes;
    options.onProgress?.(done, total);
  };
  const fault = (code: 'file-changed' | 'file-missing' | 'file-added' | 'manifest-damaged', file: string): void => {
    damaged.add(file);
    findings.add({ state: 'tampered', code, file });
  };
  const listed = new Map<string, string>();
  if (!bundle.has(bundlePaths.manifest)) fault('file-missing', bundlePaths.manifest);
  else {
    const lines = new LineReader(bundle.stream(bundlePaths.manifest));
    try {
      for (let line = await lines.line(); line !== undefined; line = await lines.line()) {
        const [, digest, path] = lineForm.exec(line) ?? [];
        if (!digest || !path || listed.has(path)) throw new Error('damaged');
        listed.set(path, digest);
      }
    } catch {
      fault('manifest-damaged', bundlePaths.manifest);
    }
  }
  for (const path of bundle.paths) {
    if (path === bundlePaths.manifest) continue;
    const digest = await digestOf(bundle, path, options, read);
    const wanted = listed.get(path);
    if (wanted === undefined || !isOurs(path)) fault('file-added', path);
    else if (wanted !== digest || !nameFits(path, digest)) fault('file-changed', path);
  }
  for (const path of listed.keys()) if (!bundle.has(path)) fault('file-missing', path);
  return damaged;
}
