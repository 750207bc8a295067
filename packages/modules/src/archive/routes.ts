import { type Handlers, handlerOf, type Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { ask } from './ask.ts';
import { decide, end } from './decide.ts';
import { exportArchive } from './export.ts';
import { getInspection, listInspections, listLooks } from './list.ts';
import { setRule, showRule } from './rule.ts';
import { searchArchive } from './search.ts';
import { showConversation } from './show-conversation.ts';
import { proveArchived, showArchived } from './show-record.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on = handlerOf<Actor>(p);
  return {
    'archive.ask': on(ask),
    'archive.list': on(listInspections),
    'archive.get': on(getInspection),
    'archive.decide': on(decide),
    'archive.end': on(end),
    'archive.rule': on(showRule),
    'archive.setRule': on(setRule),
    'archive.search': on(searchArchive),
    'archive.conversation': on(showConversation),
    'archive.record': on(showArchived),
    'archive.proof': on(proveArchived),
    'archive.export': on(exportArchive),
    'archive.looks': on(listLooks),
  };
}
