import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DatabaseUser } from './database-user.ts';
import type { Binaries } from './find-binaries.ts';
import { removeCluster } from './orphans.ts';

export const SUPERUSER = 'rapport';

const run = promisify(execFile);

/** Major version a cluster folder was made with, or undefined when there is no cluster yet. */
export async function clusterMajor(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/** The superuser's password, made on first use; only Rapport's own account can read it. */
export async function readPassword(place: string): Promise<string> {
  const path = join(place, 'password');
  const known = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  if (known.trim() !== '') return known.trim();
  const made = randomBytes(24).toString('base64url');
  await writeFile(path, `${made}\n`, { mode: 0o600 });
  return made;
}

/**
 * Makes the cluster: UTF-8 and the C locale, so that sort order never changes under an index when the machine's libc or
 * ICU is upgraded. Built aside and renamed, so that a start killed half-way leaves nothing that looks finished.
 */
export async function createCluster(
  binaries: Binaries,
  cluster: string,
  password: string,
  options: { user?: DatabaseUser | undefined; durable: boolean; progress(line: string): void },
): Promise<void> {
  const { user, durable, progress } = options;
  const part = `${cluster}.part`;
  const secret = `${cluster}.secret`;
  await removeCluster(part, progress);
  await mkdir(part, { mode: 0o700 });
  await writeFile(secret, `${password}\n`, { mode: 0o600 });
  if (user !== undefined) for (const path of [part, secret]) await chown(path, user.uid, user.gid);
  const args = [
    '-D',
    part,
    '-U',
    SUPERUSER,
    '--encoding=UTF8',
    '--locale=C',
    '--auth=scram-sha-256',
    `--pwfile=${secret}`,
    '--data-checksums',
  ];
  if (!durable) args.push('--no-sync');
  try {
    await run(join(binaries.folder, 'initdb'), args, {
      env: { ...process.env, ...binaries.env, TZ: 'UTC', LC_ALL: 'C' },
      cwd: '/',
      maxBuffer: 1 << 24,
      ...(user && { uid: user.uid, gid: user.gid }),
    });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new Error(`The database could not be created by ${join(binaries.folder, 'initdb')}: ${said || String(error)}`);
  } finally {
    await rm(secret, { force: true });
  }
  // The operator's own settings come last and win: local.conf is theirs and never written by Rapport.
  const local = join(part, 'local.conf');
  await writeFile(local, '# Your own settings of this database. They win over rapport.conf.\n');
  await chmod(local, 0o644);
  await appendFile(join(part, 'postgresql.conf'), "\ninclude_if_exists 'rapport.conf'\ninclude_if_exists 'local.conf'\n");
  await rename(part, cluster);
}

/** Rewritten at each start, so that an upgrade of Rapport can change a setting. */
export async function writeSettings(cluster: string, options: { durable: boolean; maxConnections: number }): Promise<void> {
  const buffers = totalmem() >= 4 * 2 ** 30 ? '256MB' : '64MB';
  const lines = [
    '# Written by Rapport at each start. Put your own settings into local.conf beside this file: they win.',
    `max_connections = ${options.maxConnections}`,
    `shared_buffers = ${buffers}`,
    'max_wal_size = 2GB',
    'wal_compression = on',
    'checkpoint_timeout = 15min',
    'random_page_cost = 1.1',
    'jit = off',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "log_line_prefix = '%m [%p] '",
    '# What people wrote stays out of the log: no statements, no parameters, no DETAIL with key values.',
    'log_min_error_statement = panic',
    'log_error_verbosity = terse',
    'log_parameter_max_length_on_error = 0',
    'log_checkpoints = off',
    `fsync = ${options.durable ? 'on' : 'off'}`,
    `synchronous_commit = ${options.durable ? 'on' : 'off'}`,
    `full_page_writes = ${options.durable ? 'on' : 'off'}`,
  ];
  const path = join(cluster, 'rapport.conf');
  // Removed first: a link put there by the database's user must not lead a root process elsewhere.
  await rm(path, { force: true });
  await writeFile(path, `${lines.join('\n')}\n`, { flag: 'wx' });
  await chmod(path, 0o644);
}
