import { expect, it } from 'vitest';
import type { SetUp } from '../set-up/memory.ts';
import { closesAt } from './closes-at.ts';

const day = 86_400_000;
const setUp = (days: Record<string, number | null>): SetUp =>
  ({ inboxes: new Map(Object.entries(days).map(([id, closeDays]) => [id, { settings: { closeDays } }])) }) as never;

it('IN17 of several inboxes the longest time holds, and one that closes nothing keeps what is solved open', () => {
  const solved = { status: 'solved' as const, solvedAt: 1_000, inboxes: ['a', 'b'] };
  expect(closesAt(setUp({ a: 3, b: 7 }), solved)).toBe(1_000 + 7 * day);
  expect(closesAt(setUp({ a: 3, b: 7 }), { ...solved, inboxes: ['a'] })).toBe(1_000 + 3 * day);
  expect(closesAt(setUp({ a: 3, b: null }), solved)).toBeNull();
  expect(closesAt(setUp({ a: 3 }), solved)).toBeNull();
  expect(closesAt(setUp({ a: 3 }), { ...solved, inboxes: [] })).toBeNull();
  for (const status of ['open', 'waiting', 'snoozed', 'closed'] as const)
    expect(closesAt(setUp({ a: 3, b: 7 }), { ...solved, status })).toBeNull();
});
