import type { LiveAgent, LiveCase, Output, Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { teamMembers } from '../../conversations/index.ts';
import { listAccounts } from '../../policy/index.ts';
import { type CaseRow, caseRows, queueCounts } from '../cases/case-reader.ts';
import { presentCases } from '../cases/present.ts';
import { priorityName } from '../cases/tell.ts';
import { myInboxes, unknownInbox } from '../guard.ts';
import { inboxesSeen, presentAgents } from '../routing/agents.ts';
import { hoursFor, type SetUp, setUpOf } from '../set-up/memory.ts';
import { type ClockName, clockNames, shown } from '../sla/clocks.ts';
import { dueBetween, longestWaiting, nextDue } from './live-reader.ts';

/** What falls due within this (ms) is soon. */
const soonMs = 30 * 60_000;

/** Which promise of a case falls due next. */
function nextPromise(row: CaseRow, setUp: SetUp, now: number): ClockName | undefined {
  const hours = hoursFor(setUp, row.inboxes);
  const at = Math.max(now, row.clocks.at);
  const due = clockNames.flatMap((name) => {
    const clock = shown(row.clocks, name, at, hours);
    if (clock.state === 'running' && clock.dueAt !== undefined) return [{ name, left: clock.dueAt - at }];
    return clock.state === 'paused' && clock.left !== undefined ? [{ name, left: clock.left }] : [];
  });
  return due.sort((a, b) => a.left - b.left)[0]?.name;
}

/** Cases with figures; with words only those that lie where one works. */
async function presentLive(platform: Platform, actor: Actor, rows: readonly CaseRow[], mine: ReadonlySet<string>) {
  const setUp = await setUpOf(platform);
  const now = platform.clock.now();
  const readable = rows.filter((row) => row.inboxes.some((id) => mine.has(id)));
  const words = new Map((await presentCases(platform.db, actor, readable)).map((one) => [one.id as string, one]));
  const channels = new Map((await listAccounts(platform.db)).map(({ id, kind }) => [id as string, kind]));
  return new Map(
    rows.map((row): [string, LiveCase] => {
      const told = words.get(row.id);
      const promise = nextPromise(row, setUp, now);
      const one = {
        id: row.id,
        number: row.number,
        status: row.status,
        priority: priorityName(row.priority),
        account: row.account,
        channel: channels.get(row.account) ?? '',
        inboxes: row.inboxes,
        assignee: row.assignee,
        openedAt: row.openedAt,
        ...(row.waitsSince === null ? {} : { waitsSince: row.waitsSince }),
        ...(row.dueAt === null ? {} : { dueAt: row.dueAt }),
        ...(promise ? { promise } : {}),
        ...(told ? { about: { contact: told.contact.id, name: told.contact.name, title: told.title } } : {}),
      };
      return [row.id, one as LiveCase];
    }),
  );
}

async function agentsOf(
  platform: Platform,
  setUp: SetUp,
  inboxes: readonly string[],
  seen: readonly string[],
): Promise<LiveAgent[]> {
  const groups = inboxes.flatMap((id) => setUp.inboxes.get(id)?.group ?? []);
  const members = await teamMembers(platform.db, [...new Set(groups)]);
  const users = [...new Set(members.map(({ user }) => user))];
  return (await presentAgents(platform, users, seen)).map((agent) => ({
    ...agent,
    inboxes: inboxes.filter((id) =>
      members.some((one) => one.user === agent.user && one.group === setUp.inboxes.get(id)?.group),
    ) as LiveAgent['inboxes'],
  }));
}

/** IN14: how it stands this moment, for the teams of inboxes and for whoever supervises them: the latter see figures, and no words. */
export async function live(platform: Platform, actor: Actor, { inbox }: Parsed<'inbox.now'>): Promise<Output<'inbox.now'>> {
  const { db } = platform;
  const setUp = await setUpOf(platform);
  const mine = await myInboxes(platform, db, actor);
  const all = await inboxesSeen(platform, actor);
  const seen = all.filter(({ archived }) => !archived);
  if (inbox !== undefined && !seen.some(({ id }) => id === inbox)) throw unknownInbox();
  const inboxes = inbox === undefined ? seen.map(({ id }) => id) : [inbox as string];
  const at = platform.clock.now();
  const { mine: _, ...counts } = await queueCounts(db, inboxes, actor.user, at);
  const soon = await dueBetween(db, inboxes, at, at + soonMs);
  const [unassigned, due] = [await longestWaiting(db, inboxes), await nextDue(db, inboxes)];
  const rows = await caseRows(db, [...new Set([...unassigned, ...due])]);
  const cases = await presentLive(platform, actor, rows, mine);
  return {
    at,
    inboxes: seen.map(({ id, name }) => ({ id: id as never, name, mine: mine.has(id) })),
    counts: { ...counts, soon },
    unassigned: unassigned.flatMap((id) => cases.get(id) ?? []),
    due: due.flatMap((id) => cases.get(id) ?? []),
    agents: await agentsOf(
      platform,
      setUp,
      inboxes,
      all.map(({ id }) => id),
    ),
  };
}
