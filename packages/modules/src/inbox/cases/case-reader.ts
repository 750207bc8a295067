import type { CaseEvent, CaseKind, CaseStatus } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { ClockEvent, Clocks } from '../sla/clocks.ts';
import { liesIn } from './lies-in-reader.ts';

export interface CaseRow {
  id: string;
  number: number;
  handle: string;
  account: string;
  title: string | null;
  kind: CaseKind;
  status: CaseStatus;
  priority: number;
  assignee: string | null;
  labels: string[];
  skills: string[];
  optionalSkills: string[];
  weight: number;
  root: string;
  mergedInto: string | null;
  mergedAt: number | null;
  follows: string | null;
  addressed: string[];
  snoozedUntil: number | null;
  openedAt: number;
  heardAt: number | null;
  answeredAt: number | null;
  firstAnsweredAt: number | null;
  waitsSince: number | null;
  solvedAt: number | null;
  solvedBy: string | null;
  clocks: Clocks;
  dueAt: number | null;
  leaseUntil: number | null;
  lapsed: string[];
  heard: number;
  answered: number;
  /** Of the case itself and those merged into it, in the order it came to them. */
  inboxes: string[];
  ev: number;
}

const columns = `c.id, c.number, c.handle_id as handle, c.account_id as account, c.title, c.kind, c.status, c.priority, c.assignee_id as assignee,
  c.labels, c.skills, c.optional_skills as "optionalSkills", c.weight, c.root, c.merged_into as "mergedInto", c.merged_at as "mergedAt",
  c.follows, c.addressed, c.snoozed_until as "snoozedUntil", c.opened_at as "openedAt", c.heard_at as "heardAt", c.answered_at as "answeredAt",
  c.first_answered_at as "firstAnsweredAt", c.waits_since as "waitsSince", c.solved_at as "solvedAt", c.solved_by as "solvedBy", c.clocks,
  c.due_at as "dueAt", c.lease_until as "leaseUntil", c.lapsed::text[] as lapsed, c.heard, c.answered, s.ev,
  array(select i.inbox_id::text from customer_case g join case_inbox i on i.case_id = g.id where g.root = c.id group by 1 order by min(i.at), 1) as inboxes`;
/** Each stream is looked up by its case (`limit 1` keeps it so), whatever the statistics say. */
const streams = 'cross join lateral (select s0.ev from stream s0 where s0.id = c.id limit 1) s';
const tables = `customer_case c ${streams}`;
/** Cases that `ids` names, each looked up. */
const casesNamed = (ids: string): string =>
  `(${ids}) u cross join lateral (select c0.* from customer_case c0 where c0.id = u.id limit 1) c ${streams}`;

/** A case, or the one that it stands under. */
export const rootRow = (q: Queryable, id: string): Promise<CaseRow | undefined> =>
  q.row<CaseRow>(`select ${columns} from ${tables} where c.id = (select root from customer_case where id = $1)`, [id]);

export const caseRow = (q: Queryable, id: string): Promise<CaseRow | undefined> =>
  q.row<CaseRow>(`select ${columns} from ${tables} where c.id = $1`, [id]);

export const caseRows = (q: Queryable, ids: readonly string[]): Promise<CaseRow[]> =>
  q.rows<CaseRow>(`select ${columns} from ${tables} where c.id = any ($1::uuid[])`, [ids]);

/** Takes the row that a case stands under. What it stands under may have changed while this waited: then it is taken again. */
export async function lockRoot(q: Queryable, id: string): Promise<CaseRow | undefined> {
  for (let tries = 0; tries < 5; tries++) {
    const root = await q.row<{ id: string }>(
      'select c.id from customer_case c where c.id = (select root from customer_case where id = $1) and c.root = c.id for update',
      [id],
    );
    const row = await rootRow(q, id);
    if (row === undefined || row.id === root?.id) return row;
  }
  throw new Error('A case was merged again and again.');
}

/**
 * Takes the rows that cases stand under, in ascending order of their ids. Whoever changes several in one transaction takes all of them by this
 * before the first is changed; should one be merged meanwhile, the transaction may have to be tried again.
 */
export async function lockRoots(q: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await q.rows(
    `select 1 from customer_case c where c.id in (select root from customer_case where id = any ($1::uuid[])) order by c.id for update of c`,
    [ids],
  );
}

