import { epochNow, type Platform } from '@rapport/platform';
import { messagesWithoutKey } from '../conversations/index.ts';
import { destroy } from './destroy.ts';
import { lookedFor } from './unreadable-reader.ts';
import { noteLooked } from './unreadable-writer.ts';

const atOnce = 100;

/**
 * RT8: what had no key any more when a backup was restored comes back as a message without words. It is erased here, too, before anybody is
 * served: index, files and all. Once in the life of a database; a restored one begins another (SY6a).
 */
export async function eraseUnreadable(platform: Platform): Promise<void> {
  const epoch = await epochNow(platform.db);
  if (!epoch || (await lookedFor(platform.db)) === epoch) return;
  let messages = 0;
  for (const { conversation, seqs } of await messagesWithoutKey(platform.db))
    for (let at = 0; at < seqs.length; at += atOnce) {
      const going = { conversation, seqs: seqs.slice(at, at + atOnce), actor: null, cause: null };
      await platform.db.transaction((tx) => destroy(platform, tx, going));
      messages += going.seqs.length;
    }
  if (messages > 0) platform.logger.warn({ messages }, 'what had no key any more in the restored backup is erased');
  await platform.db.transaction((tx) => noteLooked(tx, epoch));
}
