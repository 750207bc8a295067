import type { Platform } from '../platform.ts';
import { useCurrentKey } from './key-mark.ts';
import { keysStamp, readKeys } from './key-source.ts';

const lookEvery = 3_000;

/** Takes up master keys that are added to their file, and the one that the database names. Answers how to stop. */
export function watchKeys({ config, db, vault, logger }: Pick<Platform, 'config' | 'db' | 'vault' | 'logger'>): () => void {
  let stamp = keysStamp(config);
  let told = false;
  const look = async (): Promise<void> => {
    const now = keysStamp(config);
    if (now !== stamp) {
      vault.add(readKeys(config));
      stamp = now;
    }
    const wanted = await useCurrentKey(db, vault);
    const lacking = wanted !== undefined && vault.markOf(wanted) === undefined;
    if (lacking && !told)
      logger.error({ key: wanted }, 'this node lacks the current master key: copy keys/master.key from a node that has it');
    told = lacking;
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => logger.warn({ reason: (error as Error).message }, 'the master keys could not be looked at'));
  }, lookEvery);
  timer.unref();
  return () => clearInterval(timer);
}
