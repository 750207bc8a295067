import type { Platform, Tx } from '@rapport/platform';
import { handlesEver, ownersOf } from '../../contacts/index.ts';
import { teamMembers } from '../../conversations/index.ts';
import { type CaseRow, casesOfAgent, lastAssignee, lockFree, lockRoots } from '../cases/case-reader.ts';
import { routeSoon } from '../cases/last-of-all.ts';
import { lockCase, tell } from '../cases/tell.ts';
import { setUpOf } from '../set-up/memory.ts';
import { agentRows, givenSince, lockAgents } from './agent-reader.ts';
import { knowAgents, noteGiven } from './agent-writer.ts';
import { type Agent, give, type RoutingRule, type Waiting } from './choose.ts';

/** Whoever is gone for less than this (ms) is still counted as here: a reload is not a leave. */
export const grace = 60_000;
/** Cases looked at in one run. */
const most = 200;
const minute = 60_000;

/** People of an inbox as routing sees them now. */
async function agentsOf(platform: Platform, tx: Tx, group: string, rule: RoutingRule): Promise<Agent[]> {
  const now = platform.clock.now();
  const users = (await teamMembers(tx, [group])).map(({ user }) => user);
  await knowAgents(tx, users);
  await lockAgents(tx, users);
  // Looked for among all that ever happened to cases: only where somebody is bound by it.
  const counted = rule.fairLimit === null ? [] : await givenSince(tx, users, now - rule.fairWindow);
  const given = new Map(counted.map((row) => [row.user, row.given]));
  return (await agentRows(tx, users)).map((row) => ({
    user: row.user,
    skills: new Set(row.skills),
    available: row.accepting && (row.present || (row.awaySince !== null && now - row.awaySince < grace)),
    capacity: row.capacity,
    load: row.load,
    lastGiven: row.lastGiven,
    idleSince: row.idleSince,
    given: given.get(row.user) ?? 0,
  }));
}

async function previousOf(tx: Tx, row: CaseRow): Promise<string | null> {
  const [owner] = await ownersOf(tx, [row.handle]);
  return lastAssignee(tx, owner ? await handlesEver(tx, owner.contact) : [row.handle]);
}

const waiting = (row: CaseRow, previous: string | null): Waiting => ({
  id: row.id,
  weight: row.weight,
  skills: row.skills,
  optional: row.optionalSkills,
  priority: row.priority,
  dueAt: row.dueAt,
  since: row.waitsSince ?? row.openedAt,
  previous,
  lapsed: row.lapsed,
});

/** Gives what waits in an inbox to who is there (IN5). Run after everything that may let somebody take something. */
export async function route(platform: Platform, inbox: string): Promise<void> {
  const found = (await setUpOf(platform)).inboxes.get(inbox);
  if (!found || found.archived || found.settings.routing.mode !== 'automatic') return;
  const { routing } = found.settings;
  const rule: RoutingRule = {
    mode: routing.mode,
    order: routing.order,
    fairLimit: routing.fairLimit,
    fairWindow: routing.fairMinutes * minute,
    dropOptional: routing.dropOptionalMinutes === null ? null : routing.dropOptionalMinutes * minute,
  };
  await platform.db.transaction(async (tx) => {
    // Whoever routes another inbox of the same people waits here; cases that others work on just now are left out, and come again by that.
    const agents = await agentsOf(platform, tx, found.group, rule);
    const rows = await lockFree(tx, inbox, most);
    const cases = new Map(rows.map((row) => [row.id, row]));
    const wait: Waiting[] = [];
    // Who had them before is asked only where somebody could take something.
    const free = agents.some(({ available, load, capacity }) => available && load < capacity);
    for (const row of rows) wait.push(waiting(row, free ? await previousOf(tx, row) : null));
    const now = platform.clock.now();
    const given = give(agents, wait, rule, now);
    for (const { case: id, user } of [...given].sort((a, b) => (a.case < b.case ? -1 : 1))) {
      const row = cases.get(id)!;
      const lease = row.waitsSince !== null && routing.leaseMinutes !== null ? now + routing.leaseMinutes * minute : null;
      const change = { type: 'case.assigned', data: { user, by: 'routing' } };
      await tell(platform, tx, row, [change], { assignee_id: user, lease_until: lease }, { actor: null });
      await noteGiven(tx, user, now);
    }
    await comeBack(
      platform,
      tx,
      inbox,
      wait.filter(({ id }) => !given.some((g) => g.case === id)),
      rule,
      now,
    );
  });
}

