import type { Connection, Connections, Platform } from '@rapport/platform';
import { actorFor, visibleAmong } from '../access/index.ts';
import { topicsAmong, visibleFrom } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';

/** Ends what a connection watches and may not see any more (DE2). What it began to watch meanwhile was looked at then. */
export async function lookAgain(
  platform: Platform,
  connections: Connections<Actor>,
  connection: Connection<Actor>,
): Promise<void> {
  const [conversations, people] = [[...connection.watching], [...connection.watchingPeople]];
  if (conversations.length + people.length === 0) return;
  const actor = await actorFor(platform, connection.user, connection.session);
  const seen: ReadonlyMap<string, number> = actor ? await visibleFrom(platform.db, actor, conversations) : new Map();
  const known = new Set(actor && people.length > 0 ? await visibleAmong(platform.db, actor, people) : []);
  const over = new Set([...conversations.filter((id) => !seen.has(id)), ...people.filter((id) => !known.has(id))]);
  if (over.size === 0) return;
  const still = (id: string): boolean => !over.has(id);
  connections.watch(connection, [...connection.watching].filter(still), [...connection.watchingPeople].filter(still));
}

/** A person changed: a member who became a guest looks at open groups no more. */
export async function lookAgainOf(platform: Platform, connections: Connections<Actor>, user: string): Promise<void> {
  for (const connection of [...(connections.of(user) ?? [])])
    await lookAgain(platform, connections, connection).catch((error: unknown) => {
      platform.logger.error({ err: error, user }, 'what somebody watches could not be checked');
      connections.watch(connection, [], []);
    });
}

/** A conversation changed: whoever looks only at its topics may have lost the right to. */
export async function lookAgainAtTopics(platform: Platform, connections: Connections<Actor>, parent: string): Promise<void> {
  const watched = connections.watchedStreams();
  if (watched.length === 0) return;
  const lookers = new Set<Connection<Actor>>();
  for (const topic of await topicsAmong(platform.db, parent, watched))
    for (const connection of connections.watchersOf(topic) ?? []) lookers.add(connection);
  for (const connection of lookers) await lookAgain(platform, connections, connection);
}

/** Of those who looked at a conversation until just now, lets those look on who still may. */
export async function watchOn(
  platform: Platform,
  connections: Connections<Actor>,
  lookers: readonly Connection<Actor>[],
  conversation: string,
): Promise<Connection<Actor>[]> {
  const on: Connection<Actor>[] = [];
  for (const connection of lookers) {
    const actor = await actorFor(platform, connection.user, connection.session);
    if (!actor || !(await visibleFrom(platform.db, actor, [conversation])).has(conversation)) continue;
    connections.watch(connection, [...new Set([...connection.watching, conversation])], [...connection.watchingPeople]);
    on.push(connection);
  }
  return on;
}
