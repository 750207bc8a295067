import { execFileSync } from 'node:child_process';
import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
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
}

const BEAT_MS = 2_000;
const SILENT_MS = 7_000;

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
    return { pid: 0, started: '', space: '' };
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
  return a !== undefined && a.pid === b.pid && a.started === b.started && a.space === b.space;
}

/** Moves a dead holder's file away; puts it back when another starter was quicker and it is no longer the dead one. */
async function removeStale(path: string, dead: Holder): Promise<void> {
  const aside = `${path}.stale-${process.pid}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readHolder(aside);
  if (moved !== undefined && !same(moved, dead)) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function refusal(folder: string, holder: Holder): FolderInUseError {
  const who = holder.space.split(' ')[0] || 'another host';
  return new FolderInUseError(
    `The data folder ${folder} is in use by another Rapport (process ${holder.pid} on ${who}). ` +
      'Stop that one first, or give this one its own folder with RAPPORT_DATA.',
  );
}

/**
 * Takes a folder for this process alone; the lock of a process that was killed is mended.
 * @param name file name of the lock inside the folder
 * @throws FolderInUseError when a living process holds it
 */
export async function lockFolder(folder: string, name = 'rapport.lock'): Promise<FolderLock> {
  const path = join(folder, name);
  const me: Holder = { pid: process.pid, started: (await processStarted(process.pid)) ?? '', space: await ownSpace() };
  const draft = `${path}.new-${process.pid}-${Date.now()}`;
  // A hard link makes the lock appear whole or not at all, and fails when one is there.
  await writeFile(draft, JSON.stringify(me), { mode: 0o644 });
  try {
    for (let attempt = 0; ; attempt++) {
      const taken = await link(draft, path).then(
        () => true,
        () => false,
      );
      if (taken && same(await readHolder(path), me)) break;
      const holder = await readHolder(path);
      if (holder === undefined && attempt < 5) continue;
      if (holder === undefined || attempt >= 5 || (await isAlive(path, holder, me))) throw refusal(folder, holder ?? me);
      await removeStale(path, holder);
    }
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
