import { PolicyRules, usualPolicyRules } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import { findOrganization } from '../people/index.ts';
import { type RulesRow, rulesRow } from './reader.ts';

/** Rules as stored; those of an older version lack what came later. Version 0 is what a new organization begins with. */
export function rulesOf(row: RulesRow | undefined): RulesRow {
  if (!row) return { version: 0, rules: usualPolicyRules, at: 0, by: null };
  return { ...row, rules: PolicyRules.parse({ ...usualPolicyRules, ...row.rules }) };
}

/** Versions never change: those looked up last stay in memory. */
const versionsInMemory = (): Map<number, PolicyRules> => new Map();
const most = 8;

/** The rules of a version. Read on the connection that decides: one that waited for another while it holds a lock might wait for ever. */
export async function rulesAt(platform: Platform, q: Queryable, version: number): Promise<PolicyRules> {
  if (version === 0) return usualPolicyRules;
  const known = platform.keep(versionsInMemory);
  const found = known.get(version);
  if (found) return found;
  const { rules } = rulesOf(await rulesRow(q, version));
  if (known.size >= most) known.clear();
  known.set(version, rules);
  return rules;
}

/** The organization's wall clock, kept until it changes and read on the connection that decides, for the same reason. */
function zoneInMemory(platform: Platform): (q: Queryable) => Promise<string> {
  let kept: { zone: string; at: number } | undefined;
  let changes = 0;
  platform.bus.subscribe('changed', ({ what }) => {
    if (what !== 'organization') return;
    kept = undefined;
    changes++;
  });
  return async (q) => {
    if (kept && platform.trusts(kept.at)) return kept.zone;
    const [at, before] = [platform.clock.now(), changes];
    const zone = (await findOrganization(q))?.settings.timeZone ?? 'UTC';
    if (changes === before) kept = { zone, at };
    return zone;
  };
}

export const organizationZone = (platform: Platform, q: Queryable): Promise<string> => platform.keep(zoneInMemory)(q);
