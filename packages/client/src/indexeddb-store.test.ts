import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { indexedDbStore } from './indexeddb-store.ts';
import { conversation, here, stateWith, windowOf } from './shapes.test-kit.ts';
import type { OutboxItem, State } from './state.ts';
import { keptOf } from './store.ts';

let databases = 0;
const fresh = (): string => `rapport-test-${++databases}`;

const item = (clientId: string, at: number): OutboxItem => ({
  clientId,
  conversation: here,
  draft: { text: clientId } as OutboxItem['draft'],
  state: 'waiting',
  at,
});

/** Many conversations, each with its messages in view, opened in the order of their numbers. */
function manyOpened(count: number): State {
  const ids = Array.from({ length: count }, (_, i) => `c${i}`);
  const each = <T>(of: (id: string, i: number) => T): Record<string, T> =>
    Object.fromEntries(ids.map((id, i) => [id, of(id, i)]));
  return {
    ...stateWith(conversation(0)),
    conversations: each((id) => ({ ...conversation(0), id: id as never })),
    timelines: each(() => windowOf(1, 300)),
    opened: each((_, i) => i + 1),
  };
}

describe('the store of a browser', () => {
  it('what was saved is there after a reload, the outbox in the order it was written', async () => {
    const name = fresh();
    const store = await indexedDbStore({ name });
    await store.save(keptOf(manyOpened(3)));
    await store.saveOutbox([item('a', 1), item('b', 2), item('c', 2)]);
    const again = await (await indexedDbStore({ name })).load();
    expect(Object.keys(again.conversations ?? {})).toHaveLength(3);
    expect(again.opened).toEqual({ c0: 1, c1: 2, c2: 3 });
    expect(again.outbox?.[here]?.map((one) => one.clientId)).toEqual(['a', 'b', 'c']);
  });

  it('it is bounded: the least recently opened conversations leave first, of each the newest messages stay', async () => {
    const kept = keptOf(manyOpened(60), { conversations: 10, messages: 40 });
    expect(Object.keys(kept.timelines).sort()).toEqual(Array.from({ length: 10 }, (_, i) => `c${50 + i}`));
    expect(kept.timelines.c59?.messages.map((m) => m.seq)).toEqual(Array.from({ length: 40 }, (_, i) => 261 + i));
    expect(kept.timelines.c59?.hasOlder).toBe(true);
    // A dropped conversation is still listed, only its messages are asked for again.
    expect(Object.keys(kept.conversations)).toHaveLength(60);
  });

  it('the same timeline makes the same row, so that a save writes only what is new', () => {
    const state = manyOpened(2);
    expect(keptOf({ ...state, typing: {} }).timelines.c0).toBe(keptOf(state).timelines.c0);
  });

  it('two windows do not lose each other’s unsent messages', async () => {
    const name = fresh();
    const [one, other] = [await indexedDbStore({ name }), await indexedDbStore({ name })];
    await one.saveOutbox([item('from one', 1)]);
    await other.saveOutbox([item('from the other', 2)]);
    await one.saveOutbox([]);
    const again = await (await indexedDbStore({ name })).load();
    expect(again.outbox?.[here]?.map((i) => i.clientId)).toEqual(['from the other']);
  });

  it('signing out empties it, and the other windows write no more', async () => {
    const name = fresh();
    const onCleared = vi.fn();
    const one = await indexedDbStore({ name, onCleared: () => undefined });
    const other = await indexedDbStore({ name, onCleared });
    await one.save(keptOf(manyOpened(3)));
    await one.clear();
    await expect.poll(() => onCleared.mock.calls.length).toBeGreaterThan(0);
    await other.save(keptOf(manyOpened(3)));
    await other.saveOutbox([item('late', 1)]);
    const again = await (await indexedDbStore({ name })).load();
    expect([again.conversations, again.timelines, again.outbox, again.me]).toEqual([{}, {}, {}, undefined]);
  });
});

it('drafts that the house has not confirmed are there at the next start, until it has them or the person leaves', async () => {
  const name = fresh();
  const store = await indexedDbStore({ name });
  const draft = (text: string) => ({ conversation: here, user: 'me', text, at: 1 });
  await store.saveDraft(here, draft('half'));
  await store.saveDraft('other', { ...draft('rest'), conversation: 'other' });
  await store.save(keptOf(stateWith(conversation(0))));
  const again = await indexedDbStore({ name });
  expect((await again.load()).unsentDrafts?.map((d) => d.text).sort()).toEqual(['half', 'rest']);
  await again.saveDraft('other', null);
  expect((await again.load()).unsentDrafts).toEqual([draft('half')]);
  await again.clear();
  expect((await again.load()).unsentDrafts).toEqual([]);
});
