import { type Handlers, handlerOf, type Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { listConsents, recordConsent } from './consents.ts';
import { preferenceLink } from './preference-link.ts';
import { getRules, ruleVersions, setRules } from './rules.ts';
import { accounts, askPolicy, contactWays, listDecisions } from './ways.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on = handlerOf<Actor>(p);
  return {
    'policy.accounts': on(accounts),
    'policy.rules': on(getRules),
    'policy.ruleVersions': on(ruleVersions),
    'policy.setRules': on(setRules),
    'policy.ask': on(askPolicy),
    'policy.ways': on(contactWays),
    'policy.consents': on(listConsents),
    'policy.recordConsent': on(recordConsent),
    'policy.decisions': on(listDecisions),
    'policy.preferenceLink': on(preferenceLink),
  };
}
