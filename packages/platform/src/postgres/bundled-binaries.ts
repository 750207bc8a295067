import { spawnSync } from 'node:child_process';
import { chmod, cp, lstat, mkdir, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DatabaseUser } from './database-user.ts';

export interface BundledBinaries {
  folder: string;
  libraries: string;
}

interface Link {
  source: string;
  target: string;
}

/** Environment that lets the bundled server find its libraries by their usual names. */
export function libraryEnvironment(libraries: string): Record<string, string> {
  return process.platform === 'darwin' ? { DYLD_LIBRARY_PATH: libraries } : { LD_LIBRARY_PATH: libraries };
}

/** Idempotent: another start may be making the same link, and an older one may point to a clone that has moved. */
async function pointTo(file: string, path: string): Promise<void> {
  if ((await readlink(path).catch(() => undefined)) === file) return;
  await rm(path, { force: true });
  await symlink(file, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/**
 * The package lists its library links in a file, and an install script would make them. Scripts are off, and the
 * package folder may be read-only, so the links are made in a folder of ours and the loader is pointed at it. Every
 * library gets one: a library found here looks for the ones it needs here, too.
 */
async function linkLibraries(native: string, libraries: string): Promise<void> {
  await mkdir(libraries, { recursive: true });
  // Set apart from mkdir, which a narrow umask cuts down: the database's user reads here.
  await chmod(libraries, 0o755);
  const lib = join(native, 'lib');
  for (const name of await readdir(lib)) if (/\.(so|dylib)\b/.test(name)) await pointTo(join(lib, name), join(libraries, name));
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text) as Link[]) {
    if (source.startsWith('native/lib/'))
      await pointTo(join(native, source.slice('native/'.length)), join(libraries, basename(target)));
  }
}

async function openForAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForAll(path);
    else if (!entry.isSymbolicLink())
      await chmod(path, ((await lstat(path)).mode & 0o777) | 0o444 | (path.includes('/bin/') ? 0o111 : 0));
  }
  await chmod(folder, 0o755);
}

function runnable(native: string, libraries: string, user: DatabaseUser): boolean {
  const env = { ...process.env, ...libraryEnvironment(libraries) };
  // initdb asks for postgres by path and reads share/: when both answer, the rest of the tree can be read as well.
  const tried = spawnSync(join(native, 'bin', 'initdb'), ['--version'], { env, uid: user.uid, gid: user.gid, stdio: 'ignore' });
  const shared = spawnSync('/bin/ls', [join(native, 'share', 'postgresql')], { uid: user.uid, gid: user.gid, stdio: 'ignore' });
  return tried.status === 0 && shared.status === 0;
}

/**
 * Makes the bundled server runnable: library links beside the data, and a copy of the binaries there when the user who
 * runs the database cannot reach the installed ones (a clone in a closed home folder).
 */
export async function prepareBundled(native: string, place: string, user: DatabaseUser | undefined): Promise<BundledBinaries> {
  const libraries = join(place, 'bundled-lib');
  await linkLibraries(native, libraries);
  if (user === undefined || runnable(native, libraries, user)) return { folder: join(native, 'bin'), libraries };
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(place, `bundled-${version}`);
  if ((await lstat(copy).catch(() => undefined)) === undefined) {
    const part = `${copy}.part`;
    await rm(part, { recursive: true, force: true });
    await cp(native, part, { recursive: true });
    await openForAll(part);
    await rename(part, copy);
  }
  await linkLibraries(copy, libraries);
  return { folder: join(copy, 'bin'), libraries };
}
