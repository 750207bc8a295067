import type { Draft } from '@rapport/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Drafts } from './drafts.ts';
import { conversation, here, stateWith } from './shapes.test-kit.ts';
import type { State } from './state.ts';
import { memoryStore } from './store.ts';
import { CallError, ConnectionError } from './transport.ts';

const there = '01900000-0000-7000-8000-000000000002';
/** The instant the tests begin at, Unix ms. */
const start = 1_000_000;

/** A device of mine; the house answers as each test says. */
function device(refuse: (text: string) => Error | null = () => null, store = memoryStore(), ahead = 0) {
  let state: State = stateWith(conversation(0));
  const told: [string, string][] = [];
  const drafts = new Drafts({
    get: () => state,
    set: (next) => {
      state = next;
    },
    store,
    now: () => Date.now(),
    call: async (_, { conversation: id, text }) => {
      const error = refuse(text);
      if (error) throw error;
      told.push([id, text]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { conversation: id, text, rev: told.length, at: Date.now() + ahead } as Draft;
    },
  });
  return { drafts, store, told, state: () => state, set: (more: Partial<State>) => (state = { ...state, ...more }) };
}

describe('drafts on their way', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('what was written in several conversations while away goes out by itself when the house is there, in order', async () => {
    const { drafts, told, store, state, set } = device();
    set({ status: 'offline' });
    drafts.write(here, 'a');
    await vi.advanceTimersByTimeAsync(2_000);
    drafts.write(there, 'b');
    await vi.advanceTimersByTimeAsync(2_000);
    drafts.write(here, 'a2');
    await vi.advanceTimersByTimeAsync(10_000);
    expect([told, (await store.load()).unsentDrafts?.length]).toEqual([[], 2]);
    set({ status: 'online' });
    drafts.flush();
    await vi.advanceTimersByTimeAsync(10);
    expect(told).toEqual([
      [there, 'b'],
      [here, 'a2'],
    ]);
    expect(state().drafts[here]?.text).toBe('a2');
    expect([drafts.unsent(here), (await store.load()).unsentDrafts]).toEqual([null, []]);
  });

  it('survives a reload: the next start has it and sends it, whichever conversation is open', async () => {
    const before = device();
    before.set({ status: 'offline' });
    before.drafts.write(there, 'half');
    const after = device(() => null, before.store);
    after.drafts.restore((await after.store.load()).unsentDrafts ?? []);
    expect(after.drafts.unsent(there)).toBe('half');
    after.drafts.flush();
    await vi.advanceTimersByTimeAsync(10);
    expect(after.told).toEqual([[there, 'half']]);
  });

  it('of two devices the text written last counts', async () => {
    const { drafts, told, state, set } = device();
    set({ status: 'offline' });
    drafts.write(here, 'older');
    drafts.write(there, 'newer');
    const elsewhere = (id: string, at: number) => ({ conversation: id, text: 'elsewhere', rev: 9, at }) as Draft;
    set({ status: 'online', drafts: { [here]: elsewhere(here, start + 1), [there]: elsewhere(there, start - 1) } });
    expect([drafts.unsent(here), drafts.unsent(there)]).toEqual([null, 'newer']);
    drafts.flush();
    await vi.advanceTimersByTimeAsync(10);
    expect(told).toEqual([[there, 'newer']]);
    expect(state().drafts[here]?.text).toBe('elsewhere');
  });

  it('waits for a pause in writing; what changes while one is under way goes out after it', async () => {
    const { drafts, told } = device();
    for (const text of ['a', 'ab', 'abc']) {
      drafts.write(here, text);
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual([[here, 'abc']]);
    drafts.write(here, '', true);
    await vi.advanceTimersByTimeAsync(10);
    expect(told.at(-1)).toEqual([here, '']);
  });

  it('a clock behind the house’s loses nothing: neither what is written upon a saved text, nor while one is on its way', async () => {
    const { drafts, told, state } = device(undefined, undefined, 60_000);
    drafts.write(here, 'a', true);
    await vi.advanceTimersByTimeAsync(2);
    // Under way: the answer comes with a later time than this text has.
    drafts.write(here, 'ab');
    await vi.advanceTimersByTimeAsync(2_000);
    expect([told.at(-1), state().drafts[here]?.text]).toEqual([[here, 'ab'], 'ab']);
    drafts.write(here, 'abc');
    expect(drafts.unsent(here)).toBe('abc');
    await vi.advanceTimersByTimeAsync(2_000);
    expect([told.at(-1), state().drafts[here]?.text]).toEqual([[here, 'abc'], 'abc']);
  });

  it('what gets no answer is tried again, what is refused for good is let go and holds up nothing', async () => {
    let lost = true;
    const gone = new CallError({ type: '', title: 'not-found', status: 404, code: 'not-found', detail: '', params: {} });
    const { drafts, told } = device((text) => (text === 'gone' ? gone : lost ? new ConnectionError() : null));
    drafts.write(here, 'gone');
    drafts.write(there, 'kept');
    await vi.advanceTimersByTimeAsync(2_000);
    expect([told, drafts.unsent(here), drafts.unsent(there)]).toEqual([[], null, 'kept']);
    lost = false;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(told).toEqual([[there, 'kept']]);
  });

  it('nothing of whoever signed out is left, and another person at the device sees and sends none of it', async () => {
    const { drafts, told, store, set } = device();
    set({ status: 'offline' });
    drafts.write(here, 'mine');
    set({ status: 'online', me: { user: { id: 'somebody else' } } as never });
    expect(drafts.unsent(here)).toBeNull();
    drafts.flush();
    await vi.advanceTimersByTimeAsync(10);
    expect([told, (await store.load()).unsentDrafts]).toEqual([[], []]);
    drafts.write(there, 'theirs');
    drafts.clear();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([told, drafts.unsent(there)]).toEqual([[], null]);
  });
});
