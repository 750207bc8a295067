import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Client, type ClientOptions } from './client.ts';
import { memoryStore } from './store.ts';
import type { SocketLike } from './transport.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A client whose sockets each close with a code of the test's. */
function refusing(code: number, more: Partial<ClientOptions> = {}) {
  let opened = 0;
  const client = new Client({
    url: 'http://house.test',
    openSocket: () => {
      opened++;
      const socket: SocketLike = { send() {}, close() {}, onopen: null, onmessage: null, onclose: null, onerror: null };
      queueMicrotask(() => socket.onclose?.({ code }));
      return socket;
    },
    fetch: () => Promise.reject(new Error('not asked here')),
    ...more,
  });
  return { client, opened: () => opened };
}

it('a crowded address (4013) is said, and asked again seldom, by itself or by a window that is shown', async () => {
  const { client, opened } = refusing(4013);
  await client.connect();
  await vi.advanceTimersByTimeAsync(1);
  expect([client.state.status, opened()]).toEqual(['crowded', 1]);
  client.wake();
  await vi.advanceTimersByTimeAsync(14_000);
  expect(opened()).toBe(1);
  await vi.advanceTimersByTimeAsync(31_001);
  expect(opened()).toBe(2);
  // Ten minutes hold a few tries, not dozens.
  await vi.advanceTimersByTimeAsync(600_000);
  expect(opened()).toBeGreaterThan(3);
  expect(opened()).toBeLessThan(10);
  const before = opened();
  client.wake(true);
  expect(opened()).toBe(before + 1);
  await client.close();
});

it('a lost line is tried again soon, and at once when the window is shown', async () => {
  const { client, opened } = refusing(1006);
  await client.connect();
  await vi.advanceTimersByTimeAsync(1);
  expect(client.state.status).toBe('offline');
  await vi.advanceTimersByTimeAsync(3000);
  const before = opened();
  expect(before).toBeGreaterThan(2);
  client.wake();
  expect(opened()).toBe(before + 1);
  await client.close();
});

it('a session that was ended takes what others said from the device; what was written there stays for who wrote it', async () => {
  const store = memoryStore();
  const me = { user: { id: 'u1' } };
  await store.save({ me, conversations: { c1: { id: 'c1' } }, people: { u2: {} }, timelines: { c1: {} }, cursor: 'x' } as never);
  const item = { conversation: 'c1', clientId: 'i1', at: 1 };
  await store.saveOutbox([item as never]);
  const ended = {
    type: 'urn:rapport:error:not-signed-in',
    title: 'not-signed-in',
    status: 401,
    code: 'not-signed-in',
    detail: '',
  };
  const fetch = () => Promise.resolve(new Response(JSON.stringify(ended), { status: 401 }));
  const { client } = refusing(1006, { store, fetch });
  await client.connect();
  expect(Object.keys(client.state.conversations)).toEqual(['c1']);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(client.state).toMatchObject({ signedOut: true, conversations: {}, people: {}, timelines: {}, cursor: null });
  const kept = await store.load();
  expect(kept).toMatchObject({ me, conversations: {}, people: {}, timelines: {}, cursor: null });
  expect(kept.outbox?.c1).toMatchObject([item]);
  await client.close();
});

it('a line that stands is not opened anew by whoever asks for it again, and calls on it go on', async () => {
  let opened = 0;
  const socket: SocketLike = { send() {}, close: vi.fn(), onopen: null, onmessage: null, onclose: null, onerror: null };
  const { client } = refusing(1006, {
    openSocket: () => {
      opened++;
      queueMicrotask(() => socket.onopen?.());
      return socket;
    },
  });
  await client.connect();
  await vi.advanceTimersByTimeAsync(1);
  const answer = client.call('conversations.get', { conversation: 'c' as never });
  await client.connect();
  await client.connect();
  expect([opened, vi.mocked(socket.close).mock.calls.length]).toEqual([1, 0]);
  for (const id of [1, 2, 3]) socket.onmessage?.({ data: JSON.stringify({ id, result: { id: 'c' } }) });
  await expect(answer).resolves.toEqual({ id: 'c' });
  await client.close();
});
