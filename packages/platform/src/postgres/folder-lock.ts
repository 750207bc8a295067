import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, readlink, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Thrown when another living process holds the folder. */
export class FolderInUseError extends Error {
  override name = 'FolderInUseError';
}

export interface FolderLock {
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  /** Kernel's start time of the process: tells a living holder from a stranger that got its number. */
  started: string;
  /** Host, boot and pid namespace: process numbers mean something only inside one of these. */
  space: string;
  /** Tells two takers in one process apart. */
  id: string;
}

const BEAT_MS = 2_000;
const SILENT_MS = 7_000;
const PATIENCE_MS = 2_000;

/** Start time of a living process, or undefined when there is none (a zombie counts as none). */
export async function processStarted(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
    // The command may hold spaces and brackets: fields are counted from its last bracket (proc(5)).
    const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields === undefined || fields[0] === 'Z' ? undefined : fields[19];
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

async function ownSpace(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return [hostname(), boot.trim(), namespace].join(' ');
}

async function readHolder(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return { pid: 0, started: '', space: '', id: '' };
  }
}

/** Elsewhere (another container, another host) a process number says nothing: there the heartbeat decides. */
async function isBeating(path: string): Promise<boolean> {
  const first = await stat(path).catch(() => undefined);
  if (first === undefined) return false;
  const until = first.mtimeMs + SILENT_MS;
  while (Date.now() < until) {
    await sleep(250);
    const now = await stat(path).catch(() => undefined);
    if (now === undefined) return false;
    if (now.mtimeMs !== first.mtimeMs) return true;
  }
  return false;
}

async function isAlive(path: string, holder: Holder, me: Holder): Promise<boolean> {
  if (holder.space === me.space) return (await processStarted(holder.pid)) === holder.started;
  return isBeating(path);
}

function same(a: Holder | undefined, b: Holder): boolean {
  return a !== undefined && a.id === b.id && a.pid === b.pid && a.started === b.started && a.space === b.space;
}

/**
 * Removes a dead holder's file. One mender at a time (a folder is made atomically), who looks again before removing:
 * or two starters that saw the same dead holder could remove the quicker one's fresh lock.
 */
async function removeStale(path: string, dead: Holder): Promise<void> {
  const mending = `${path}.mending`;
  try {
    await mkdir(mending);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const since = (await stat(mending).catch(() => undefined))?.mtimeMs ?? Date.now();
    if (Date.now() - since > SILENT_MS) await rmdir(mending).catch(() => undefined);
    return sleep(50);
  }
  try {
    if (same(await readHolder(path), dead)) await rm(path, { force: true });
  } finally {
    await rmdir(mending).catch(() => undefined);
  }
}

function refusal(folder: string, holder: Holder): FolderInUseError {
  const who = holder.space.split(' ')[0] || 'another host';
  return new FolderInUseError(
    `The data folder ${folder} is in use by another Rapport (process ${holder.pid} on ${who}). ` +
      'Stop that one first, or give this one its own folder with RAPPORT_DATA.',
  );
}

/** Puts our file in place, whole or not at all. */
async function tryTake(draft: string, path: string, me: Holder): Promise<boolean> {
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A file system without hard links (some shared volumes): exclusive creation serves nearly as well.
    await writeFile(path, JSON.stringify(me), { flag: 'wx' }).catch((second: NodeJS.ErrnoException) => {
      if (second.code !== 'EEXIST') throw second;
    });
  }
  return same(await readHolder(path), me);
}

async function take(folder: string, path: string, draft: string, me: Holder): Promise<void> {
  // A holder that was just told to stop, or killed a moment ago, is given the time to be gone.
  const until = Date.now() + PATIENCE_MS;
  while (!(await tryTake(draft, path, me))) {
    const holder = await readHolder(path);
    if (holder !== undefined && !(await isAlive(path, holder, me))) await removeStale(path, holder);
    else if (Date.now() > until) throw refusal(folder, holder ?? me);
    else await sleep(100);
  }
}

/**
 * Takes a folder for this process alone; the lock of a process that was killed is mended.
 * @param name file name of the lock inside the folder
 * @throws FolderInUseError when a living process holds it and keeps holding it for two seconds
 */
export async function lockFolder(folder: string, name = 'rapport.lock'): Promise<FolderLock> {
  const path = join(folder, name);
  const started = (await processStarted(process.pid)) ?? '';
  const me: Holder = { pid: process.pid, started, space: await ownSpace(), id: randomUUID() };
  const draft = `${path}.new-${me.id}`;
  await writeFile(draft, JSON.stringify(me));
  try {
    await take(folder, path, draft, me);
  } finally {
    await rm(draft, { force: true });
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      if (same(await readHolder(path), me)) await rm(path, { force: true });
    },
  };
}
