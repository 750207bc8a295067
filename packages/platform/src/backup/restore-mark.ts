import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Queryable } from '../db.ts';
import { inOwnLanguage } from '../words.ts';
import { isEmptyDatabase } from './catalogue.ts';

/** Thrown when a restore into this place was begun and did not end. */
export class HalfRestoredError extends Error {
  override name = 'HalfRestoredError';
  constructor(where: string) {
    super(
      inOwnLanguage(
        `A restore into ${where} was begun and did not end: run it again (rapport restore), it begins anew.`,
        `向${where}的恢复没有完成：请重新运行（rapport restore），它会从头开始。`,
      ),
    );
  }
}

const markOf = (dataDir: string): string => join(dataDir, 'restoring');

/** Whether a restore into this folder was begun and did not end. */
export const isHalfRestored = (dataDir: string): boolean => existsSync(markOf(dataDir));

/**
 * Says that what comes into the folder from here on is a restore's: it may be written over by the next one, and is no house yet. `whole`: all
 * of this backup (its manifest's hash) is there, only the marks are left to be taken away.
 */
export async function markFolder(dataDir: string, whole = ''): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(markOf(dataDir), whole, { flush: true });
}

export const isWholeIn = async (dataDir: string, manifest: string): Promise<boolean> =>
  (await readFile(markOf(dataDir), 'utf8').catch(() => '')) === manifest;

export const unmarkFolder = (dataDir: string): Promise<void> => rm(markOf(dataDir), { force: true });

export async function isHalfRestoredDatabase(db: Queryable): Promise<boolean> {
  const row = await db.row<{ found: string | null }>(`select to_regclass('public.restore_under_way')::text as found`);
  return row?.found !== null;
}

/**
 * Takes a database for a restore: one without tables, or one that an earlier restore had taken so and did not fill. Answers false when
 * there is something else in it.
 */
export async function takeDatabase(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ found: string | null }>(`select to_regclass('public.restore_under_way')::text as found`);
  if (rows[0]?.found) {
    // It was empty when the mark was set: all that is there is the earlier restore's.
    await client.query('drop schema if exists graphile_worker cascade; drop schema public cascade; create schema public');
  } else if (!(await isEmptyDatabase(client))) return false;
  await client.query('create table public.restore_under_way (at timestamptz not null default now())');
  return true;
}

export async function releaseDatabase(client: pg.Client): Promise<void> {
  await client.query('drop table if exists public.restore_under_way');
}
