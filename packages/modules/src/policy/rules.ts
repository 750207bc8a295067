import { Fault, type Output, type Parsed } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, audit, requirePermission } from '../access/index.ts';
import { keptTemplate } from '../templates/index.ts';
import { type RulesRow, rulesRow, rulesVersions } from './reader.ts';
import { rulesOf } from './rule-memory.ts';
import { insertRules, lockRules } from './writer.ts';

const presented = ({ version, rules, at, by }: RulesRow): Output<'policy.rules'> =>
  ({ version, rules, ...(by === null ? {} : { at, by }) }) as Output<'policy.rules'>;

export async function getRules(
  platform: Platform,
  actor: Actor,
  { version }: Parsed<'policy.rules'>,
): Promise<Output<'policy.rules'>> {
  requirePermission(actor, 'policy.read');
  const row = await rulesRow(platform.db, version);
  if (!row && version !== undefined) throw new Fault('not-found', { what: 'version' });
  return presented(rulesOf(row));
}

export async function ruleVersions(
  platform: Platform,
  actor: Actor,
  { cursor, limit }: Parsed<'policy.ruleVersions'>,
): Promise<Output<'policy.ruleVersions'>> {
  requirePermission(actor, 'policy.read');
  const below = readCursor<[number]>(cursor, ['number'])?.[0];
  const rows = await rulesVersions(platform.db, below, limit + 1);
  return pageOf(rows, limit, ({ version }) => [version]) as Output<'policy.ruleVersions'>;
}

/** Those in force are written over by nobody who has not seen them. */
export async function setRules(
  platform: Platform,
  actor: Actor,
  { version, rules }: Parsed<'policy.setRules'>,
  from: string,
): Promise<Output<'policy.setRules'>> {
  requirePermission(actor, 'policy.configure');
  for (const { template } of rules.transactional) await keptTemplate(platform, template);
  return platform.db.transaction(async (tx) => {
    await lockRules(tx);
    const before = rulesOf(await rulesRow(tx));
    if (before.version !== version) throw new Fault('conflict', { reason: 'somebody else set the rules' });
    const row = { version: version + 1, rules, at: platform.clock.now(), by: actor.user };
    await insertRules(tx, row);
    await audit(tx, {
      at: row.at,
      actor: actor.user,
      act: 'policy-rules.changed',
      subjectKind: 'organization',
      subject: null,
      detail: { version: row.version },
      from,
    });
    return presented(row);
  });
}
