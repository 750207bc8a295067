import { type Handlers, handlerOf, type Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { showCertificate } from './certify.ts';
import { listConflicts } from './conflicts.ts';
import { approveDisposition, listDispositions, listItems, reviewItems, withdrawDisposition } from './dispositions.ts';
import { approveErasure, askErasure, listErasures } from './erasures.ts';
import { explain } from './explain.ts';
import { showHeld } from './held-in-list.ts';
import { lift, listMatters, openMatter, place } from './holds.ts';
import { showPlaces } from './places.ts';
import { propose } from './propose.ts';
import { readHeld } from './read-held.ts';
import { askRedaction, showParts } from './redactions.ts';
import { decide, listReviewed } from './reviews.ts';
import { approveRules, draftRules, dropRules, listRules, setStart, tryRules } from './rules.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on = handlerOf<Actor>(p);
  return {
    'holds.matters': on(listMatters),
    'holds.openMatter': on(openMatter),
    'holds.place': on(place),
    'holds.read': on(readHeld),
    'holds.lift': on(lift),
    'retention.rules': on(listRules),
    'retention.draftRules': on(draftRules),
    'retention.dryRun': on(tryRules),
    'retention.approveRules': on(approveRules),
    'retention.dropRules': on(dropRules),
    'retention.setStart': on(setStart),
    'retention.explain': on(explain),
    'retention.places': on(showPlaces),
    'retention.propose': on(propose),
    'retention.dispositions': on(listDispositions),
    'retention.items': on(listItems),
    'retention.held': on(showHeld),
    'retention.review': on(reviewItems),
    'retention.approve': on(approveDisposition),
    'retention.withdraw': on(withdrawDisposition),
    'retention.certificate': on(showCertificate),
    'retention.reviews': on(listReviewed),
    'retention.decide': on(decide),
    'retention.conflicts': on(listConflicts),
    'erasure.ask': on(askErasure),
    'erasure.parts': on(showParts),
    'erasure.redact': on(askRedaction),
    'erasure.approve': on(approveErasure),
    'erasure.list': on(listErasures),
  };
}
