import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { Settings } from '../config.ts';
import { type KeySettings, keyFileOf, readKeys } from '../keys/key-source.ts';
import { whoAnswers } from '../net/call-server.ts';
import { findOffice } from '../office/find-office.ts';
import { type Found, found } from './found.ts';

const oldest = [20, 19] as const;
const gibibyte = 2 ** 30;
/** Files that a server needs besides one for each device. */
const filesBesides = 300;

export function checkNode(version = process.versions.node): Found {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  return found(fits ? 'node-fits' : 'node-old', { version, oldest: oldest.join('.') });
}

/** The folder itself, or the nearest one above that is there. */
function standing(path: string): string {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

export function checkFolder({ dataDir }: Pick<Settings, 'dataDir'>): Found {
  const at = standing(dataDir);
  try {
    if (!statSync(at).isDirectory()) return found('folder-is-file', { folder: at });
    accessSync(at, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return found('folder-not-writable', { folder: at, owner: `uid ${process.getuid?.() ?? '?'}` });
  }
  return found(at === dataDir ? 'folder-writable' : 'folder-not-yet', { folder: dataDir });
}

export function checkKey(settings: KeySettings & Pick<Settings, 'databaseUrl'>): Found {
  const { dataDir, databaseUrl } = settings;
  const file = keyFileOf(settings);
  if (file !== undefined && !existsSync(file)) {
    if (existsSync(join(dataDir, 'postgres', 'cluster'))) return found('key-missing', { file });
    return found(databaseUrl ? 'key-not-here' : 'key-not-yet', { file });
  }
  try {
    readKeys(settings);
  } catch (error) {
    const unreadable = (error as NodeJS.ErrnoException).code === 'EACCES';
    return unreadable ? found('key-unreadable', { file: file! }) : found('key-damaged', { reason: (error as Error).message });
  }
  if (file === undefined) return found('key-given');
  const mode = statSync(file).mode & 0o777;
  return found((mode & 0o077) === 0 ? 'key-good' : 'key-open', { file, mode: mode.toString(8) });
}

/** What so much room means; bytes. */
export function judgeRoom(folder: string, free: number, total: number): Found {
  const params = { folder, free: (free / gibibyte).toFixed(1), total: (total / gibibyte).toFixed(1) };
  if (free < 0.2 * gibibyte) return found('disk-full', params);
  return found(free < 2 * gibibyte ? 'disk-filling' : 'disk-roomy', params);
}

/** Bytes that may still be written where a folder is, or will be. */
export async function roomAt(folder: string): Promise<{ free: number; total: number }> {
  const { bavail, blocks, bsize } = await statfs(standing(folder));
  return { free: bavail * bsize, total: blocks * bsize };
}

export async function checkDisk({ dataDir }: Pick<Settings, 'dataDir'>): Promise<Found[]> {
  const cluster = join(dataDir, 'postgres', 'cluster');
  const own = statSync(standing(dataDir)).dev;
  // The database may have been moved to a disk of its own.
  const folders = statSync(standing(cluster)).dev === own ? [dataDir] : [dataDir, cluster];
  return Promise.all(
    folders.map(async (folder) => {
      const { free, total } = await roomAt(folder);
      return judgeRoom(folder, free, total);
    }),
  );
}

/** Most files that a process may have open (Linux; unknown elsewhere). */
export async function openFilesOf(process: number | 'self' = 'self'): Promise<number | undefined> {
  const limits = await readFile(`/proc/${process}/limits`, 'utf8').catch(() => '');
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  return soft === undefined ? undefined : soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}

export async function checkOpenFiles(process: number | 'self' = 'self'): Promise<Found[]> {
  const limit = await openFilesOf(process);
  if (limit === undefined) return [];
  if (limit < 1_000) return [found('files-too-few', { limit })];
  const sockets = Math.floor((limit - filesBesides) / 100) * 100;
  return [found(limit < 8_000 ? 'files-few' : 'files-enough', { limit, sockets })];
}

/** Whether office files can be looked at. */
export async function checkOffice(settings: Pick<Settings, 'officePreviews' | 'soffice'>): Promise<Found> {
  const office = await findOffice(settings);
  if (typeof office === 'string') return found(`office-${office}`);
  return found(office.bwrap ? 'office-ready' : 'office-open');
}

/** Why the port cannot be listened on (the system's code), or nothing. */
export function listenProblem(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
}

export async function checkPort({ port, host }: Pick<Settings, 'port' | 'host'>): Promise<Found> {
  if (port === 0) return found('port-any');
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const problem = await listenProblem(port, host);
  if (!problem) return found('port-free', { port });
  if (problem !== 'EADDRINUSE') return found('port-forbidden', { port, host, reason: problem });
  const answer = await whoAnswers(`http://${near}:${port}`);
  return answer?.version ? found('port-ours', { port, version: answer.version }) : found('port-taken', { port });
}
