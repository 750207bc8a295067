import { type CaseClock, type CaseOutline, type CasePane, excerptOf } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { isUnnamed, ownersOf } from '../../contacts/index.ts';
import { textsAt, visibleFrom } from '../../conversations/index.ts';
import { listAccounts } from '../../policy/index.ts';
import { complaintOf, draftOf, followUpsOf, ratingsOf, talksOf } from '../desk/desk-reader.ts';
import { hoursFor, setUpOf } from '../set-up/memory.ts';
import { clockNames, shown } from '../sla/clocks.ts';
import { type CaseRow, caseRow, eventsOf, firstParts, groupRows, partsOf } from './case-reader.ts';
import { priorityName } from './tell.ts';

/** What a case is called that nobody named: the subject, or how its first message begins, as far as I may still see it. */
async function titlesOf(q: Queryable, actor: Actor, rows: readonly CaseRow[]): Promise<Map<string, string>> {
  const parts = await firstParts(
    q,
    rows.filter(({ title }) => title === null).map(({ id }) => id),
  );
  const visible = await visibleFrom(q, actor, [...new Set(parts.map((part) => part.conversation))]);
  const places = parts
    .filter(({ conversation, from }) => (visible.get(conversation) ?? Number.POSITIVE_INFINITY) <= from)
    .map(({ conversation, from }) => ({ conversation, seq: from }));
  const texts = new Map((await textsAt(q, places)).map((text) => [`${text.conversation} ${text.seq}`, text]));
  return new Map(
    parts.map((part) => {
      const text = texts.get(`${part.conversation} ${part.from}`);
      return [part.case, text?.content?.inbound?.subject ?? excerptOf(text?.text ?? '')];
    }),
  );
}

const ifAny = <K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } =>
  (value == null ? {} : { [key]: value }) as { [P in K]?: V };

/** Cases as lists show them. */
export async function presentCases(q: Queryable, actor: Actor, rows: readonly CaseRow[]): Promise<CaseOutline[]> {
  if (rows.length === 0) return [];
  // One after the other: `q` may be a transaction.
  const titles = await titlesOf(q, actor, rows);
  const owners = await ownersOf(q, [...new Set(rows.map((row) => row.handle))]);
  const accounts = await listAccounts(q);
  const ownerOf = new Map(owners.map((owner) => [owner.handle, owner]));
  const channelOf = new Map(accounts.map(({ id, kind }) => [id as string, kind]));
  return rows.map((row) => {
    const owner = ownerOf.get(row.handle);
    const outline = {
      id: row.id,
      number: row.number,
      contact: {
        ...{ id: owner?.contact ?? row.handle, name: owner?.name ?? '' },
        ...(owner && isUnnamed(owner.name, owner) ? { unnamed: true as const } : {}),
      },
      account: row.account,
      channel: channelOf.get(row.account) ?? '',
      title: row.title ?? titles.get(row.id) ?? '',
      named: row.title !== null,
      kind: row.kind,
      status: row.status,
      priority: priorityName(row.priority),
      assignee: row.assignee,
      labels: row.labels,
      inboxes: row.inboxes,
      openedAt: row.openedAt,
      ...ifAny('heardAt', row.heardAt),
      ...ifAny('answeredAt', row.answeredAt),
      ...ifAny('waitsSince', row.waitsSince),
      ...ifAny('dueAt', row.dueAt),
      ...ifAny('snoozedUntil', row.snoozedUntil),
      ev: row.ev,
    };
    return outline as CaseOutline;
  });
}

/** Events told with a case; the rest is paged. */
const mostEvents = 50;

async function clocksNow(platform: Platform, row: CaseRow): Promise<CaseClock[]> {
  const hours = hoursFor(await setUpOf(platform), row.inboxes);
  const now = Math.max(platform.clock.now(), row.clocks.at);
  return clockNames.map((name) => ({ name, ...shown(row.clocks, name, now, hours) }) as CaseClock);
}

/** A case with all that stands beside its words: one answer for a pane. */
export async function presentPane(platform: Platform, q: Queryable, actor: Actor, row: CaseRow): Promise<CasePane> {
  const [outline] = await presentCases(q, actor, [row]);
  const now = platform.clock.now();
  const talks = await talksOf(q, row.id);
  const mine = await visibleFrom(q, actor, talks);
  const follows = row.follows === null ? undefined : await caseRow(q, row.follows);
  const pane = {
    ...outline!,
    clocks: await clocksNow(platform, row),
    parts: (await partsOf(q, row.id)).map(({ conversation, thread, from, until, case: of }) => ({
      conversation,
      thread,
      from,
      ...ifAny('until', until),
      case: of,
    })),
    merged: (await groupRows(q, row.id))
      .filter(({ id }) => id !== row.id)
      .map(({ id, number, mergedAt }) => ({ id, number, mergedAt: mergedAt ?? 0 })),
    ...ifAny('follows', follows && { id: follows.id, number: follows.number }),
    skills: row.skills,
    events: await eventsOf(q, row.id, undefined, mostEvents),
    followUps: await followUpsOf(q, row.id),
    ...ifAny('complaint', await complaintOf(q, row.id)),
    ratings: await ratingsOf(q, row.id),
    talks: talks.filter((id) => mine.has(id)),
    ...ifAny('draft', await draftOf(q, row.id, now)),
  };
  return pane as unknown as CasePane;
}
