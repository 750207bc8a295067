import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { SUPERUSER } from './cluster.ts';
import { listeningPid } from './orphans.ts';

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    throw new Error(
      `${path} is not readable for this account (uid ${process.getuid?.()}): run this as the owner of the data folder.`,
    );
  }
}

async function answers(url: string): Promise<'yes' | 'not yet' | 'no'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'yes';
  } catch (error) {
    // 57P03: starting up, recovering or shutting down; 53300: no connection is free at the moment.
    return ['57P03', '53300'].includes((error as { code?: string }).code ?? '') ? 'not yet' : 'no';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * The address of the database that another process runs on this folder, by what it wrote there (port, password); undefined when none
 * answers. Holds a secret: not for logs.
 */
export async function findRunningPostgres(dataDir: string): Promise<string | undefined> {
  const port = Number(await textOf(join(dataDir, 'port')));
  const password = await textOf(join(dataDir, 'password'));
  if (!port || !password) return undefined;
  const url = `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/rapport`;
  for (let attempt = 0; attempt < 50; attempt++) {
    if ((await listeningPid(join(dataDir, 'cluster'), port)) === undefined) return undefined;
    const answer = await answers(url);
    if (answer !== 'not yet') return answer === 'yes' ? url : undefined;
    await sleep(200);
  }
  return undefined;
}
