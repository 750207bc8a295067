import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { UploadLocks } from './upload-locks.ts';

const never = new AbortController().signal;

it('FI4 one request of an upload at a time, in turn; whoever holds it is asked to end, and others are not waited for', async () => {
  const locks = new UploadLocks();
  const told: string[] = [];
  const held = new Set<string>();
  const request = async (name: string) => {
    const lock = locks.newLock('one');
    await lock.lock(never, () => void told.push(name));
    expect(held.size).toBe(0);
    held.add(name);
    await sleep(10);
    held.delete(name);
    await lock.unlock();
  };
  await Promise.all(['a', 'b', 'c', 'd'].map(request));
  expect(told[0]).toBe('a');
  expect(told).not.toContain('d');
  await locks.newLock('other').lock(never, () => undefined);
});

it('FI4 waiting for an upload costs nothing, and ends when the caller goes', async () => {
  const locks = new UploadLocks();
  await locks.newLock('one').lock(never, () => undefined);
  const leave = new AbortController();
  const waits = locks.newLock('one').lock(leave.signal, () => undefined);
  const before = performance.eventLoopUtilization();
  await sleep(400);
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.9);
  leave.abort();
  await expect(waits).rejects.toMatchObject({ status_code: 500 });
});
