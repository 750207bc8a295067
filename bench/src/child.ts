import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Root of the clone. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const fromSources = ['--import', 'tsx', '-C', 'rapport-source'];

/** Every child that runs: none of them outlives this process. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process of the benchmark: one question at a time, each answered by a value or an error. */
export interface Child {
  pid: number;
  ask<T>(question: object, within?: number): Promise<T>;
  /** Messages that answer no question. */
  onNews: ((news: unknown) => void) | undefined;
  /** Asks it to end; after ten seconds it is made to. */
  stop(): Promise<void>;
}

interface Answer {
  answer?: unknown;
  error?: string;
  news?: unknown;
}

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function begin(args: string[], env: Record<string, string>, stdout: 'pipe' | 'ignore'): ChildProcess {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout, 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function stopChild(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (ended(child)) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await gone;
  clearTimeout(force);
}

/** Starts one of the files beside this one as a process of its own; `asShipped`: with the flag that the product's commands have. */
export const startChild = (file: string, asShipped = false): Child => startFile(file, asShipped ? [shippedFlag] : [], {});

/** The same of a file that holds a house, with what the product's server is started with. */
export const startHouse = (file: string, options: { profile: string | undefined; env: Record<string, string> }): Child =>
  startFile(file, [shippedFlag, ...profiling(options.profile)], options.env);

function startFile(file: string, flags: string[], env: Record<string, string>): Child {
  const child = begin([...flags, ...fromSources, fileURLToPath(new URL(file, import.meta.url))], env, 'ignore');
  let waiting: { resolve(value: unknown): void; reject(error: Error): void } | undefined;
  const handle: Child = {
    pid: child.pid!,
    onNews: undefined,
    ask: <T>(question: object, within = 120_000) =>
      new Promise<T>((resolve, reject) => {
        if (ended(child)) return reject(new Error(`${file} has ended.`));
        const late = setTimeout(() => reject(new Error(`${file} did not answer within ${within} ms.`)), within);
        const settle = () => {
          clearTimeout(late);
          waiting = undefined;
        };
        waiting = {
          resolve(value) {
            settle();
            resolve(value as T);
          },
          reject(error) {
            settle();
            reject(error);
          },
        };
        child.send(question);
      }),
    stop: () => stopChild(child),
  };
  child.on('message', (message: Answer) => {
    if ('news' in message) handle.onNews?.(message.news);
    else if (message.error !== undefined) waiting?.reject(new Error(`${file}: ${message.error}`));
    else waiting?.resolve(message.answer);
  });
  child.on('exit', (code, signal) => waiting?.reject(new Error(`${file} ended (${signal ?? code}).`)));
  return handle;
}

export interface ServerChild {
  pid: number;
  port: number;
  stop(): Promise<void>;
  /** Ends it as a crash does; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Ends the server in order when this process is gone, however it went. */
const endWithParent = 'data:text/javascript,process.on("disconnect",()=>process.kill(process.pid,"SIGTERM"))';

/** As in `npm start` and every `rapport` command: what a flight of messages leaves behind is gone before it counts as old. */
const shippedFlag = '--max-semi-space-size=32';

const profiling = (folder: string | undefined): string[] =>
  folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];

/** Starts the product's server as it is shipped; resolves when it is ready. */
export async function startServer(options: {
  fromSource: boolean;
  profile: string | undefined;
  env: Record<string, string>;
}): Promise<ServerChild> {
  const main = options.fromSource ? [...fromSources, 'apps/server/src/main.ts'] : ['apps/server/dist/main.js'];
  const child = begin([shippedFlag, ...profiling(options.profile), '--import', endWithParent, ...main], options.env, 'pipe');
  let said = '';
  const port = await new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`The server was not ready within a minute. It said:\n${said}`)), 60_000);
    child.stdout!.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-4_000);
      const ready = /ready at \S+:(\d+)/.exec(said);
      if (!ready) return;
      clearTimeout(late);
      resolve(Number(ready[1]));
    });
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`The server ended (${code}). It said:\n${said}`));
    });
  });
  return { pid: child.pid!, port, stop: () => stopChild(child), kill: () => stopChild(child, 'SIGKILL') };
}
