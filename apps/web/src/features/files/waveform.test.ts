import { describe, expect, it } from 'vitest';
import { lengthOf } from './length.ts';
import { barsOf } from './waveform.ts';

describe('a recording', () => {
  it('is drawn by its loudest parts', () => {
    const samples = Float32Array.from({ length: 400 }, (_, i) => (i < 200 ? 0.1 : 0.4) * (i % 2 === 0 ? 1 : -1));
    expect(barsOf(samples, 4).map((level) => Number(level.toFixed(2)))).toEqual([0.25, 0.25, 1, 1]);
  });
  it('of silence stays flat', () => {
    expect(barsOf(new Float32Array(100), 4)).toEqual([0, 0, 0, 0]);
  });
  it.each([
    [0, '0:00'],
    [7.4, '0:07'],
    [65, '1:05'],
    [3723, '1:02:03'],
  ])('of %s seconds is %s long', (seconds, length) => {
    expect(lengthOf(seconds)).toBe(length);
  });
});
