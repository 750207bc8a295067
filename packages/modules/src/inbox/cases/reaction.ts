import type { LogEntry, Platform, Tx } from '@rapport/platform';
import { handlesEver } from '../../contacts/index.ts';
import { type Talk, talkAt } from '../../conversations/index.ts';
import { knowAgents } from '../routing/agent-writer.ts';
import { leftTeam } from '../routing/route.ts';
import { inboxesFor, setUpOf } from '../set-up/memory.ts';
import {
  type CaseRow,
  casesOfAgent,
  goingOn,
  heldByHandles,
  lockRoot,
  lockRoots,
  newestPart,
  type PartRow,
  partNow,
} from './case-reader.ts';
import { blankCases, type CasePatch, endPart } from './case-writer.ts';
import { routeSoon } from './last-of-all.ts';
import { joinInboxes } from './move-case.ts';
import { openCase } from './open-case.ts';
import { type Bare, type CaseChange, tell } from './tell.ts';
import { partCases } from './unmerge-cases.ts';

const dayMs = 86_400_000;

/** How long a solved case of these inboxes is taken up again (ms): of several the longest. */
async function reopenFor(platform: Platform, inboxes: readonly string[]): Promise<number> {
  const setUp = await setUpOf(platform);
  const days = inboxes.flatMap((id) => setUp.inboxes.get(id)?.settings.reopenDays ?? []);
  return (days.length > 0 ? Math.max(...days) : 7) * dayMs;
}

/** Whether what is said now still belongs to this case (IN1). */
async function goesOn(platform: Platform, row: CaseRow, at: number): Promise<boolean> {
  if (row.status === 'closed') return false;
  if (row.status !== 'solved' || row.solvedAt === null) return true;
  return at - row.solvedAt <= (await reopenFor(platform, row.inboxes));
}

/** What a contact says opens a case, or goes on with one; what was solved is taken up again, or followed by another (IN1). */
async function heard(platform: Platform, tx: Tx, talk: Talk): Promise<void> {
  const part = await partNow(tx, talk.conversation, talk.thread);
  const root = part && (await lockRoot(tx, part.root));
  if (part && talk.seq < part.from) return;
  if (part && root && (await goesOn(platform, root, talk.at))) return hear(platform, tx, root, part, talk);
  if (part) await endPart(tx, part, talk.seq);
  const inboxes = inboxesFor(await setUpOf(platform), talk.account, talk.to);
  await openCase(
    platform,
    tx,
    {
      handle: talk.handle,
      account: talk.account,
      conversation: talk.conversation,
      thread: talk.thread,
      from: talk.seq,
      inboxes: inboxes.length > 0 ? inboxes : (root?.inboxes ?? []),
      addressed: talk.to,
      follows: root?.id ?? null,
      heardAt: talk.at,
      ...(talk.auto ? { auto: true as const } : {}),
    },
    { actor: null },
  );
}

const isAway = (status: CaseRow['status']): boolean => status === 'solved' || status === 'snoozed' || status === 'waiting';

async function hear(platform: Platform, tx: Tx, root: CaseRow, part: PartRow, talk: Talk): Promise<void> {
  const setUp = await setUpOf(platform);
  const routing = setUp.inboxes.get(root.inboxes[0] ?? '')?.settings.routing;
  const back = isAway(root.status);
  // Whoever had it may not be there: routing gives it to them again if they are, else to others.
  const requeue = root.status === 'solved' && routing?.mode === 'automatic';
  const assignee = requeue ? null : root.assignee;
  const lease = routing?.leaseMinutes != null && assignee !== null ? platform.clock.now() + routing.leaseMinutes * 60_000 : null;
  const change: CaseChange = {
    type: back ? 'case.reopened' : 'case.heard',
    data: {
      conversation: talk.conversation,
      seq: talk.seq,
      ...(back ? { from: root.status } : {}),
      ...(requeue ? { user: null } : {}),
      ...(talk.auto ? { auto: true } : {}),
    },
    clock: [{ type: 'heard' }],
  };
  const patch: CasePatch = {
    heard: root.heard + 1,
    heard_at: talk.at,
    waits_since: root.waitsSince ?? talk.at,
    status: 'open',
    snoozed_until: null,
    solved_at: null,
    solved_by: null,
    assignee_id: assignee,
    lease_until: root.waitsSince === null ? lease : root.leaseUntil,
    ...(requeue ? { lapsed: [] } : {}),
  };
  // Another address of ours may lie in another inbox: one message, one case, several inboxes.
  const more = inboxesFor(setUp, talk.account, talk.to).filter((id) => !root.inboxes.includes(id));
  const row = await tell(platform, tx, root, [change], patch, { actor: null }, part.case);
  if (more.length > 0 && talk.to.length > 0) await joinInboxes(platform, tx, row, more, null);
}

