import { join } from 'node:path';
import type { Config } from '@rapport/platform';
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

/** The database of the settings: the one given by DATABASE_URL, or Rapport's own under the data folder. */
export async function openDatabase(config: Place, progress: (line: string) => void): Promise<OpenDatabase> {
  if (config.databaseUrl) return given(config.databaseUrl);
  return startPostgres({ dataDir: join(config.dataDir, 'postgres'), bin: config.pgBin, progress });
}

/**
 * For short commands: the database that a running server has started on this data folder, else as `openDatabase`, to be stopped when
 * the command is done.
 */
export async function connectOrStart(config: Place, progress: (line: string) => void): Promise<OpenDatabase> {
  const url = config.databaseUrl ? undefined : await findRunningPostgres(join(config.dataDir, 'postgres'));
  return url ? given(url) : openDatabase(config, progress);
}
