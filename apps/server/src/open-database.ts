import { join } from 'node:path';
import { migrationSources } from '@rapport/modules';
import { type Config, carryDatabase, createLogger } from '@rapport/platform';
import { findRunningPostgres, startPostgres } from '@rapport/platform/postgres';

export interface OpenDatabase {
  url: string;
  /** Stops Rapport's own server; does nothing to one that was given. */
  stop(): Promise<void>;
  /** Resolves when Rapport's own server ends; never for one that was given. */
  ended: Promise<unknown>;
}

type Place = Pick<Config, 'databaseUrl' | 'dataDir' | 'pgBin'>;

const given = (url: string): OpenDatabase => ({ url, stop: async () => undefined, ended: new Promise(() => undefined) });

const carry = (from: string, to: string): Promise<void> =>
  carryDatabase(from, to, { sources: migrationSources(), logger: createLogger('silent') });

/**
 * The database of the settings: the one given by DATABASE_URL, or Rapport's own under the data folder. With `renew`, the latter is moved to
 * a newer major version of PostgreSQL where there is one to run.
 */
export async function openDatabase(config: Place, progress: (line: string) => void, renew = false): Promise<OpenDatabase> {
  if (config.databaseUrl) return given(config.databaseUrl);
  const dataDir = join(config.dataDir, 'postgres');
  return startPostgres({ dataDir, bin: config.pgBin, progress, ...(renew ? { carry } : {}) });
}

/**
 * For short commands: the database that a running server has started on this data folder, else as `openDatabase`, to be stopped when
 * the command is done.
 */
export async function connectOrStart(config: Place, progress: (line: string) => void, renew = false): Promise<OpenDatabase> {
  const url = config.databaseUrl ? undefined : await findRunningPostgres(join(config.dataDir, 'postgres'));
  return url ? given(url) : openDatabase(config, progress, renew);
}