/** What could not be given for want of optional skills, or by the fair share, is looked at again when that ends. */
async function comeBack(
  platform: Platform,
  tx: Tx,
  inbox: string,
  left: readonly Waiting[],
  rule: RoutingRule,
  now: number,
): Promise<void> {
  if (left.length === 0) return;
  const drops = left
    .filter(({ optional }) => optional.length > 0 && rule.dropOptional !== null)
    .map(({ since }) => since + rule.dropOptional!)
    .filter((at) => at > now);
  const share = rule.fairLimit === null ? [] : [now + minute];
  const at = Math.min(...drops, ...share);
  if (Number.isFinite(at))
    await platform.jobs.enqueue(tx, 'inbox.route', { inbox }, { key: `inbox.route-later:${inbox}`, runAt: at });
}

/** Takes a case from whoever has it, and gives it to the queue. */
export async function putBack(platform: Platform, tx: Tx, id: string, because: 'lease' | 'away' | 'left'): Promise<void> {
  const row = await lockCase(tx, id);
  if (row.assignee === null) return;
  const lapsed = because === 'lease' ? [...new Set([...row.lapsed, row.assignee])] : row.lapsed;
  await tell(
    platform,
    tx,
    row,
    [{ type: 'case.returned', data: { user: row.assignee, because } }],
    { assignee_id: null, lease_until: null, lapsed },
    { actor: null },
  );
}

/** A lease is over: whoever let the contact wait so long has the case no more. */
export async function endLease(platform: Platform, id: string): Promise<void> {
  await platform.db.transaction(async (tx) => {
    const row = await lockCase(tx, id);
    if (row.leaseUntil === null || row.leaseUntil > platform.clock.now()) return;
    await putBack(platform, tx, row.id, 'lease');
  });
}

/** What somebody has in these inboxes: all of it is taken before any of it is changed. */
async function takeCasesOf(tx: Tx, user: string, inboxes: readonly string[]): Promise<string[]> {
  const ids = (await casesOfAgent(tx, user, inboxes)).map(({ id }) => id);
  await lockRoots(tx, ids);
  return ids;
}

/** Somebody is gone for longer than the grace: what they were given and have not answered goes to others. */
export async function leaveToOthers(platform: Platform, user: string): Promise<void> {
  const setUp = await setUpOf(platform);
  const automatic = [...setUp.inboxes.values()]
    .filter(({ settings }) => settings.routing.mode === 'automatic')
    .map(({ id }) => id);
  await platform.db.transaction(async (tx) => {
    const [agent] = await agentRows(tx, [user]);
    if (!agent || agent.present || (agent.awaySince !== null && platform.clock.now() - agent.awaySince < grace)) return;
    const theirs = await takeCasesOf(tx, user, automatic);
    for (const id of theirs) {
      const row = await lockCase(tx, id);
      if (row.assignee === user && row.leaseUntil !== null) await putBack(platform, tx, id, 'away');
    }
    for (const inbox of automatic) routeSoon(platform, tx, inbox);
  });
}

/** Somebody works in the team no more: what they had goes back to the queue. */
export async function leftTeam(platform: Platform, tx: Tx, user: string, inboxes: readonly string[]): Promise<void> {
  for (const id of await takeCasesOf(tx, user, inboxes)) await putBack(platform, tx, id, 'left');
}
