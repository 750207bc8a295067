import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { findProgram } from '../system-programs.ts';

const findNats = () => findProgram('nats-server', 'nats-server');

/** Whether a NATS server is installed; says loudly when there is none. */
export const hasNats = (): boolean => findNats() !== undefined;

/** A NATS server of a test's own, on loopback. */
export class TestNats {
  readonly port: number;
  private readonly folder: string;
  private readonly settings: string;
  private child: ChildProcess | undefined;

  private constructor(port: number, folder: string, settings: string) {
    this.port = port;
    this.folder = folder;
    this.settings = settings;
  }

  /** `settings` are lines of its configuration file, such as a bound or a user. */
  static async start(settings = ''): Promise<TestNats> {
    const nats = new TestNats(await freePort(), await mkdtemp(join(tmpdir(), 'rapport-nats-')), settings);
    await nats.start();
    return nats;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    if (!this.child?.pid) throw new Error('This NATS server does not run.');
    return this.child.pid;
  }

  async start(): Promise<void> {
    const file = join(this.folder, 'nats.conf');
    await writeFile(file, `listen: "127.0.0.1:${this.port}"\n${this.settings}\n`);
    const child = spawn(findNats() ?? 'nats-server', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk;
        if (said.includes('Server is ready')) resolve();
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`nats-server ended:\n${said}`)));
    });
  }

  /** `SIGKILL`: gone at once; `SIGSTOP` and `SIGCONT`: it hangs and goes on. */
  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  async halt(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.halt();
    await rm(this.folder, { recursive: true, force: true });
  }
}
