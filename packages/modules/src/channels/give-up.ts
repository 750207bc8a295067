import type { Platform, Tx } from '@rapport/platform';
import { audit, holdsOver, lockHolds } from '../access/index.ts';
import { dropBytes } from '../files/index.ts';
import { type KeptItem, unreadItems } from './ingress/ingress-reader.ts';
import { dropUnread, eraseRaw } from './ingress/ingress-writer.ts';
import { openArrival } from './ingress/sealed-arrival.ts';
import { daysUnread } from './policy.ts';
import { isFrom } from './sent-by.ts';

const page = 200;
const dayMs = 86_400_000;

/** Gives up what was never read, bytes and all; written down for each account, without what came. */
async function giveUp(platform: Platform, tx: Tx, ids: readonly string[], why: Record<string, unknown>): Promise<number> {
  const at = platform.clock.now();
  const dropped = await dropUnread(tx, ids, at);
  await dropBytes(
    platform,
    tx,
    await eraseRaw(
      tx,
      dropped.map(({ id }) => id),
    ),
  );
  const counts = new Map<string, number>();
  for (const { account } of dropped) counts.set(account, (counts.get(account) ?? 0) + 1);
  for (const [account, count] of counts)
    await audit(tx, {
      at,
      actor: null,
      act: 'channels.letters-dropped',
      subjectKind: 'channel-account',
      subject: account,
      detail: { count, ...why },
      from: 'house',
    });
  return dropped.length;
}

/**
 * The job: what nobody could read, and what waits because its account rests, does not lie here for ever (CH14). A hold of the organization keeps it.
 */
export async function giveUpOld(platform: Platform): Promise<void> {
  const until = platform.clock.now() - daysUnread * dayMs;
  for (;;) {
    const more = await platform.db.transaction(async (tx) => {
      await lockHolds(tx);
      if ((await holdsOver(tx, platform.clock.now(), [])).length > 0) return false;
      const items = await unreadItems(tx, { until, after: null }, page);
      await giveUp(
        platform,
        tx,
        items.map(({ id }) => id),
        { days: daysUnread },
      );
      return items.length === page;
    });
    if (!more) return;
  }
}

/** What came from these addresses until an instant (Unix ms) and was never read: letters that are dead, and what waits. */
export async function unreadFrom(platform: Platform, addresses: readonly string[], until: number): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const items: KeptItem[] = await unreadItems(platform.db, { until, after }, page);
    for (const item of items) {
      const arrival = await openArrival(platform, item);
      if (arrival && isFrom(arrival, addresses)) found.push(item.id);
    }
    if (items.length < page) return found;
    after = items.at(-1)!.id;
  }
}

/** They go with the contact whose they are; what was read meanwhile is a message, and goes as one. */
export const giveUpUnread = (platform: Platform, tx: Tx, items: readonly string[], erasure: string): Promise<number> =>
  items.length === 0 ? Promise.resolve(0) : giveUp(platform, tx, items, { erasure });
