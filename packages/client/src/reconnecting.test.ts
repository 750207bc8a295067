import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Client } from './client.ts';
import type { SocketLike } from './transport.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A client whose sockets each close with a code of the test's. */
function refusing(code: number) {
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
