import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { masterKeyFile, type Settings } from '../config.ts';
import { whoAnswers } from '../net/call-server.ts';
import { type Check, good, note, wrong } from './check.ts';

const oldest = [20, 19] as const;
const mebibyte = 2 ** 20;

export function checkNode(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  if (!fits) return wrong('node', version, `Install Node.js ${oldest.join('.')} or newer.`);
  return good('node', version);
}

/** The folder itself, or the nearest one above that is there. */
function standing(path: string): string {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

export function checkFolder({ dataDir }: Settings): Check {
  const at = standing(dataDir);
  const owner = `uid ${process.getuid?.() ?? '?'}`;
  try {
    if (!statSync(at).isDirectory()) return wrong('data folder', `${at} is no folder`, 'Name another one with RAPPORT_DATA.');
    accessSync(at, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return wrong(
      'data folder',
      `${at} is not writable for this account (${owner})`,
      `Run this as its owner, or name another folder with RAPPORT_DATA.`,
    );
  }
  return at === dataDir
    ? good('data folder', `${dataDir} is writable`)
    : note('data folder', `${dataDir} is not there yet; the first start makes it`);
}

export function checkKey({ dataDir, databaseUrl }: Settings): Check {
  const file = masterKeyFile(dataDir);
  const cure = 'Restore keys/master.key from your backup: without it, files and sealed secrets cannot be read.';
  if (!existsSync(file)) {
    const house = existsSync(join(dataDir, 'postgres', 'cluster'));
    if (house) return wrong('master key', `${file} is missing, but there is a database`, cure);
    return note('master key', databaseUrl ? `${file} is not there; the next start makes one` : 'made by the first start');
  }
  try {
    const length = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64').length;
    if (length !== 32) return wrong('master key', `${file} holds ${length} bytes instead of 32`, cure);
  } catch {
    return wrong('master key', `${file} is not readable for this account`, 'Run this as the owner of the data folder.');
  }
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) !== 0)
    return wrong('master key', `${file} may be read by others (mode ${mode.toString(8)})`, `chmod 600 ${file}`);
  return good('master key', `${file}, for its owner only`);
}

export async function checkDisk({ dataDir }: Settings): Promise<Check> {
  const { bavail, blocks, bsize } = await statfs(standing(dataDir));
  const free = Math.floor((bavail * bsize) / mebibyte);
  const found = `${(free / 1024).toFixed(1)} GiB free of ${((blocks * bsize) / mebibyte / 1024).toFixed(1)}`;
  if (free < 200) return wrong('disk', found, 'Make room: the database stops when the disk is full.');
  return free < 2048 ? note('disk', found, 'Make room soon.') : good('disk', found);
}

/** Why the port cannot be listened on, or nothing. */
function listenProblem(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
}

export async function checkPort({ port, host }: Settings): Promise<Check> {
  if (port === 0) return good('port', 'any free one');
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const problem = await listenProblem(port, host);
  if (!problem) return good('port', `${port} is free`);
  if (problem !== 'EADDRINUSE')
    return wrong('port', `${port} on ${host} cannot be used (${problem})`, 'Set PORT (and HOST) to what this account may use.');
  const answer = await whoAnswers(`http://${near}:${port}`);
  if (answer?.version) return good('port', `a Rapport ${answer.version} answers on ${port}`);
  return wrong('port', `${port} is used by another program`, 'Stop it, or choose another port with PORT.');
}
