import { Fault, type Inspection, type InspectionScope, type Parsed } from '@rapport/contract';
import { newId, type Platform, type Queryable, type Tx } from '@rapport/platform';
import { type Actor, audit, findMatter, requirePermission, someoneElseMay } from '../access/index.ts';
import { withTopics } from '../conversations/index.ts';
import { departmentTree, peopleByIds, peopleOfDepartments } from '../people/index.ts';
import { noteEvent, requirePerson } from '../retention/index.ts';
import { askedFor, endOf, isBounded, mostUnended, namesPeople } from './policy.ts';
import { presentNow } from './present.ts';
import { ruleNow, unendedOf } from './reader.ts';
import { insertInspection, lockAsker, lockRule, openInspection } from './writer.ts';

const wrong = (reason: string): Fault => new Fault('invalid-input', { field: 'scope', reason });

/** What is named is there, and something is. */
async function requireScope(q: Queryable, scope: InspectionScope, now: number): Promise<void> {
  if (!isBounded(scope, now)) throw wrong('name conversations, people or a span of time');
  if (scope.from !== undefined && scope.until !== undefined && scope.from >= scope.until)
    throw wrong('a span ends after it begins');
  const known = new Set(await withTopics(q, scope.conversations));
  if (!scope.conversations.every((id) => known.has(id))) throw new Fault('not-found', { what: 'conversation' });
  if ((await peopleByIds(q, scope.people)).length < scope.people.length) throw new Fault('not-found', { what: 'user' });
  const tree = await departmentTree(q);
  if (!scope.departments.every((id) => tree.has(id))) throw new Fault('not-found', { what: 'department' });
}

const once = <T>(ids: readonly T[]): T[] => [...new Set(ids)];

/** AR3: whoever joins a department later is not covered by what was agreed to. */
export async function open(
  platform: Platform,
  tx: Tx,
  { id, scope, days }: { id: string; scope: InspectionScope; days: number },
  by: string | null,
): Promise<void> {
  const at = platform.clock.now();
  const people = namesPeople(scope)
    ? once<string>([...scope.people, ...(await peopleOfDepartments(tx, scope.departments))])
    : null;
  await openInspection(tx, { id, by, at, expiresAt: endOf(at, days), people });
  await noteEvent(platform, tx, 'archive.opened', {
    inspection: id,
    by: by ?? undefined,
    at,
    until: endOf(at, days),
    people: people ?? undefined,
  });
}

/** AR1, AR3: asks to look; opened at once only where nobody else has to agree. */
export async function ask(platform: Platform, actor: Actor, input: Parsed<'archive.ask'>, from: string): Promise<Inspection> {
  requirePermission(actor, 'archive.read');
  requirePerson(actor);
  const { purpose, matter, days } = input;
  const { conversations, people, departments } = input.scope;
  const scope = { ...input.scope, conversations: once(conversations), people: once(people), departments: once(departments) };
  const [id, at] = [newId(), platform.clock.now()];
  await platform.db.transaction(async (tx) => {
    await requireScope(tx, scope, at);
    if (matter !== undefined && !(await findMatter(tx, matter))) throw new Fault('not-found', { what: 'matter' });
    await lockAsker(tx, actor.user);
    if ((await unendedOf(tx, actor.user)) >= mostUnended)
      throw new Fault('quota-exceeded', { quota: `${mostUnended} unended inspections` });
    const row = { id, askedBy: actor.user, askedAt: at, purpose, matter: matter ?? null, scope, days, expiresAt: at + askedFor };
    await insertInspection(tx, row);
    const told = { inspection: id, by: actor.user, at, purpose, matter, scope, days };
    await noteEvent(platform, tx, 'archive.asked', told);
    await audit(tx, {
      at,
      actor: actor.user,
      act: 'inspection.asked',
      subjectKind: 'inspection',
      subject: id,
      detail: { purpose },
      from,
    });
    await lockRule(tx);
    if (!(await ruleNow(tx)).second || !(await someoneElseMay(tx, 'archive.approve', actor.user, at)))
      await open(platform, tx, { id, scope, days }, null);
  });
  return presentNow(platform.db, actor, id, at);
}
