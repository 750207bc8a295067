import type { Output } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { attentionIn } from '../conversations/index.ts';
import { waitingFor } from '../inbox/index.ts';
import type { Actor } from '../people/index.ts';
import { caseNoticesOf } from './reader.ts';

/** Counted up to here; what is more is more. */
const most = 100;

/**
 * How many cases wait for me: my own, and those that nobody has where I wish to hear of them, in which the contact said something that I have
 * not read. Compared with the same pointer as messages (SY8), so there is nothing that could differ between devices.
 */
export async function countWaiting(platform: Platform, actor: Actor): Promise<Output<'delivery.waitingCases'>> {
  const { db } = platform;
  const [wishes] = await caseNoticesOf(db, [actor.user]);
  const rows = await waitingFor(platform, db, actor, (inbox) => (wishes?.cases[inbox] ?? 'all') === 'all', most);
  const places = await attentionIn(db, actor.user, [...new Set(rows.map((row) => row.conversation))]);
  const read = new Map(places.map((place) => [place.conversation, place.readSeq]));
  return { count: rows.filter(({ conversation, seq }) => seq > (read.get(conversation) ?? Number.POSITIVE_INFINITY)).length };
}
