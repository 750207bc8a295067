import { createPlatform, migrateHouse } from '@rapport/modules';
import { createLogger, epochNow, hasKeys, type Platform, readConfig, readSettings, useCurrentKey } from '@rapport/platform';
import { bringUpToDate, connectOrStart } from '@rapport/server';
import { tell } from './terminal.ts';

/** What is wrong goes to the command's own error; its log must not mix with results. */
export const quiet = createLogger('silent');

/** A mistyped folder must not become a new house. */
export function assertHouse(): void {
  const settings = readSettings();
  if (!hasKeys(settings)) {
    throw new Error(`There is no house in ${settings.dataDir}. Start it once (npm start), or name its folder with RAPPORT_DATA.`);
  }
}

/**
 * Runs a command on the house's database: the running server's when there is one, else one started for as long as the command
 * takes. With NATS_URL running servers hear of changes at once; else when their readers next look (within 15 seconds), and what they keep
 * in memory is a minute old at most.
 */
export async function withPlatform<T>(
  work: (platform: Platform, databaseUrl: string) => Promise<T>,
  migrated = true,
): Promise<T> {
  const config = readConfig();
  const database = await connectOrStart(config, tell);
  try {
    const platform = createPlatform({ config, databaseUrl: database.url, logger: quiet, poolSize: 4 });
    try {
      if (migrated) {
        await bringUpToDate(config, database.url, tell);
        await migrateHouse(platform);
        await useCurrentKey(platform.db, platform.vault);
        const house = await epochNow(platform.db);
        if (house) await platform.nodes.speak(house);
      }
      return await work(platform, database.url);
    } finally {
      await platform.bus.close();
      await platform.db.close();
    }
  } finally {
    await database.stop();
  }
}
