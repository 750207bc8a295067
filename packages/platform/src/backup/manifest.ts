import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const format = 'rapport-backup/1';

/** A file of the backup: its place in it, its size and what it hashes to (SHA-256, hex). */
export interface KeptFile {
  file: string;
  bytes: number;
  sha256: string;
}

export interface KeptTable extends KeptFile {
  name: string;
  columns: string[];
  rows: number;
}

export interface Manifest {
  format: typeof format;
  /** Version of Rapport that made it. */
  version: string;
  /** Unix ms. */
  at: number;
  postgres: string;
  migrations: { id: string; hash: string }[];
  tables: KeptTable[];
  sequences: { name: string; last: string | null }[];
  jobs: KeptFile & { rows: number };
  /** The list of blobs: a line of JSON each, `{id, file, bytes, sha256}`. */
  blobs: KeptFile & { count: number; total: number };
  key: KeptFile & { sealed: boolean };
}

/** Thrown when a backup is not whole; names the file. */
export class BackupDamagedError extends Error {
  override name = 'BackupDamagedError';
  readonly file: string;
  constructor(file: string, what: string) {
    super(`The backup is damaged: ${file} ${what}. Nothing was restored; take another backup.`);
    this.file = file;
  }
}

export const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Written last: a backup without it is not one. Its own hash lies beside it, as sha256sum(1) writes and checks it. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await writeFile(join(folder, 'manifest.json'), text, { mode: 0o600, flush: true });
  await writeFile(join(folder, 'manifest.sha256'), `${hashOf(text)}  manifest.json\n`, { mode: 0o600, flush: true });
}

/** @throws BackupDamagedError, or an error saying that this is no backup or one of a later Rapport */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new Error(`${folder} holds no backup: there is no manifest.json in it.`);
  });
  const said = await readFile(join(folder, 'manifest.sha256'), 'utf8').catch(() => '');
  if (said.split(/\s/)[0] !== hashOf(text)) throw new BackupDamagedError('manifest.json', 'does not match manifest.sha256');
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format !== format) {
    throw new Error(
      `The backup has the format "${manifest.format}", but this Rapport reads ${format}. Restore it with the one that made it.`,
    );
  }
  return manifest;
}