/** How long a contact waited for this answer (ms), and whether it is the first; nothing where nobody waited. */
const waitedOf = ({ waitsSince, firstAnsweredAt }: CaseRow, { at }: Talk): { waited?: number; first?: true } =>
  waitsSince === null
    ? {}
    : { waited: Math.max(0, at - waitsSince), ...(firstAnsweredAt === null ? { first: true as const } : {}) };

/** What we say to a contact answers what they wait for; whoever answers a case that nobody has, has it from then on. */
async function answered(platform: Platform, tx: Tx, talk: Talk): Promise<void> {
  // Whoever answers by a client that knows no threads answers what was said last.
  const part =
    (await partNow(tx, talk.conversation, talk.thread)) ??
    (talk.thread === '' ? await newestPart(tx, talk.conversation) : undefined);
  const root = part && (await lockRoot(tx, part.root));
  if (!part || !root || root.status === 'closed' || talk.seq < part.from) return;
  const setUp = await setUpOf(platform);
  const waits = (setUp.inboxes.get(root.inboxes[0] ?? '')?.settings.waitAfterAnswer ?? true) && root.status === 'open';
  const clock: Bare[] = [{ type: 'answered' }, ...(waits ? [{ type: 'status', status: 'waiting' } as const] : [])];
  await tell(
    platform,
    tx,
    root,
    [
      {
        type: 'case.answered',
        data: { conversation: talk.conversation, seq: talk.seq, by: talk.sender, ...waitedOf(root, talk) },
        clock,
      },
    ],
    {
      answered: root.answered + 1,
      answered_at: talk.at,
      first_answered_at: root.firstAnsweredAt ?? talk.at,
      waits_since: null,
      lease_until: null,
      lapsed: [],
      ...(waits ? { status: 'waiting' } : {}),
      ...(root.assignee === null ? { assignee_id: talk.sender } : {}),
    },
    { actor: null },
    part.case,
  );
}

/** Somebody who joined a team, or left it, and the inboxes that are worked on there. */
interface TeamMove {
  user: string;
  left: boolean;
  inboxes: string[];
}

async function teamMoves(platform: Platform, entries: readonly LogEntry[]): Promise<TeamMove[]> {
  const changes = entries.filter(({ type, subject }) => (type === 'member.joined' || type === 'member.left') && subject !== null);
  if (changes.length === 0) return [];
  const { inboxes } = await setUpOf(platform);
  return changes
    .map(({ stream, type, subject }) => ({
      user: subject!,
      left: type === 'member.left',
      inboxes: [...inboxes.values()].filter(({ group }) => group === stream).map(({ id }) => id),
    }))
    .filter((move) => move.inboxes.length > 0);
}

/** Who joins a team works there; who leaves it does not, and what they had goes back. */
async function teamsChanged(platform: Platform, tx: Tx, moves: readonly TeamMove[]): Promise<void> {
  for (const { user, left, inboxes } of moves) {
    if (left) await leftTeam(platform, tx, user, inboxes);
    else await knowAgents(tx, [user]);
    for (const inbox of inboxes) routeSoon(platform, tx, inbox);
  }
}

/** Handles, those of before too, of contacts to whom something of this kind happened. */
async function handlesOf(tx: Tx, entries: readonly LogEntry[], types: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const { stream, type } of entries) if (types.includes(type)) found.push(...(await handlesEver(tx, stream)));
  return [...new Set(found)];
}

/** What is said to and by contacts, who comes to teams and leaves them, which contacts are erased or taken apart: read from the log once. */
export async function react(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const moves = await teamMoves(platform, entries);
  const handles = await handlesOf(tx, entries, ['contact.erased']);
  const parted = await handlesOf(tx, entries, ['contact.unmerged', 'contact.separated']);
  const sent = entries.filter(({ type }) => type === 'message.sent');
  const talks = sent.length > 0 ? (await talkAt(tx, sent)).filter(({ by }) => by !== 'note') : [];
  // A page is of many conversations: the cases of all of it are taken before the first is changed (IN16).
  const concerned = await goingOn(tx, talks);
  concerned.push(...(await heldByHandles(tx, [...handles, ...parted])));
  for (const { user, left, inboxes } of moves)
    if (left) concerned.push(...(await casesOfAgent(tx, user, inboxes)).map(({ id }) => id));
  await lockRoots(tx, concerned);
  await teamsChanged(platform, tx, moves);
  if (handles.length > 0) await blankCases(tx, handles, platform.clock.now());
  await partCases(platform, tx, parted);
  for (const talk of talks) {
    if (talk.by === 'contact') await heard(platform, tx, talk);
    // What the house says by itself answers nobody; who answers by the platform's own app does.
    else if (talk.by === 'us' && (talk.sender !== null || talk.elsewhere)) await answered(platform, tx, talk);
  }
}
