import type { Facets, RecordHit } from '@rapport/contract';
import { useState } from 'react';
import { useDoor } from '../../app/client.tsx';
import { usePages } from '../../app/pages.ts';
import { useClock } from '../../app/use-clock.ts';
import { askedOf } from '../records/asked.ts';
import type { RecordsSearch } from '../records/records-search.ts';

/** What is found within an inspection, with what there is of each kind: one question for the first page. */
export function useFound(inspection: string, search: RecordsSearch) {
  const client = useDoor();
  const { zone } = useClock();
  const [facets, setFacets] = useState<{ key: string; value: Facets }>();
  const order = search.sort === 'best' && search.q ? ('best' as const) : ('newest' as const);
  const input = { inspection, ...askedOf(search, zone), order, limit: 40 };
  const key = JSON.stringify(input);
  const pages = usePages<RecordHit>(key, async (cursor) => {
    const page = await client.call('archive.search', { ...input, ...(cursor ? { cursor } : { facets: true }) });
    if (page.facets) setFacets({ key, value: page.facets });
    return page;
  });
  return { pages, facets: facets?.key === key ? facets.value : undefined };
}
