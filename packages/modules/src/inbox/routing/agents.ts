import { Fault, type InboxAgent, type Output, type Parsed } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { type Actor, can, requirePermission } from '../../access/index.ts';
import { teamMembers, teamsAmong } from '../../conversations/index.ts';
import { peopleByIds } from '../../people/index.ts';
import { routeSoon } from '../cases/last-of-all.ts';
import { tellTeams } from '../cases/tell.ts';
import { myInboxes, unknownInbox } from '../guard.ts';
import { setUpOf } from '../set-up/memory.ts';
import { noteAct } from '../set-up/save-inbox.ts';
import type { InboxRow } from '../set-up/set-up-reader.ts';
import { type AgentRow, agentRows, handsOf } from './agent-reader.ts';
import { setAccepting, updateAgent } from './agent-writer.ts';

/** Who works in an inbox; for the team itself, and for who supervises it. */
export async function listAgents(
  platform: Platform,
  actor: Actor,
  { inbox }: Parsed<'inbox.agents'>,
): Promise<Output<'inbox.agents'>> {
  const seen = await inboxesSeen(platform, actor);
  const row = seen.find(({ id }) => id === inbox);
  if (!row) throw unknownInbox();
  const users = (await teamMembers(platform.db, [row.group])).map(({ user }) => user);
  const agents = await presentAgents(
    platform,
    users,
    seen.map(({ id }) => id),
  );
  return { agents: agents.map(({ late: _, ...agent }) => agent) };
}

/** Inboxes, archived ones too, whose load somebody sees: where they work, and what they supervise. */
export async function inboxesSeen(platform: Platform, actor: Actor): Promise<InboxRow[]> {
  const mine = await myInboxes(platform, platform.db, actor);
  return [...(await setUpOf(platform)).inboxes.values()].filter(
    ({ id }) => mine.has(id) || can(actor, 'inbox.supervise', { kind: 'inbox', id }),
  );
}

/** People of teams, with what they have on their hands in these inboxes alone (IN14). */
export async function presentAgents(
  platform: Platform,
  users: readonly string[],
  inboxes: readonly string[],
): Promise<(InboxAgent & { late: number })[]> {
  const { db, clock } = platform;
  const known = new Map((await agentRows(db, users)).map((agent) => [agent.user, agent]));
  const hands = new Map((await handsOf(db, users, inboxes, clock.now())).map((one) => [one.user, one]));
  return users.map((user) => {
    const { load, cases, late } = hands.get(user) ?? { load: 0, cases: 0, late: 0 };
    return { ...presentAgent(user, known.get(user)), load, cases, late };
  });
}

/** Somebody of a team as others see them; whoever never was here is as everybody begins. */
const presentAgent = (user: string, agent: AgentRow | undefined): Omit<InboxAgent, 'load' | 'cases'> => ({
  user: user as InboxAgent['user'],
  capacity: agent?.capacity ?? 6,
  skills: agent?.skills ?? [],
  accepting: agent?.accepting ?? true,
  present: agent?.present ?? false,
  ...(agent?.lastGiven == null ? {} : { lastGiven: agent.lastGiven }),
});

/** Somebody came, went, takes work or not: routing looks again wherever they work, and whoever looks at the team does. */
export async function routeFor(platform: Platform, tx: Tx, user: string): Promise<void> {
  const { inboxes } = await setUpOf(platform);
  const groups = [...new Set([...inboxes.values()].map(({ group }) => group))];
  const teams = new Set(await teamsAmong(tx, user, groups));
  tellTeams(platform, tx, user, JSON.stringify({ type: 'team.moved', user }), [...teams]);
  for (const { id, group, settings } of inboxes.values())
    if (teams.has(group) && settings.routing.mode === 'automatic') routeSoon(platform, tx, id);
}

export async function setAgent(
  platform: Platform,
  actor: Actor,
  input: Parsed<'inbox.setAgent'>,
  from: string,
): Promise<Record<string, never>> {
  requirePermission(actor, 'inbox.configure');
  const [person] = await peopleByIds(platform.db, [input.user]);
  if (!person) throw new Fault('not-found', { what: 'user' });
  await platform.db.transaction(async (tx) => {
    await updateAgent(tx, input.user, input);
    await noteAct(platform, tx, actor, 'inbox.agent', { id: input.user, name: person.name }, from);
    await routeFor(platform, tx, input.user);
  });
  return {};
}

export async function accept(
  platform: Platform,
  actor: Actor,
  { accepting }: Parsed<'inbox.setAccepting'>,
): Promise<Record<string, never>> {
  if ((await myInboxes(platform, platform.db, actor)).size === 0) throw unknownInbox();
  await platform.db.transaction(async (tx) => {
    await setAccepting(tx, actor.user, accepting);
    await routeFor(platform, tx, actor.user);
  });
  return {};
}