/** Cases that go on in these threads; where no thread is named, in any of the conversation. */
export const goingOn = async (q: Queryable, places: readonly { conversation: string; thread: string }[]): Promise<string[]> => {
  if (places.length === 0) return [];
  const rows = await q.rows<{ id: string }>(
    `select distinct p.id from unnest($1::uuid[], $2::text[]) as u (conversation, thread)
     cross join lateral (
       select p0.case_id as id from case_part p0
       where p0.conversation_id = u.conversation and p0.until_seq is null and (u.thread = '' or p0.thread = u.thread) offset 0) p`,
    [places.map(({ conversation }) => conversation), places.map(({ thread }) => thread)],
  );
  return rows.map(({ id }) => id);
};

/** Cases of some handles, merged ones too. */
export const heldByHandles = async (q: Queryable, handles: readonly string[]): Promise<string[]> =>
  (await q.rows<{ id: string }>('select id from customer_case where handle_id = any ($1::uuid[])', [handles])).map(
    ({ id }) => id,
  );

/** Cases a job looks after, those that others work on left out. */
export const lockFree = async (q: Queryable, inbox: string, limit: number): Promise<CaseRow[]> => {
  const ids = await q.rows<{ id: string }>(
    `select c.id from customer_case c
     where c.merged_into is null and c.status = 'open' and c.assignee_id is null
       and ${liesIn('c.id', 1)}
     order by c.priority desc, c.due_at nulls last, c.opened_at limit $2 for update of c skip locked`,
    [[inbox], limit],
  );
  return caseRows(
    q,
    ids.map(({ id }) => id),
  );
};

export interface QueueAsked {
  inboxes: readonly string[];
  status: readonly CaseStatus[];
  assignee: string | null;
  unassigned: boolean;
  label: string | null;
  /** Newest first, for what is done. */
  done: boolean;
  after: readonly [number, number, number, string] | undefined;
  limit: number;
}

export interface QueuePlace {
  a: number;
  b: number;
  c: number;
}

/** Far in the future, for what is due never. */
const never = 8_640_000_000_000_000;
const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

/** When a case was done, as its index has it. */
const doneAt = `coalesce(c.solved_at, timestamptz 'epoch')`;
const newestFirst = {
  place: `-coalesce(${ms('c.solved_at')}, 0) as a, 0::bigint as b, 0::bigint as c`,
  from: `and ($5::bigint is null or ${doneAt} <= to_timestamp(-$5::float8 / 1000))`,
  order: `${doneAt} desc, c.id`,
};
const urgentFirst = {
  place: `-c.priority::bigint as a, coalesce(${ms('c.due_at')}, ${never}) as b, ${ms('c.opened_at')} as c`,
  from: '',
  order: 'a, b, c, c.id',
};

/**
 * Cases of some inboxes: urgent first, then what is due, then by age; of those done, the newest first. The status is written out (our own words), so
 * that what is open is found by its index, however much was closed over the years.
 */
export function queueRows(q: Queryable, a: QueueAsked): Promise<(CaseRow & QueuePlace)[]> {
  const { place, from, order } = a.done ? newestFirst : urgentFirst;
  return q.rows(
    `with u as materialized (
       select c.id, z.a, z.b, z.c from customer_case c cross join lateral (select ${place}) z
       where c.merged_into is null and c.status in (${a.status.map((status) => `'${status}'`).join(', ')})
         and ($2::uuid is null or c.assignee_id = $2) and (not $3 or c.assignee_id is null) and ($4::text is null or c.labels @> array[$4])
         and ($5::bigint is null or (z.a, z.b, z.c, c.id) > ($5, $6::bigint, $7::bigint, $8::uuid)) ${from}
         and ${liesIn('c.id', 1)}
       order by ${order} limit $9)
     select ${columns}, u.a, u.b, u.c from ${casesNamed('select * from u')} order by u.a, u.b, u.c, u.id`,
    [
      a.inboxes,
      a.assignee,
      a.unassigned,
      a.label,
      a.after?.[0] ?? null,
      a.after?.[1] ?? null,
      a.after?.[2] ?? null,
      a.after?.[3] ?? null,
      a.limit,
    ],
  );
}

export interface QueueCounts {
  mine: number;
  unassigned: number;
  open: number;
  waiting: number;
  snoozed: number;
  late: number;
}

