import { isDeepStrictEqual } from 'node:util';
import type { Client, State } from '@rapport/client';
import type { Message } from '@rapport/contract';
import type { TestHouse } from './test-house.ts';
import type { Seat } from './test-people.ts';

/** Somebody whose client saw what happened. */
export interface Observer {
  name: string;
  seat: Seat;
  client: Client;
}

/** What is needed of a house: new clients. */
type Door = Pick<TestHouse, 'client'>;

/** Fields that are undefined are as good as absent. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** How many replies a topic has is told in the lossy lane, to those who look (SY11): not part of what must be equal. */
const withoutLossy = (m: Message): Message => (m.topic ? { ...m, topic: { ...m.topic, count: 0, lastAt: null } } : m);

/**
 * What must be the same in every client of a person, however it came to know it. What is deleted leaves tombstones in a client
 * that saw it go, and nothing in one that did not.
 */
export function comparable(state: State): Record<string, unknown> {
  const timelines = Object.entries(state.timelines).map(([id, t]) => [
    id,
    { hasOlder: t.hasOlder, hasNewer: t.hasNewer, messages: t.messages.map(withoutLossy) },
  ]);
  const kept = <T>(all: Readonly<Record<string, T>>, alive: (one: T) => boolean) =>
    Object.fromEntries(Object.entries(all).filter(([, one]) => alive(one)));
  return plain({
    // Archived conversations are not listed: whoever saw one archived holds it, a new client only when it is opened.
    conversations: Object.fromEntries(
      Object.entries(state.conversations).filter(([id, c]) => !c.archived || state.timelines[id]),
    ),
    timelines: Object.fromEntries(timelines),
    drafts: kept(state.drafts, (d) => d.text !== ''),
    folders: kept(state.folders, (f) => !f.deleted),
    saved: kept(state.saved, (s) => !s.removed),
    outbox: state.outbox,
  });
}

/** What a client shows that knows nothing yet and opens the same conversations. */
export async function freshState(kit: Door, seat: Seat, opened: readonly string[]): Promise<State> {
  const fresh = await kit.client(seat);
  try {
    const open = async (id: string) => {
      await fresh.openConversation(id).catch(() => undefined);
      while (fresh.state.timelines[id]?.hasOlder) await fresh.loadOlder(id);
    };
    await Promise.all(opened.map(open));
    return fresh.state;
  } finally {
    await fresh.close();
  }
}

/** Waits until a client shows what a new one shows; throws with both after `within` ms. */
export async function verifyObserver(kit: Door, observer: Observer, within = 60_000): Promise<void> {
  const { client, seat } = observer;
  const end = Date.now() + within;
  for (;;) {
    const opened = Object.keys(client.state.timelines);
    const fresh = comparable(await freshState(kit, seat, opened));
    const settled = Math.min(end, Date.now() + 1_000);
    while (!isDeepStrictEqual(comparable(client.state), fresh)) {
      if (Date.now() > settled) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const live = comparable(client.state);
    if (isDeepStrictEqual(live, fresh)) return;
    if (Date.now() >= end) throw new Divergence(observer.name, live, fresh);
  }
}

/** Two clients of one person that do not show the same. */
export class Divergence extends Error {
  readonly live: Record<string, unknown>;
  readonly fresh: Record<string, unknown>;
  constructor(who: string, live: Record<string, unknown>, fresh: Record<string, unknown>) {
    super(`${who} does not show what a new client shows: ${differences(live, fresh, '').slice(0, 8).join('; ')}`);
    this.name = 'Divergence';
    this.live = live;
    this.fresh = fresh;
  }
}

function differences(live: unknown, fresh: unknown, at: string): string[] {
  if (isDeepStrictEqual(live, fresh)) return [];
  const show = (value: unknown) => JSON.stringify(value)?.slice(0, 160) ?? 'nothing';
  if (typeof live !== 'object' || typeof fresh !== 'object' || !live || !fresh)
    return [`${at} is ${show(live)}, not ${show(fresh)}`];
  const keys = new Set([...Object.keys(live), ...Object.keys(fresh)]);
  return [...keys].flatMap((key) =>
    differences((live as Record<string, unknown>)[key], (fresh as Record<string, unknown>)[key], `${at}/${key}`),
  );
}

/**
 * The race check: old client state + events = freshly fetched state, for everybody who looks on. Runs an action, lets its events
 * arrive, and compares each observer's client with one that begins anew.
 */
export async function verifyAction(
  kit: TestHouse,
  observers: readonly Observer[],
  action: () => Promise<unknown>,
): Promise<void> {
  await action();
  await Promise.all(observers.map((observer) => verifyObserver(kit, observer)));
}

/** What a client holds of people and of itself; which session asks, and how far the organization's stream was read, is its own. */
function heldDirectory(state: State): Record<string, unknown> {
  const { session: _, organizationEv: __, ...me } = state.me!;
  return plain({ me, people: state.people });
}

/** The same, asked for anew: those held that may not be seen any more are left out. */
async function freshDirectory(kit: TestHouse, { seat, client }: Observer): Promise<Record<string, unknown>> {
  const ids = Object.keys(client.state.people);
  const { session: _, organizationEv: __, ...me } = await kit.call(seat, 'people.me', {});
  const users = ids.length > 0 ? (await kit.call(seat, 'people.get', { ids: ids as never })).users : [];
  return plain({ me, people: Object.fromEntries(users.map((u) => [u.id, u])) });
}

/** The race check of the directory: after an action everybody holds of people and of themselves what the house says now. */
export async function verifyDirectory(
  kit: TestHouse,
  observers: readonly Observer[],
  action: () => Promise<unknown>,
  within = 15_000,
): Promise<void> {
  await action();
  const end = Date.now() + within;
  for (const observer of observers) {
    for (;;) {
      const fresh = await freshDirectory(kit, observer);
      const live = heldDirectory(observer.client.state);
      if (isDeepStrictEqual(live, fresh)) break;
      if (Date.now() >= end) throw new Divergence(observer.name, live, fresh);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
