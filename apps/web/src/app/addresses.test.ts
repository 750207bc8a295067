import { describe, expect, it } from 'vitest';
import { closedSearch, conversationSearch, subjectOf, wayInside } from './addresses.ts';

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

it('a thing beside a conversation lies over its panel, and closing it shows what is under it', () => {
  const search = conversationSearch({ panel: 'members', person: 'p', topic: 't', q: 'dropped', more: 1 } as object);
  expect(search).toEqual({ panel: 'members', person: 'p', topic: 't' });
  expect(subjectOf(search)).toBe('person');
  expect(closedSearch(search)).toEqual({ panel: 'members', topic: 't' });
  expect(closedSearch(closedSearch(search))).toEqual({ panel: 'members' });
  expect(closedSearch({ panel: 'members' })).toEqual({});
  expect(conversationSearch({ panel: 'nothing', person: 7, topic: '' })).toEqual({});
});