/** How many cases there are of each kind. */
export const queueCounts = async (q: Queryable, inboxes: readonly string[], user: string, now: number): Promise<QueueCounts> =>
  (await q.row<QueueCounts>(
    `select count(*) filter (where c.status = 'open' and c.assignee_id = $2)::int as mine,
       count(*) filter (where c.status = 'open' and c.assignee_id is null)::int as unassigned,
       count(*) filter (where c.status = 'open')::int as open, count(*) filter (where c.status = 'waiting')::int as waiting,
       count(*) filter (where c.status = 'snoozed')::int as snoozed,
       count(*) filter (where c.due_at < to_timestamp($3::float8 / 1000))::int as late
     from customer_case c
     where c.merged_into is null and c.status in ('open', 'waiting', 'snoozed')
       and ${liesIn('c.id', 1)}`,
    [inboxes, user, now],
  ))!;

export interface PartRow {
  case: string;
  root: string;
  conversation: string;
  thread: string;
  from: number;
  until: number | null;
}
const partColumns = `p.case_id as "case", c.root, p.conversation_id as conversation, p.thread, p.from_seq as "from", p.until_seq as "until"`;

/** Parts of a case and of those merged into it, oldest first. */
export const partsOf = (q: Queryable, root: string): Promise<PartRow[]> =>
  q.rows<PartRow>(
    `select ${partColumns} from customer_case c join case_part p on p.case_id = c.id where c.root = $1 order by p.from_seq, p.conversation_id`,
    [root],
  );

/** Conversations that a case and what is merged into it were spoken in, in the order in which their streams are taken. */
export const conversationsOf = async (q: Queryable, root: string): Promise<string[]> =>
  [...new Set((await partsOf(q, root)).map(({ conversation }) => conversation))].sort();

/** The first part of each of these cases. */
export const firstParts = (q: Queryable, roots: readonly string[]): Promise<PartRow[]> =>
  q.rows<PartRow>(
    `select distinct on (p.case_id) ${partColumns} from customer_case c join case_part p on p.case_id = c.id
     where c.id = any ($1::uuid[]) order by p.case_id, p.from_seq`,
    [roots],
  );

/** The part that a thread belongs to now. */
export const partNow = (q: Queryable, conversation: string, thread: string): Promise<PartRow | undefined> =>
  q.row<PartRow>(
    `select ${partColumns} from case_part p join customer_case c on c.id = p.case_id
     where p.conversation_id = $1 and p.thread = $2 and p.until_seq is null for update of p`,
    [conversation, thread],
  );

/** The part of a conversation that began last, of those that go on. */
export const newestPart = (q: Queryable, conversation: string): Promise<PartRow | undefined> =>
  q.row<PartRow>(
    `select ${partColumns} from case_part p join customer_case c on c.id = p.case_id
     where p.conversation_id = $1 and p.until_seq is null order by p.from_seq desc limit 1 for update of p`,
    [conversation],
  );

/** Cases that a conversation belongs or belonged to, newest first. */
export const casesOf = (q: Queryable, conversations: readonly string[], limit: number): Promise<CaseRow[]> =>
  q.rows<CaseRow>(
    `with u as materialized (
       select distinct g.root as id from case_part p
       cross join lateral (select g0.root from customer_case g0 where g0.id = p.case_id limit 1) g where p.conversation_id = any ($1::uuid[]))
     select ${columns} from ${casesNamed('select * from u')}
     order by c.opened_at desc, c.id desc limit $2`,
    [conversations, limit],
  );

/** Cases of some handles that lie in some inboxes, newest first; those that were merged stand under their root. */
export const casesOfHandles = (
  q: Queryable,
  handles: readonly string[],
  inboxes: readonly string[],
  limit: number,
): Promise<CaseRow[]> =>
  q.rows<CaseRow>(
    `with u as materialized (select distinct g.root as id from customer_case g where g.handle_id = any ($1::uuid[]))
     select ${columns} from ${casesNamed('select * from u')} where c.merged_into is null and ${liesIn('c.id', 2)}
     order by c.opened_at desc, c.id desc limit $3`,
    [handles, inboxes, limit],
  );

export const eventsOf = (
  q: Queryable,
  root: string,
  below: readonly [number, string, number] | undefined,
  limit: number,
): Promise<CaseEvent[]> =>
  q.rows<CaseEvent>(
    `select e.case_id as "case", e.ev, e.type, e.at, e.by_id as "by", e.data from customer_case c join case_event e on e.case_id = c.id
     where c.root = $1 and ($2::float8 is null or (e.at, e.case_id, e.ev) < (to_timestamp($2 / 1000), $3::uuid, $4::bigint))
     order by e.at desc, e.case_id desc, e.ev desc limit $5`,
    [root, below?.[0] ?? null, below?.[1] ?? null, below?.[2] ?? null, limit],
  );

