import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrationSources } from '@rapport/modules';
import { createBlobs, createDb, createLogger, type Manifest, restoreBackup } from '@rapport/platform';
import { startPostgres } from '@rapport/platform/postgres';

interface OldPerson {
  name: string;
  email: string;
  user: string;
  /** A session's cookie, as the browser sends it. */
  cookie: string;
  /** Guests have none. */
  token: string | null;
}

interface OldMessage {
  seq: number;
  text: string;
}

/** What the release that made a fixture answered, and what a later one must find again (fill-old-house.mjs). */
export interface OldHouseFacts {
  password: string;
  people: Record<'owner' | 'lin' | 'anna' | 'guest', OldPerson>;
  /** Base32 secret of Anna's authenticator. */
  secondFactor: string;
  conversations: Record<'group' | 'secretGroup' | 'direct' | 'topic', string>;
  histories: Record<'group' | 'secretGroup' | 'direct' | 'topic', OldMessage[]>;
  versions: unknown;
  found: Record<string, number>;
  file: { id: string; name: string; text: string };
  /** An upload of Lin's under way. */
  upload: { id: string; sent: number; text: string };
  scheduled: { sendAt: number };
  /** A device of Lin's that went away with words in its outbox. */
  device: { kept: Record<string, unknown>; outboxId: string };
}

/** Folder of the house that a release left, as its own backup. `dist` lies beside `src`: one path serves both. */
export const oldHouseFolder = (version: string): string =>
  fileURLToPath(new URL(`../../src/upgrade/fixtures/house-${version}`, import.meta.url));

export const oldHouseFacts = (version: string): OldHouseFacts =>
  JSON.parse(readFileSync(join(oldHouseFolder(version), 'facts.json'), 'utf8')) as OldHouseFacts;

/** Sessions end and uploads are forgotten by the calendar: as if the house had stood until yesterday. */
async function asOfYesterday(url: string): Promise<void> {
  const db = createDb({ url, logger: createLogger('silent'), max: 1 });
  await db.rows(`update session set expires_at = now() + interval '10 days', seen_at = now() - interval '1 day'`);
  await db.rows(`update upload set created_at = now() - interval '1 hour'`);
  await db.close();
}

/**
 * Makes a data folder as a release left it: its own cluster in the shape of that release (only its migrations have run), keys, stored files,
 * uploads under way. `bin`: whose cluster it is, as the setting RAPPORT_PG_BIN. Answers what its backup says.
 */
export async function layOldHouse(version: string, dataDir: string, bin: string | undefined): Promise<Manifest> {
  const path = oldHouseFolder(version);
  const { manifest } = await restoreBackup({
    path,
    dataDir,
    blobs: createBlobs({ dataDir }),
    sources: migrationSources(),
    logger: createLogger('silent'),
    async openDatabase() {
      const database = await startPostgres({ dataDir: join(dataDir, 'postgres'), bin, durable: false });
      return { url: database.url, stop: () => asOfYesterday(database.url).finally(() => database.stop()) };
    },
  });
  if (existsSync(join(path, 'uploads'))) cpSync(join(path, 'uploads'), join(dataDir, 'uploads'), { recursive: true });
  return manifest;
}
