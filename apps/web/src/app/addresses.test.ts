import { describe, expect, it } from 'vitest';
import { conversationSearch, wayInside } from './addresses.ts';

describe('addresses', () => {
  it('keeps only what it knows', () => {
    expect(conversationSearch({ panel: 'members', topic: 't' })).toEqual({ panel: 'members', topic: 't' });
    expect(conversationSearch({ panel: 'evil', topic: 7 })).toEqual({});
  });
  it('leads only inside after signing in', () => {
    expect(wayInside('/c/1?panel=pins')).toBe('/c/1?panel=pins');
    for (const outside of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 7, undefined]) {
      expect(wayInside(outside)).toBeUndefined();
    }
  });
});
