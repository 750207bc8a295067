import { describe, expect, it } from 'vitest';
import { fitted } from './fitted.ts';

describe('the reserved size of a picture', () => {
  it.each([
    [4000, 3000, { width: 360, height: 270 }],
    [1000, 4000, { width: 70, height: 280 }],
    [100, 80, { width: 100, height: 80 }],
    [5000, 10, { width: 360, height: 48 }],
    [undefined, undefined, { width: 240, height: 180 }],
  ])('%s × %s', (width, height, size) => {
    expect(fitted(width, height, false)).toEqual(size);
  });
  it('is a square when there are several', () => {
    expect(fitted(4000, 300, true)).toEqual({ width: 132, height: 132 });
  });
});
