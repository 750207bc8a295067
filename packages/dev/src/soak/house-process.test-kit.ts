import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PersonKind, Seat } from '../test-people.ts';

export interface HouseStart {
  dataDir: string;
  databaseUrl: string;
  port: number;
  env: Record<string, string>;
}

/** What the process of a house is told to do. */
export type HouseOrder =
  | { do: 'start'; start: HouseStart }
  | { do: 'restart' | 'stop' | 'set up' | 'calm' }
  | { do: 'seat'; name: string; kind: Exclude<PersonKind, 'bot'> }
  | { do: 'wild'; seed: number }
  | { do: 'clock'; offset: number }
  | { do: 'store'; full: boolean };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const program = fileURLToPath(new URL('./soak-house.test-kit.ts', import.meta.url));
const keptLines = 60;

/** A house in a process of its own, which can be killed like any other. */
export class HouseProcess {
  private child: ChildProcess | undefined;
  private started: HouseStart | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private meant = false;
  private readonly said: string[] = [];
  /** How often it ended without having been told to. */
  crashes = 0;

  /** The process is there; no house in it yet. */
  async spawn(): Promise<void> {
    const { RAPPORT_TEST_PG: _, ...env } = process.env;
    const child = fork(program, [], {
      execArgv: ['--import', 'tsx', '-C', 'rapport-source'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...env, VITEST: '' },
    });
    this.child = child;
    this.meant = false;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => this.listen(chunk));
    child.on('message', (message: { id: number; answer?: unknown; error?: string }) => this.answered(message));
    child.once('exit', (code, signal) => this.ended(`code ${code}, signal ${signal}`));
    await new Promise((resolve, reject) => this.waiting.set(0, { resolve, reject }));
  }

  private listen(chunk: Buffer): void {
    this.said.push(...chunk.toString().trim().split('\n'));
    this.said.splice(0, this.said.length - keptLines);
  }

  /** Its last lines, for an error message. */
  lastWords(): string {
    return this.said.slice(-40).join('\n').slice(0, 12_000);
  }

  private answered({ id, answer, error }: { id: number; answer?: unknown; error?: string }): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(error));
  }

  private ended(how: string): void {
    if (!this.meant) this.crashes++;
    this.child = undefined;
    for (const { reject } of this.waiting.values())
      reject(new Error(`The process of the house ended (${how}).\n${this.lastWords()}`));
    this.waiting.clear();
  }

  ask<T = void>(order: HouseOrder): Promise<T> {
    const { child } = this;
    if (!child) return Promise.reject(new Error(`The process of the house is gone.\n${this.lastWords()}`));
    const id = this.nextId++;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      child.send({ id, order });
    });
  }

  async start(start: HouseStart): Promise<void> {
    this.started = start;
    if (!this.child) await this.spawn();
    await this.ask({ do: 'start', start });
  }

  seat(name: string, kind: Exclude<PersonKind, 'bot'>): Promise<Seat> {
    return this.ask<Seat>({ do: 'seat', name, kind });
  }

  /** kill -9, and not a word before. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.meant = true;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** The next process on the same place. */
  async rise(): Promise<void> {
    if (this.child) return;
    await this.spawn();
    await this.ask({ do: 'start', start: this.started! });
  }

  async end(): Promise<void> {
    this.meant = true;
    await this.ask({ do: 'stop' }).catch(() => undefined);
    await this.kill();
  }
}
