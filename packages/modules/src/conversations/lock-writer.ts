import { assertTx, type Log, type Platform, type Tx } from '@rapport/platform';

/**
 * Locks conversations' streams in ascending order, so that what is read of them next stays true until the commit: who is a
 * member, too, so guards come after it (nobody writes at an `ev` after that of their removal). Whoever waits holds a
 * connection: not for longer than `patience`, then PostgreSQL says 55P03, the caller is told `busy` and tries again.
 */
export async function lockConversations(tx: Tx, conversations: readonly string[], patience: '3s' | '5s'): Promise<void> {
  assertTx(tx);
  await tx.rows(`set local lock_timeout = '${patience}'`);
  await tx.rows('select 1 from stream where id = any ($1::uuid[]) order by id for no key update', [conversations]);
}

/** The same, for whoever hands out numbers of several streams: answers where they stand. */
export async function lockedHeads(
  { log }: Pick<Platform, 'log'>,
  tx: Tx,
  conversations: readonly string[],
  patience: '3s' | '5s',
): ReturnType<Log['lock']> {
  assertTx(tx);
  await tx.rows(`set local lock_timeout = '${patience}'`);
  return log.lock(tx, conversations);
}

/** One conversation, for everything but sending. */
export const lockConversation = (tx: Tx, conversation: string): Promise<void> => lockConversations(tx, [conversation], '3s');
