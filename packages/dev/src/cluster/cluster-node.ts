import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Input, MethodName, Output } from '@rapport/contract';
import { callOverHttp } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import type { TcpProxy } from './tcp-proxy.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
/** What it said last, for an error message. */
const keptText = 8_000;

/** How a server process is started: from its sources, or as it was built (`node tools/build.mjs server`). */
export type ServerEntry = 'sources' | 'built';

const entries: Record<ServerEntry, string[]> = {
  sources: ['--import', 'tsx', '-C', 'rapport-source', `${root}apps/server/src/main.ts`],
  built: [`${root}apps/server/dist/main.js`],
};

export interface NodeNetwork {
  /** Between this node and NATS; absent without NATS. */
  nats?: TcpProxy;
  /** Between this node and PostgreSQL. */
  database: TcpProxy;
}

/** One server process of a cluster. */
export class ClusterNode {
  readonly url: string;
  readonly network: NodeNetwork;
  private readonly env: Record<string, string>;
  private readonly entry: ServerEntry;
  private child: ChildProcess | undefined;
  private ended: Promise<unknown> = Promise.resolve();
  said = '';

  constructor(entry: ServerEntry, network: NodeNetwork, env: Record<string, string>) {
    this.entry = entry;
    this.network = network;
    this.env = env;
    this.url = `http://127.0.0.1:${env.PORT}`;
  }

  get pid(): number {
    if (!this.child?.pid) throw new Error('This node does not run.');
    return this.child.pid;
  }

  get runs(): boolean {
    return this.child !== undefined;
  }

  /** Starts the process; resolves when it serves. Throws with what it said when it ends before. */
  async start(within = 150_000): Promise<void> {
    const { RAPPORT_TEST_PG: _, NODE_OPTIONS: __, ...inherited } = process.env;
    const child = spawn(process.execPath, entries[this.entry], {
      cwd: root,
      env: { ...inherited, VITEST: '', HOST: '127.0.0.1', RAPPORT_LINK_PREVIEWS: '0', RAPPORT_LOG: 'warn', ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        this.said = (this.said + chunk).slice(-keptText);
      });
    this.ended = once(child, 'exit').then(() => {
      if (this.child === child) this.child = undefined;
    });
    const end = performance.now() + within;
    while (!this.said.includes('is ready at')) {
      if (this.child !== child || performance.now() > end) throw new Error(`The server is not ready:\n${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  call<M extends MethodName>(seat: Seat | null, name: M, input: Input<M>): Promise<Output<M>> {
    return callOverHttp(this.url, seat, name, input);
  }

  /** Whether it says that it is ready (`/readyz`). */
  async ready(): Promise<boolean> {
    const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
    return answer?.status === 200;
  }

  /** A figure of `/metrics` without labels. */
  async figure(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  }

  /** It hangs, and nobody is told. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }
  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** kill -9, or whatever signal is given; resolves when it is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.child?.kill(signal);
    await this.ended;
  }

  /** In order, as a service manager ends it. */
  async stop(): Promise<void> {
    const patience = setTimeout(() => void this.kill(), 10_000);
    await this.kill('SIGTERM');
    clearTimeout(patience);
  }
}
