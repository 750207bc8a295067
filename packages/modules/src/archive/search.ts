import type { Output, Parsed } from '@rapport/contract';
import { type Platform, readCursor } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { countFacets, searchRecords } from '../search/index.ts';
import { look } from './look.ts';

/** Records within an inspection, and, where asked, what there is of each kind: one question, one look. */
export async function searchArchive(
  platform: Platform,
  actor: Actor,
  { inspection, facets: counted, ...asked }: Parsed<'archive.search'>,
): Promise<Output<'archive.search'>> {
  // What is no cursor at all is told before it is told that there is no such inspection.
  readCursor(asked.cursor, asked.order === 'best' && asked.text !== '' ? ['number'] : ['number', 'id', 'number']);
  return look(platform, actor, inspection, async ({ covered }) => {
    const page = await searchRecords(platform, actor, asked, covered);
    const facets = counted ? await countFacets(platform, actor, asked, covered) : undefined;
    const { cursor, limit: _, timeZone: __, ...question } = asked;
    return {
      answer: facets ? { ...page, facets } : page,
      kind: 'queried' as const,
      detail: { ...question, further: cursor === undefined ? undefined : true, counted: facets?.counted },
      results: page.items.length,
    };
  });
}
