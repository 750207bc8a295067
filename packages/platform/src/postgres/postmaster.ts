import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { DatabaseUser } from './database-user.ts';
import type { Binaries } from './find-binaries.ts';

const LOG_LIMIT = 10 * 2 ** 20;
const FAST_STOP_MS = 60_000;

/** A running server process of ours. */
export interface Postmaster {
  pid: number;
  /** Resolves when the process has ended, whoever ended it. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Fast shutdown: open transactions are rolled back, a checkpoint is written, then it ends. */
  stop(): Promise<void>;
  /** What it has said since this start, for an error message. */
  said(): string;
}

export interface Launch {
  binaries: Binaries;
  cluster: string;
  logFile: string;
  port: number;
  user: DatabaseUser | undefined;
}

/** A port on loopback that is free now; the wanted one when it is. */
export async function freePort(wanted?: number): Promise<number> {
  const tryPort = (port: number) =>
    new Promise<number | undefined>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(undefined));
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
      });
    });
  const port = (wanted !== undefined && (await tryPort(wanted))) || (await tryPort(0));
  if (!port) throw new Error('No free port on 127.0.0.1 for the database.');
  return port;
}

function openLog(path: string): { fd: number; from: number } {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT) renameSync(path, `${path}.1`);
  return { fd: openSync(path, 'a', 0o600), from: size > LOG_LIMIT ? 0 : size };
}

/**
 * Stops the database when this process is gone, however it went: the watchdog sleeps on a pipe whose other end only
 * Rapport holds, and the kernel closes that on kill -9 as well.
 */
function watch(launch: Launch, pid: number): ChildProcess {
  const script = 'cat >/dev/null; if [ "$(head -n 1 "$2" 2>/dev/null)" = "$1" ]; then kill -INT "$1"; fi';
  const dog = spawn('/bin/sh', ['-c', script, 'rapport-watchdog', String(pid), join(launch.cluster, 'postmaster.pid')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    ...(launch.user && { uid: launch.user.uid, gid: launch.user.gid }),
  });
  dog.on('error', () => undefined);
  dog.stdin?.on('error', () => undefined);
  dog.unref();
  (dog.stdin as { unref?: () => void } | null)?.unref?.();
  return dog;
}

/** Starts the server process; it may not answer yet. Detached, so that Ctrl-C in a terminal does not reach it before us. */
export function launchPostmaster(launch: Launch): Postmaster {
  const { binaries, cluster, user } = launch;
  const { fd, from } = openLog(launch.logFile);
  const args = ['-D', cluster, '-p', String(launch.port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
  const child = spawn(join(binaries.folder, 'postgres'), args, {
    stdio: ['ignore', fd, fd],
    detached: true,
    cwd: '/',
    env: { ...process.env, ...binaries.env, LC_ALL: 'C', PGDATA: '' },
    ...(user && { uid: user.uid, gid: user.gid }),
  });
  closeSync(fd);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const dog = child.pid === undefined ? undefined : watch(launch, child.pid);
  void ended.then(() => dog?.stdin?.end());
  child.unref();
  return {
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.ref();
      const late = setTimeout(() => child.kill('SIGQUIT'), FAST_STOP_MS);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      await ended;
      clearTimeout(late);
    },
    said: () => readFileSync(launch.logFile).subarray(from).toString('utf8').trim().split('\n').slice(-8).join('\n'),
  };
}
