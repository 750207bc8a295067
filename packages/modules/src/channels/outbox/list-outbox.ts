import type { Output, Parsed } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, requirePermission } from '../../access/index.ts';
import { type ListedOut, listOut } from './outbox-reader.ts';

const shown = ({ id, account, conversation, seq, state, attempts, dueAt, expiresAt, code, queuedAt, changedAt }: ListedOut) => ({
  id,
  account,
  conversation,
  seq,
  state,
  attempts,
  ...(dueAt === null ? {} : { dueAt }),
  ...(expiresAt === null ? {} : { expiresAt }),
  ...(code === null ? {} : { code }),
  queuedAt,
  changedAt,
});

/** What is on its way and what failed, without its words. */
export async function listOutbox(
  platform: Platform,
  actor: Actor,
  { account, states, cursor, limit }: Parsed<'channels.outbox'>,
): Promise<Output<'channels.outbox'>> {
  requirePermission(actor, 'channels.configure');
  const before = readCursor<[string]>(cursor, ['id'])?.[0];
  const rows = await listOut(platform.db, { account, states, before }, limit + 1);
  return pageOf(rows.map(shown), limit, ({ id }) => [id]) as Output<'channels.outbox'>;
}
