import type { Input, Output, RecordHit } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { type Answer, useAnswer } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { type Pages, usePages } from '../../app/pages.ts';
import { useClock } from '../../app/use-clock.ts';
import { askedOf } from './asked.ts';
import type { RecordsSearch } from './records-search.ts';

/** What is asked follows the address after a moment: whoever goes through filters quickly asks once. */
function useSettled<T>(value: T, key: string): T {
  const [settled, setSettled] = useState({ key, value });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the whole value
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ key, value }), 120);
    return () => clearTimeout(timer);
  }, [key]);
  return settled.value;
}

export interface Records {
  pages: Pages<RecordHit>;
  facets: Answer<Output<'search.facets'>>;
}

export function useRecords(search: RecordsSearch): Records {
  const client = useDoor();
  const { zone } = useClock();
  const wanted = { asked: askedOf(search, zone), order: search.sort === 'best' && search.q ? 'best' : 'newest' } as const;
  const { asked, order } = useSettled(wanted, JSON.stringify(wanted));
  const input: Input<'search.records'> = { ...asked, order, limit: 40 };
  const pages = usePages<RecordHit>(JSON.stringify(input), (cursor) =>
    client.call('search.records', { ...input, ...(cursor ? { cursor } : {}) }),
  );
  return { pages, facets: useAnswer('search.facets', asked) };
}
