import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';

const example = new URL('../../../../docs/examples/nginx.conf', import.meta.url);

export interface Nginx {
  url: string;
  /** All that it wrote: who asked for what, and what went wrong. */
  written(): Promise<string>;
  stop(): Promise<void>;
}

/** Puts one thing in another's place; what is not there any more is an error: the example that is tested is the one that is shown. */
function replaced(text: string, from: string | RegExp, to: string): string {
  const after = text.replaceAll(from, to);
  if (after === text) throw new Error(`docs/examples/nginx.conf has no ${from} any more`);
  return after;
}

/** The example of the documents in front of these nodes: without TLS, on a port of its own, writing into a folder of its own. */
export async function startNginx(program: string, nodes: readonly [number, number]): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-nginx-'));
  await chmod(folder, 0o755);
  const port = await freePort();
  const own = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `  ${kind}_temp_path ${folder}/${kind};`)
    .join('\n');
  let text = await readFile(example, 'utf8');
  text = replaced(text, '10.0.0.11:8420', `127.0.0.1:${nodes[0]}`);
  text = replaced(text, '10.0.0.12:8420', `127.0.0.1:${nodes[1]}`);
  text = replaced(text, 'listen 443 ssl http2;', `listen 127.0.0.1:${port};`);
  text = replaced(text, 'listen 80;', `listen 127.0.0.1:${await freePort()};`);
  text = replaced(text, /^ *ssl_certificate.*$/gm, '');
  const logs = [join(folder, 'access.log'), join(folder, 'rapport-error.log')] as const;
  text = replaced(text, '/var/log/nginx/rapport.log', logs[0]);
  text = replaced(text, '/var/log/nginx/rapport-error.log', logs[1]);
  text = replaced(text, 'server_tokens off;', `server_tokens off;\n${own}`);
  text = `daemon off;\npid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\n${text}`;
  await writeFile(join(folder, 'nginx.conf'), text.replace(/worker_processes auto;/, 'worker_processes 1;'));
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const url = `http://127.0.0.1:${port}`;
  await answering(child, url, () => said);
  return {
    url,
    written: async () => (await Promise.all([...logs, join(folder, 'error.log')].map((log) => readFile(log, 'utf8')))).join(''),
    async stop() {
      child.kill('SIGTERM');
      await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(undefined)));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answering(child: ChildProcess, url: string, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said()}`);
    const answered = await fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nginx does not answer: ${said()}`);
}
