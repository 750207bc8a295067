import { type LogEntry, LogReader, newId, type Platform, type Tx } from '@rapport/platform';
import { outwardSent } from '../../conversations/index.ts';
import { listAccounts } from '../../policy/index.ts';
import { adaptersOf } from '../adapters.ts';
import { tellOutbox } from '../tend/hints.ts';
import { insertOut } from './outbox-writer.ts';
import { tellState } from './receipts.ts';

/**
 * Every committed outward message is noted once (CH5), by the reader of the log that nothing escapes. What people carry themselves (a visit, a
 * letter) is done when it is written down.
 */
async function noteOutward(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const sent = entries.filter(({ type }) => type === 'message.sent').map(({ stream, ev }) => ({ conversation: stream, ev }));
  if (sent.length === 0) return;
  const adapters = platform.keep(adaptersOf);
  const at = platform.clock.now();
  const messages = await outwardSent(tx, sent);
  if (messages.length === 0) return;
  const kinds = new Map<string, string>((await listAccounts(tx)).map(({ id, kind }) => [id, kind]));
  const items = messages.map((message) => {
    const adapter = adapters.get(kinds.get(message.account) ?? '');
    // Of an account whose adapter this house has not, it waits for one that has.
    const byHand = adapter !== undefined && adapter.send === undefined;
    return {
      id: newId(),
      account: message.account,
      conversation: message.conversation,
      seq: message.seq,
      state: byHand ? ('sent' as const) : ('queued' as const),
      dueAt: byHand ? null : at,
      expiresAt: message.expiresAt,
      reservation: message.reservation,
      at,
    };
  });
  for (const item of items) if (item.state === 'sent') await tellState(platform, tx, item, { state: 'sent', code: null, at });
  await insertOut(tx, items);
  for (const account of new Set(items.map((item) => item.account))) tellOutbox(platform, tx, account);
}

export const outboxReader = (platform: Platform): LogReader =>
  new LogReader(platform, {
    name: 'channels.outbox',
    kinds: ['conversation'],
    handle: (tx, entries) => noteOutward(platform, tx, entries),
  });
