import { join } from 'node:path';
import type { Config } from '@rapport/platform';
import { startPostgres } from '@rapport/platform/postgres';

export interface OpenDatabase {
  url: string;
  /** Stops Rapport's own server; does nothing to one that was given. */
  stop(): Promise<void>;
  /** Resolves when Rapport's own server ends; never for one that was given. */
  ended: Promise<unknown>;
}

/** The database of the settings: the one given by DATABASE_URL, or Rapport's own under the data folder. */
export async function openDatabase(config: Config, progress: (line: string) => void): Promise<OpenDatabase> {
  if (config.databaseUrl) return { url: config.databaseUrl, stop: async () => undefined, ended: new Promise(() => undefined) };
  return startPostgres({ dataDir: join(config.dataDir, 'postgres'), bin: config.pgBin, progress });
}
