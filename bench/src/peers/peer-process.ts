import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDb, createLogger, type Db } from '@rapport/platform';
import { type RunningPostgres, startPostgres } from '@rapport/platform/postgres';
import type { PeerName } from '../bench-options.ts';
import { serveQuestions } from '../serve-questions.ts';
import { ejabberd } from './ejabberd.ts';
import { type PeerProgram, peerHost } from './peer-program.ts';
import { prosody } from './prosody.ts';

/** A peer with a PostgreSQL of its own, in a process that stops both whatever happens to the others. */
export type PeerQuestion =
  | { do: 'start'; peer: PeerName; folder: string; people: number; bin: string | undefined }
  | { do: 'archived'; kind: 'group' | 'direct' };

export interface PeerAnswer {
  pid: number;
  port: number;
  databasePid: number;
}

const programs: Record<PeerName, PeerProgram> = { ejabberd, prosody };
const startWithin = 60_000;

let program: PeerProgram | undefined;
let postgres: RunningPostgres | undefined;
let db: Db | undefined;
let server: ChildProcess | undefined;

/** A port that nobody had a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Whether the server answers a stream's head: it listens before it is ready. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (ready: boolean): void => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => resolve(false));
    socket.once('data', () => end(true));
    socket.write(
      `<?xml version='1.0'?><stream:stream to='${peerHost}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`,
    );
  });
}

async function start(question: PeerQuestion & { do: 'start' }): Promise<PeerAnswer> {
  const { folder, people } = question;
  program = programs[question.peer];
  await mkdir(folder, { recursive: true });
  postgres = await startPostgres({ dataDir: join(folder, 'postgres'), bin: question.bin });
  db = createDb({ url: postgres.url, max: 1, logger: createLogger('error') });
  const port = await freePort();
  server = await program.start({ folder, databaseUrl: postgres.url, db, port, people });
  let ended: string | undefined;
  server.once('exit', (code, signal) => {
    ended = String(signal ?? code);
  });
  for (const end = performance.now() + startWithin; !(await answers(port)); await sleep(100)) {
    if (ended === undefined && performance.now() < end) continue;
    const log = await readFile(join(folder, `${program.name}.log`), 'utf8').catch(() => '');
    throw new Error(`${program.name} did not start (${ended ?? 'no answer'}). Its log:\n${log.slice(-2_000)}`);
  }
  return { pid: server.pid!, port, databasePid: postgres.pid };
}

async function stop(): Promise<void> {
  if (server && server.exitCode === null && server.signalCode === null) {
    const gone = new Promise((resolve) => server!.once('exit', resolve));
    // Nothing of it is needed again.
    server.kill('SIGKILL');
    await gone;
  }
  await db?.close();
  await postgres?.stop();
}

process.on('exit', () => server?.kill('SIGKILL'));

serveQuestions(async (question: PeerQuestion) => {
  if (question.do === 'start') return start(question);
  return (await db!.row<{ n: number }>(program!.archived[question.kind]))!.n;
}, stop);
