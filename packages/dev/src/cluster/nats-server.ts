import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether a NATS server is installed; says loudly when there is none. */
export function hasNats(): boolean {
  if (spawnSync('nats-server', ['--version']).error === undefined) return true;
  process.stderr.write(
    '\nNOT TRIED: nats-server is not on PATH (Debian package nats-server), so nothing was tried between nodes.\n\n',
  );
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

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
    const child = spawn('nats-server', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk;
        if (said.includes('Server is ready')) resolve();
      });
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
