import { Fault } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { mayLook, mayManage, mayPost } from './policy.ts';
import { placeOf } from './reader.ts';
import type { Place } from './rows.ts';

const hidden = () => new Fault('not-found', { what: 'conversation' });

/** A conversation as somebody may see it (CV1); undefined when they may not, or when there is none. */
export async function visiblePlace(q: Queryable, actor: Actor, id: string): Promise<Place | undefined> {
  const place = await placeOf(q, actor.user, id);
  return place && mayLook(actor, place) ? place : undefined;
}

/**
 * The guarded read of a conversation (CV1): whoever may not see it learns nothing, not even that it is there.
 * `look` reading · `take-part` reading as a member · `post` writing · `manage` changing it and its members.
 */
export async function requireConversation(
  q: Queryable,
  actor: Actor,
  id: string,
  verb: 'look' | 'take-part' | 'post' | 'manage',
): Promise<Place> {
  const place = await visiblePlace(q, actor, id);
  if (!place) throw hidden();
  if (verb === 'look') return place;
  if (place.role === null) throw hidden();
  if (verb === 'take-part') return place;
  if (verb === 'manage') {
    if (!mayManage(actor, place)) throw new Fault('forbidden', { permission: 'conversations.moderate' });
    return place;
  }
  if (place.archived) throw new Fault('archived');
  if (!mayPost(place)) throw new Fault('forbidden', { permission: 'conversations.moderate' });
  return place;
}
