import { describe, expect, it } from 'vitest';
import { partsOf } from './highlighted.tsx';

describe('highlights', () => {
  it('cuts the text at the ranges and loses nothing', () => {
    const parts = partsOf('下周三发布新版', [
      [0, 3],
      [5, 7],
    ]);
    expect(parts.map((p) => [p.text, p.hit])).toEqual([
      ['下周三', true],
      ['发布', false],
      ['新版', true],
    ]);
  });
  it('leaves out ranges that do not fit', () => {
    expect(partsOf('abc', [[1, 9]]).map((p) => p.text)).toEqual(['abc']);
    expect(partsOf('abc', []).map((p) => p.text)).toEqual(['abc']);
  });
});
