import type { NeedReason, Output } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { dueReminders, placeKey, unreadTalk, visibleMessages } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';
import { listNotifications } from './list-notifications.ts';

/** Places, calls and reminders looked at; whoever has more sees the newest. */
const most = 200;
/** Messages shown of each place. */
const shown = 3;

const ranks: readonly NeedReason[] = ['topic', 'direct', 'keyword', 'mention', 'urgent'];
const stronger = (a: NeedReason, b: NeedReason): NeedReason => (ranks.indexOf(a) > ranks.indexOf(b) ? a : b);

interface Place {
  reason: NeedReason;
  seqs: Set<number>;
}

/** Unread calls of mine by conversation, with the strongest reason of each; reminders stand for themselves. */
async function callsOf(platform: Platform, actor: Actor): Promise<Map<string, Place>> {
  const { items } = await listNotifications(platform, actor, { limit: most });
  const places = new Map<string, Place>();
  for (const { conversation, seq, reason, unread } of items) {
    if (!unread || reason === 'reminder' || reason === 'message') continue;
    const known = places.get(conversation);
    places.set(conversation, {
      reason: known ? stronger(known.reason, reason) : reason,
      seqs: (known?.seqs ?? new Set<number>()).add(seq),
    });
  }
  return places;
}

/** DE16 What needs somebody, from their pointers and what called them: read or taken back, it is gone from here (SY8). */
export async function listNeeds(platform: Platform, actor: Actor): Promise<Output<'delivery.attention'>> {
  const { db, clock } = platform;
  const [places, talk, due] = await Promise.all([
    callsOf(platform, actor),
    unreadTalk(db, actor.user, clock.now(), most),
    dueReminders(db, actor.user, clock.now(), most),
  ]);
  // Of plain talk the messages themselves are asked: what calls is noted a moment later than it is said.
  for (const { conversation, kind, seqs } of talk)
    if ((places.get(conversation)?.reason ?? kind) === kind) places.set(conversation, { reason: kind, seqs: new Set(seqs) });
  const wanted = [...places].map(([conversation, { reason, seqs }]) => ({
    conversation,
    reason,
    at: [...seqs]
      .sort((a, b) => b - a)
      .slice(0, shown)
      .reverse()
      .map((seq) => ({ conversation, seq })),
  }));
  const messages = await visibleMessages(db, actor, [...wanted.flatMap((w) => w.at), ...due]);
  const found = (place: { conversation: string; seq: number }) => {
    const message = messages.get(placeKey(place));
    return message && !message.recalled ? [message] : [];
  };
  return {
    places: wanted
      .map(({ conversation, reason, at }) => ({ conversation, reason, messages: at.flatMap(found) }))
      .filter((place) => place.messages.length > 0),
    reminders: due.flatMap((saved) => found(saved).map((message) => ({ saved, message }))),
  } as Output<'delivery.attention'>;
}
