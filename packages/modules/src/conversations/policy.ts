import type { Actor } from '../people/index.ts';
import type { Place } from './rows.ts';

/** CV1 Members look; open groups are looked at by everyone but guests, who never look at talk with customers (CV28). */
export const mayLook = (actor: Pick<Actor, 'kind'>, place: Pick<Place, 'role' | 'visibility' | 'kind'>): boolean =>
  place.kind === 'customer'
    ? place.role !== null && actor.kind !== 'guest'
    : place.role !== null || (place.visibility === 'open' && actor.kind !== 'guest');

/** CV2 Members post; where only administrators may, its owner and administrators. */
export const mayPost = (place: Pick<Place, 'role' | 'posting'>): boolean =>
  place.role !== null && (place.posting === 'all' || place.role === 'owner' || place.role === 'admin');

/** CV3 Owners and administrators of a group manage it; so do people with `conversations.moderate` who take part in it. */
export const mayManage = (actor: Pick<Actor, 'permissions'>, place: Pick<Place, 'role' | 'kind'>): boolean =>
  place.role !== null &&
  (place.kind === 'group' || place.kind === 'note') &&
  (place.role === 'owner' || place.role === 'admin' || actor.permissions.has('conversations.moderate'));

/** CV4 One edits one's own messages, within the organization's window (minutes; null means always). */
export const mayEdit = (
  actor: Pick<Actor, 'user'>,
  message: { sender: string | null; at: number; recalled: boolean },
  windowMinutes: number | null,
  now: number,
): 'yes' | 'not-yours' | 'too-late' =>
  message.recalled || message.sender !== actor.user
    ? 'not-yours'
    : windowMinutes !== null && now - message.at > windowMinutes * 60_000
      ? 'too-late'
      : 'yes';

/** CV5 One recalls one's own messages within the window; managers of the conversation recall any, at any time. */
export function mayRecall(
  actor: Pick<Actor, 'user' | 'permissions'>,
  place: Pick<Place, 'role' | 'kind'>,
  message: { sender: string | null; at: number; recalled: boolean },
  windowMinutes: number | null,
  now: number,
): 'yes' | 'not-yours' | 'too-late' {
  if (message.recalled) return 'not-yours';
  if (mayManage(actor, place)) return 'yes';
  return mayEdit(actor, message, windowMinutes, now);
}
