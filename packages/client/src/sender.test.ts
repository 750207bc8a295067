import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Sender } from './sender.ts';
import { conversation, here, stateWith } from './shapes.test-kit.ts';
import type { OutboxItem, State, Step } from './state.ts';
import { memoryStore } from './store.ts';
import { CallError, ConnectionError } from './transport.ts';

/** A sender whose server answers as each test says. */
function outbox(answer: (text: string, attempt: number) => Promise<{ seq: number; ev: number; at: number; repeated: boolean }>) {
  let state: State = stateWith(conversation(0));
  const tried: { text: string; clientId: string }[] = [];
  const asked: Step['needs'][number][] = [];
  const store = memoryStore();
  const sender = new Sender({
    get: () => state,
    set: (next) => {
      state = next;
    },
    take: (step) => {
      state = step.state;
      asked.push(...step.needs);
    },
    store,
    now: () => Date.now(),
    call: ({ draft }) => {
      tried.push({ text: draft.text!, clientId: draft.clientId });
      return answer(draft.text!, tried.filter((t) => t.clientId === draft.clientId).length);
    },
  });
  const items = (): readonly OutboxItem[] => state.outbox[here] ?? [];
  return { sender, store, tried, asked, items, set: (more: Partial<State>) => (state = { ...state, ...more }) };
}

const refusal = (code: 'busy' | 'archived', status: number, params = {}) =>
  new CallError({ type: '', title: code, status, code, detail: code, params });

describe('the outbox', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('SY4 is first in, first out: the next leaves when the one before is acknowledged, and is on disk before', async () => {
    let seq = 0;
    const { sender, store, tried, items } = outbox(async () => {
      seq++;
      return { seq, ev: seq, at: 1, repeated: false };
    });
    for (const text of ['a', 'b', 'c']) sender.send(here, { text });
    expect(tried).toEqual([]);
    await vi.advanceTimersByTimeAsync(10);
    expect(tried.map((t) => t.text)).toEqual(['a', 'b', 'c']);
    expect(items().map((i) => [i.state, i.seq])).toEqual([
      ['sent', 1],
      ['sent', 2],
      ['sent', 3],
    ]);
    expect((await store.load()).outbox).toEqual({});
  });

  it('SY4 what got no answer, or is asked to come later, is sent again under the same client id before the next', async () => {
    const { sender, tried } = outbox(async (text, attempt) => {
      if (text === 'a' && attempt === 1) throw new ConnectionError();
      if (text === 'a' && attempt === 2) throw refusal('busy', 503, { seconds: 2 });
      return { seq: 1, ev: 1, at: 1, repeated: attempt > 1 };
    });
    sender.send(here, { text: 'a' });
    sender.send(here, { text: 'b' });
    await vi.advanceTimersByTimeAsync(900);
    expect(tried.map((t) => t.text)).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(tried.map((t) => t.text)).toEqual(['a', 'a']);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(tried.map((t) => t.text)).toEqual(['a', 'a', 'a', 'b']);
    expect(new Set(tried.filter((t) => t.text === 'a').map((t) => t.clientId)).size).toBe(1);
  });

  it('SY4 without a connection nothing is tried in a circle', async () => {
    const { sender, tried, set } = outbox(async () => {
      set({ status: 'offline' });
      throw new ConnectionError();
    });
    sender.send(here, { text: 'a' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tried).toHaveLength(1);
  });

  it('what is refused stops its queue until its author decides', async () => {
    const { sender, tried, items } = outbox(async (text) => {
      if (text === 'a') throw refusal('archived', 409);
      return { seq: 1, ev: 1, at: 1, repeated: false };
    });
    const first = sender.send(here, { text: 'a' });
    sender.send(here, { text: 'b' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(tried.map((t) => t.text)).toEqual(['a']);
    expect(items()[0]).toMatchObject({ state: 'failed', error: { code: 'archived' } });
    sender.discard(first);
    await vi.advanceTimersByTimeAsync(10);
    expect(tried.map((t) => t.text)).toEqual(['a', 'b']);
  });

  it('what is held may be taken back; the next one waits behind it', async () => {
    const { sender, tried, items } = outbox(async () => ({ seq: 1, ev: 1, at: 1, repeated: false }));
    const first = sender.send(here, { text: 'a' }, 5_000);
    sender.send(here, { text: 'b' });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(tried).toEqual([]);
    sender.discard(first);
    await vi.advanceTimersByTimeAsync(10);
    expect(tried.map((t) => t.text)).toEqual(['b']);
    expect(items().map((i) => i.draft.text)).toEqual(['b']);
  });

  it('what is held goes out by itself, or at once when its author says so', async () => {
    const { sender, tried } = outbox(async () => ({ seq: 1, ev: 1, at: 1, repeated: false }));
    sender.send(here, { text: 'a' }, 5_000);
    await vi.advanceTimersByTimeAsync(4_900);
    expect(tried).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(tried.map((t) => t.text)).toEqual(['a']);
    sender.sendNow(sender.send(here, { text: 'b' }, 5_000));
    await vi.advanceTimersByTimeAsync(10);
    expect(tried.map((t) => t.text)).toEqual(['a', 'b']);
  });

  it('SY5 an acknowledged message that does not come back in the stream is fetched', async () => {
    const { sender, asked } = outbox(async () => ({ seq: 1, ev: 3, at: 1, repeated: false }));
    sender.send(here, { text: 'a' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toEqual([{ kind: 'changes', id: here, ev: 3 }]);
  });
});
