import { assertTx, type Tx } from '@rapport/platform';

/**
 * Locks a conversation's stream, so that what is read of it next stays true until the commit: who is a member, too, so guards
 * come after it (nobody writes at an `ev` after that of their removal).
 */
export async function lockConversation(tx: Tx, conversation: string): Promise<void> {
  assertTx(tx);
  // Whoever waits holds a connection: not for long, then the caller is told `busy` and tries again.
  await tx.rows(`set local lock_timeout = '3s'`);
  await tx.rows('select 1 from stream where id = $1 for no key update', [conversation]);
}
