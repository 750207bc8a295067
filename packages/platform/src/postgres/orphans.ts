import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inOwnLanguage } from '../words.ts';
import { processStarted } from './folder-lock.ts';

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in the meantime.
  }
}

/** First line of postmaster.pid: the server's process, as PostgreSQL wrote it. */
export async function postmasterPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const pid = Number.parseInt(text?.split('\n')[0] ?? '', 10);
  return Number.isNaN(pid) ? undefined : Math.abs(pid);
}

/**
 * The server of this cluster that listens on a port, by what it wrote into its own folder once the port was its own: the process.
 * Undefined when there is none, or when what stands there is of one that has ended. Ask it before a password goes to a port: while no
 * server of ours has it, any account of this machine may.
 */
export async function listeningPid(cluster: string, port: number): Promise<number | undefined> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  // Lines 4 and 6: the port, and the address, written when it is bound.
  if (!(pid > 0) || Number(lines[3]) !== port || !lines[5]?.trim()) return undefined;
  if (process.platform !== 'linux') return (await processStarted(pid)) === undefined ? undefined : pid;
  const [owner, runs] = await Promise.all([stat(cluster), stat(`/proc/${pid}`).catch(() => undefined)]);
  return runs?.uid === owner.uid ? pid : undefined;
}

async function worksIn(pid: number, folder: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    try {
      return /postgres/.test(execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }));
    } catch {
      return false;
    }
  }
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (name.startsWith('postgres')) return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === folder;
  return name.startsWith('initdb') && (await makes(pid, folder));
}

/** Whether initdb, which works elsewhere, fills this folder. */
async function makes(pid: number, folder: string): Promise<boolean> {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  const named = words[words.indexOf('-D') + 1];
  return named !== undefined && (await realpath(named).catch(() => '')) === folder;
}

/** Processes of this cluster that are alive: the postmaster and, where the system tells, what it left behind and who is making it. */
async function serverProcesses(cluster: string): Promise<number[]> {
  const folder = await realpath(cluster);
  const listed = await postmasterPid(cluster);
  const candidates = new Set(listed === undefined ? [] : [listed]);
  if (process.platform === 'linux')
    for (const name of await readdir('/proc')) if (/^\d+$/.test(name)) candidates.add(Number(name));
  const found: number[] = [];
  for (const pid of candidates) if ((await worksIn(pid, folder)) && (await processStarted(pid)) !== undefined) found.push(pid);
  return found;
}

async function goneWithin(cluster: string, ms: number): Promise<boolean> {
  const until = Date.now() + ms;
  while ((await serverProcesses(cluster)).length > 0) {
    if (Date.now() > until) return false;
    await sleep(100);
  }
  return true;
}

/**
 * Ends a server that a killed Rapport left running on this cluster, and clears a pid file whose number now belongs to a
 * stranger. Only call with the folder's lock held: then no living Rapport can own what is found.
 * @returns true when something was mended
 */
export async function endOrphans(cluster: string, progress: (line: string) => void): Promise<boolean> {
  const running = await serverProcesses(cluster);
  if (running.length > 0) {
    progress(
      inOwnLanguage(
        'The database of an earlier, killed run is still there: stopping it',
        '上次被强制结束的运行留下的数据库仍在：正在停止它',
      ),
    );
    const postmaster = await postmasterPid(cluster);
    const steps: [NodeJS.Signals, number][] = [
      ['SIGINT', 30_000],
      ['SIGQUIT', 10_000],
      ['SIGKILL', 10_000],
    ];
    for (const [name, wait] of steps) {
      const targets =
        name === 'SIGINT' && postmaster !== undefined && running.includes(postmaster)
          ? [postmaster]
          : await serverProcesses(cluster);
      for (const pid of targets) signal(pid, name);
      if (await goneWithin(cluster, wait)) break;
    }
  }
  const stale = await postmasterPid(cluster);
  if (stale !== undefined && (process.platform === 'linux' || (await processStarted(stale)) !== undefined)) {
    // PostgreSQL refuses while the number exists, be it a stranger's or a zombie's that no init reaps (containers). On
    // Linux the search above saw every server process of this folder; elsewhere a dead number is left to PostgreSQL.
    if ((await serverProcesses(cluster)).length === 0) await rm(join(cluster, 'postmaster.pid'), { force: true });
  }
  return running.length > 0 || stale !== undefined;
}

/** Removes a cluster that is not whole, with all that a killed run left writing in it. The folder's lock is held. */
export async function removeCluster(cluster: string, progress: (line: string) => void): Promise<void> {
  if (existsSync(cluster)) await endOrphans(cluster, progress);
  // Again, should one have been at its start when it was told to end.
  await rm(cluster, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
