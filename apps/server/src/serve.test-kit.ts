import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Input, MethodName, Output } from '@rapport/contract';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds the server when its sources have changed: what is tried is what `npm start` runs. */
export async function buildServer(): Promise<void> {
  const child = spawn(process.execPath, ['tools/build.mjs', 'server'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The server could not be built:\n${said}`);
}

/** A server in a process of its own. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  said = '';

  constructor(env: Record<string, string>) {
    this.url = `http://127.0.0.1:${env.PORT}`;
    const { RAPPORT_TEST_PG: _, ...inherited } = process.env;
    this.child = spawn(process.execPath, [`${root}apps/server/dist/main.js`], {
      cwd: root,
      env: { ...inherited, HOST: '127.0.0.1', RAPPORT_LOG: 'error', RAPPORT_RATE_FACTOR: '1000', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.said += chunk;
      });
    this.ended = once(this.child, 'exit').then(([code, signal]) => ({ code, signal }));
  }

  /** Waits for the line that says it is ready; throws with what it said when it ends before. */
  async ready(within = 60_000): Promise<this> {
    const until = Date.now() + within;
    while (!this.said.includes('is ready at')) {
      if (this.child.exitCode !== null || this.child.signalCode !== null || Date.now() > until)
        throw new Error(`The server is not ready:\n${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this;
  }

  async call<M extends MethodName>(name: M, input: Input<M>, headers: Record<string, string> = {}): Promise<Output<M>> {
    const response = await fetch(`${this.url}/api/v1/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url.replace('127.0.0.1', 'localhost'), ...headers },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as { detail?: string };
    if (!response.ok) throw new Error(`${name}: ${body.detail}`);
    return body as Output<M>;
  }

  /** Sets the house up with the printed link; answers the owner's token. */
  async setUp(): Promise<string> {
    while (!this.said.includes('/set-up/')) await new Promise((resolve) => setTimeout(resolve, 10));
    const token = /\/set-up\/(\S+)/.exec(this.said)?.[1] ?? '';
    const password = 'orange-kettle-7-lantern';
    const response = await fetch(`${this.url}/api/v1/people.setUp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url.replace('127.0.0.1', 'localhost') },
      body: JSON.stringify({ token, organizationName: '启明', name: '王晓明', email: 'owner@rapport.test', password }),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (!response.ok || !cookie) throw new Error(`set-up: ${await response.text()}`);
    return (await this.call('people.createToken', { password, name: 'test' }, { cookie })).secret;
  }
}
