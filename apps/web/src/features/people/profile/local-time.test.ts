import { expect, it } from 'vitest';
import { hoursApart } from './local-time.ts';

it('another zone is so many hours ahead or behind, across midnight and by halves', () => {
  const at = Date.UTC(2026, 0, 15, 20, 0);
  expect(hoursApart('Asia/Shanghai', 'Europe/Berlin', at)).toBe(7);
  expect(hoursApart('America/New_York', 'Asia/Shanghai', at)).toBe(-13);
  expect(hoursApart('Asia/Kolkata', 'UTC', at)).toBe(5.5);
  expect(hoursApart('UTC', 'UTC', at)).toBe(0);
});
