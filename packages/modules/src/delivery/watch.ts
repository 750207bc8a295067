import { Fault, type Output, type Parsed } from '@rapport/contract';
import { type Connection, type Connections, logHead, type Origin, type Platform } from '@rapport/platform';
import { type Actor, visibleAmong } from '../access/index.ts';
import { requireConversation, visibleFrom } from '../conversations/index.ts';
import { lookAgain } from './look-again.ts';
import type { Presence } from './presence.ts';
import { movedFrame } from './stream-fan.ts';

const connectionOf = (origin: Origin): Connection<Actor> => {
  if (!origin.connection) throw new Fault('invalid-input', { field: '(transport)', reason: 'call this over a socket' });
  return origin.connection as Connection<Actor>;
};

/**
 * DE2 One looks at conversations one may see, and at people one may see; the rest of the list is passed over in silence. How far
 * each conversation has come is told at once: no look finds what went by before (SY6 asks for one's own conversations only).
 */
export async function watch(
  platform: Platform,
  connections: Connections<Actor>,
  presence: Presence,
  actor: Actor,
  input: Parsed<'delivery.watch'>,
  origin: Origin,
): Promise<Output<'delivery.watch'>> {
  const connection = connectionOf(origin);
  const conversations = [...(await visibleFrom(platform.db, actor, [...new Set(input.conversations)])).keys()];
  const people = input.people.length > 0 ? await visibleAmong(platform.db, actor, [...new Set(input.people)]) : [];
  connections.watch(connection, conversations, people);
  // Whoever was taken out between the look and the watching was not watching yet when that was told.
  await lookAgain(platform, connections, connection);
  await Promise.all([...connection.watching].map(async (id) => connection.push(movedFrame(id, await logHead(platform.db, id)))));
  return { presence: people.map((user) => ({ user, status: presence.of(user) })) } as Output<'delivery.watch'>;
}

/** DE3 Typing is told to those who look at the conversation, never stored; to a visitor of a site only what is written to them. */
export async function typing(platform: Platform, actor: Actor, input: Parsed<'delivery.typing'>): Promise<void> {
  // Looking is not taking part: who only looks at an open group does not type there.
  await requireConversation(platform.db, actor, input.conversation, 'take-part');
  const frame = JSON.stringify({
    type: 'typing',
    conversation: input.conversation,
    user: actor.user,
    ...(input.outward && { outward: true }),
  });
  platform.bus.publish('lossy', { conversation: input.conversation, except: actor.user, frame });
}

export async function setPresence(presence: Presence, input: { away: boolean }, origin: Origin): Promise<void> {
  presence.setAway(connectionOf(origin), input.away);
}