export interface ToldRow {
  case: string;
  ev: number;
  clock: ClockEvent[];
}
/** What clocks were told, of all that stands under a case. */
export const clockRows = (q: Queryable, root: string): Promise<ToldRow[]> =>
  q.rows<ToldRow>(
    `select e.case_id as "case", e.ev, e.clock from customer_case c join case_event e on e.case_id = c.id
     where c.root = $1 and e.clock is not null order by e.case_id, e.ev`,
    [root],
  );

/** How the cases that stand under one were merged. */
export const groupRows = (q: Queryable, root: string): Promise<CaseRow[]> =>
  q.rows<CaseRow>(`select ${columns} from ${tables} where c.root = $1 order by c.opened_at, c.id`, [root]);

/** Who had the cases of a contact's handles last. */
export const lastAssignee = async (q: Queryable, handles: readonly string[]): Promise<string | null> =>
  (
    await q.row<{ user: string }>(
      `select coalesce(solved_by, assignee_id) as "user" from customer_case
       where handle_id = any ($1::uuid[]) and coalesce(solved_by, assignee_id) is not null order by changed_at desc limit 1`,
      [handles],
    )
  )?.user ?? null;

/** Open cases that lie in no inbox, some of them, after one. */
export const strayCases = (q: Queryable, accounts: readonly string[], after: string | null, limit: number): Promise<CaseRow[]> =>
  q.rows<CaseRow>(
    `with stray as materialized (
       select c.id, c.account_id from customer_case c where c.merged_into is null and c.status <> 'closed'),
     u as materialized (
       select z.id from stray z where z.account_id = any ($1::uuid[]) and ($2::uuid is null or z.id > $2) and not exists (
         select 1 from customer_case g
         cross join lateral (select 1 from case_inbox i0 where i0.case_id = g.id limit 1) i where g.root = z.id offset 0)
       order by z.id limit $3)
     select ${columns} from ${casesNamed('select * from u')} order by c.id`,
    [accounts, after, limit],
  );

/** Open cases of somebody in an inbox. */
export const casesOfAgent = (q: Queryable, user: string, inboxes: readonly string[]): Promise<{ id: string }[]> =>
  q.rows(
    `select c.id from customer_case c where c.assignee_id = $1 and c.merged_into is null and c.status <> 'closed'
       and ${liesIn('c.id', 2)}
     order by c.id`,
    [user, inboxes],
  );

/** Labels that cases of some inboxes have, by name. */
export const labelsUsed = async (q: Queryable, inboxes: readonly string[]): Promise<string[]> =>
  (
    await q.rows<{ label: string }>(
      `select distinct l.label from customer_case c cross join unnest(c.labels) as l (label) where c.labels <> '{}'
         and ${liesIn('c.root', 1)}
       order by 1 limit 500`,
      [inboxes],
    )
  ).map(({ label }) => label);

/** The newest message of a conversation that was told to a case. */
export const lastSaid = async (q: Queryable, root: string, conversation: string): Promise<number> =>
  (
    await q.row<{ seq: number | null }>(
      `select max((e.data ->> 'seq')::bigint) as seq from customer_case c join case_event e on e.case_id = c.id
     where c.root = $1 and e.data ->> 'conversation' = $2 and e.data ? 'seq'`,
      [root, conversation],
    )
  )?.seq ?? 0;

/** Cases of some inboxes; statuses are written out (our own words), as indexes have them. */
const casesIn = async (q: Queryable, statuses: string, inboxes: readonly string[]): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select c.id from customer_case c where c.merged_into is null and c.status in (${statuses})
         and ${liesIn('c.id', 1)}
       order by c.id`,
      [inboxes],
    )
  ).map(({ id }) => id);

/** Cases of some inboxes that are not over. */
export const openCasesOf = (q: Queryable, inboxes: readonly string[]): Promise<string[]> =>
  casesIn(q, `'open', 'waiting', 'snoozed'`, inboxes);
export const solvedCasesOf = (q: Queryable, inboxes: readonly string[]): Promise<string[]> => casesIn(q, `'solved'`, inboxes);
