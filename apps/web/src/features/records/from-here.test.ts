import type { Facets } from '@rapport/contract';
import { expect, it } from 'vitest';
import { fromHere } from './from-here.ts';

const facets = (more: boolean): Facets =>
  ({
    more,
    conversations: [
      { conversation: { id: 'a' }, count: 2 },
      { conversation: { id: 'b' }, count: 1 },
    ],
    days: [
      { day: '2026-03-01', count: 1 },
      { day: '2026-03-09', count: 2 },
    ],
  }) as unknown as Facets;

it('of a case the form for an export begins with its conversations and its days alone', () => {
  expect(fromHere({ case: 'c' } as never, facets(false))).toEqual({
    new: true,
    in: 'a,b',
    ofCase: true,
    from: '2026-03-01',
    until: '2026-03-09',
  });
  expect(fromHere({ case: 'c' } as never, facets(true))).toEqual({
    new: true,
    in: 'a,b',
    ofCase: true,
    from: undefined,
    until: '2026-03-09',
  });
  expect(fromHere({ case: 'c', until: '2026-03-05' } as never, facets(false))).toMatchObject({ until: '2026-03-05' });
  // Days of what was found by words are not those of the case.
  expect(fromHere({ case: 'c', q: 'tea' } as never, facets(false))).toEqual({
    new: true,
    in: 'a,b',
    ofCase: true,
    from: undefined,
    until: undefined,
  });
});

it('of a contact it begins with all they said, elsewhere with nothing', () => {
  expect(fromHere({ contact: 'c' } as never, facets(false))).toEqual({ new: true, in: 'a,b', from: undefined, until: undefined });
  expect(fromHere({}, facets(false))).toEqual({});
  expect(fromHere({ in: 'a' } as never, undefined)).toMatchObject({ in: 'a' });
});
