import type { Output, Parsed } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import { attentionIn, followedBy } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';
import { notificationsOf } from './reader.ts';

/**
 * What called for my attention, newest first (DE14). What one may not see any more is left out; unread is compared with the same
 * pointer as messages (SY8), so nothing is counted twice or kept apart.
 */
export async function listNotifications(
  platform: Platform,
  actor: Actor,
  input: Parsed<'delivery.notifications'>,
): Promise<Output<'delivery.notifications'>> {
  const [below] = readCursor<[number]>(input.cursor, ['number']) ?? [];
  const followed = await followedBy(platform.db, actor.user);
  const rows = await notificationsOf(platform.db, actor, followed, below, input.limit + 1);
  const page = pageOf(rows, input.limit, ({ id }) => [id]);
  const places = new Map(
    (await attentionIn(platform.db, actor.user, [...new Set(page.items.map((r) => r.conversation))])).map((p) => [
      p.conversation,
      p,
    ]),
  );
  const seen = new Set<string>();
  const items = page.items.flatMap(({ conversation, seq, reason, at, audience }) => {
    const place = places.get(conversation);
    if (!place || seq < place.fromSeq) return [];
    // An audience is resolved by who took part at that time.
    if (audience !== null && (at < place.joinedAt || place.level === 'none')) return [];
    const key = `${conversation}/${seq}/${reason === 'reminder'}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ conversation, seq, reason, at, unread: seq > place.readSeq }];
  }) as Output<'delivery.notifications'>['items'];
  return { ...page, items };
}
