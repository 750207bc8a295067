import type { ArchiveRule, Parsed } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import { type Actor, audit, can, requirePermission, someoneElseMay } from '../access/index.ts';
import { noteEvent, requirePerson } from '../retention/index.ts';
import { ruleNow } from './reader.ts';
import { lockRule, putRule } from './writer.ts';

const show = async (platform: Platform, q: Queryable, actor: Actor): Promise<ArchiveRule> => {
  const others = await someoneElseMay(q, 'archive.approve', actor.user, platform.clock.now());
  return { ...(await ruleNow(q)), others } as ArchiveRule;
};

export async function showRule(platform: Platform, actor: Actor): Promise<ArchiveRule> {
  if (!can(actor, 'archive.approve') && !can(actor, 'archive.audit')) requirePermission(actor, 'archive.read');
  return show(platform, platform.db, actor);
}

/** AR3: one person does not do away with the second: doing without is wished by one, and takes effect when another wishes it, too. */
export async function setRule(
  platform: Platform,
  actor: Actor,
  { second }: Parsed<'archive.setRule'>,
  from: string,
): Promise<ArchiveRule> {
  requirePermission(actor, 'archive.approve');
  requirePerson(actor);
  return platform.db.transaction(async (tx) => {
    await lockRule(tx);
    const before = await ruleNow(tx);
    const at = platform.clock.now();
    const alone = !(await someoneElseMay(tx, 'archive.approve', actor.user, at));
    const agreed = alone || (before.wishedBy !== null && before.wishedBy !== actor.user);
    const next = second || !before.second || agreed ? { second, wishedBy: null } : { second: true, wishedBy: actor.user };
    if (next.second === before.second && next.wishedBy === before.wishedBy) return show(platform, tx, actor);
    await putRule(tx, next);
    const told = { second: next.second, wishedBy: next.wishedBy ?? undefined, before: before.wishedBy ?? undefined };
    await noteEvent(platform, tx, 'archive.rule', { ...told, by: actor.user, at });
    await audit(tx, {
      at,
      actor: actor.user,
      act: 'archive.ruleChanged',
      subjectKind: 'organization',
      subject: null,
      detail: told,
      from,
    });
    return show(platform, tx, actor);
  });
}
