import { describe, expect, it } from 'vitest';
import { filesSearch, spanOf } from './files-search.ts';

describe('the address of the files page', () => {
  it('keeps only what it knows', () => {
    expect(filesSearch({ kind: 'image', view: 'gallery', name: '合同', in: 'c' })).toEqual({
      kind: 'image',
      view: 'gallery',
      name: '合同',
      in: 'c',
    });
    expect(filesSearch({ kind: 'exe', view: 7, from: '2026-11-2', owner: '' })).toEqual({});
  });
  it('days are whole: the last one ends at the midnight after it', () => {
    const { from = 0, until = 0 } = spanOf('2026-11-22', '2026-11-22');
    expect(new Date(from).getHours()).toBe(0);
    expect(new Date(until).getDate()).toBe(23);
    expect(spanOf('2026-13-45', undefined)).toEqual({});
  });
});
