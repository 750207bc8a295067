import type { Erasable } from '../backup/erasable.ts';
import { renewBook } from '../backup/write-book.ts';
import { readKeys } from '../keys/key-source.ts';
import type { Platform } from '../platform.ts';
import { upgradeBackups } from './upgrade-backups.ts';

/** Not at once: a start has other things to do. */
const first = 10 * 60_000;
const every = 24 * 3_600_000;

/**
 * Writes the key book of the backups that upgrades took in this server's folder anew every day, so that what is erased goes from them, too,
 * although no upgrade comes. Answers how to stop.
 */
export function renewOwnBook(
  { config, logger, clock }: Pick<Platform, 'config' | 'logger' | 'clock'>,
  databaseUrl: string,
  erasable: Erasable,
  pause = { first, every },
): () => Promise<void> {
  let under: Promise<void> = Promise.resolve();
  async function renew(): Promise<void> {
    try {
      const leaveKeys = Boolean(config.masterKey || config.keyCommand);
      const place = upgradeBackups(config.dataDir);
      await renewBook({ place, databaseUrl, erasable, keys: () => readKeys(config), leaveKeys, clock });
    } catch (error) {
      logger.warn({ reason: (error as Error).message }, 'the key book of the backups before upgrades could not be written anew');
    }
  }
  const look = (): void => {
    under = under.then(renew);
  };
  const soon = setTimeout(look, pause.first).unref();
  const daily = setInterval(look, pause.every).unref();
  return async () => {
    clearTimeout(soon);
    clearInterval(daily);
    await under;
  };
}
