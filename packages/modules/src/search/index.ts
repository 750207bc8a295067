import type { Parsed } from '@rapport/contract';
import type { Platform, Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { countFacets } from './count-facets.ts';
import { indexer } from './index-messages.ts';
import { searchEverything } from './search-everything.ts';
import { searchFiles } from './search-files.ts';
import { searchMessages } from './search-messages.ts';
import { searchRecords } from './search-records.ts';

export { countFacets } from './count-facets.ts';
export { dropFromIndex, searchCaughtUp } from './index-messages.ts';
export { namesFor } from './names.ts';
export { plainText } from './plain-text.ts';
export { someIndexed } from './reader.ts';
export type { Covered } from './records-asked.ts';
export { searchRecords } from './search-records.ts';

/** Finds messages and files over everything one may see. */
export const searchRoom: Room<Actor> = {
  name: 'search',
  routes: (platform: Platform) => ({
    'search.messages': (actor: Actor, input: Parsed<'search.messages'>) => searchMessages(platform, actor, input),
    'search.files': (actor: Actor, input: Parsed<'search.files'>) => searchFiles(platform, actor, input),
    'search.records': (actor: Actor, input: Parsed<'search.records'>) => searchRecords(platform, actor, input),
    'search.facets': (actor: Actor, input: Parsed<'search.facets'>) => countFacets(platform, actor, input),
    'search.everything': (actor: Actor, input: Parsed<'search.everything'>) => searchEverything(platform, actor, input),
  }),
  async start(platform) {
    const reader = platform.keep(indexer);
    // Not waited for: after a restore or an upgrade the whole log may have to be read.
    void reader.start();
    return () => reader.stop();
  },
};
