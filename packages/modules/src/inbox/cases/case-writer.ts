import { assertTx, type Tx } from '@rapport/platform';
import type { ClockEvent, Clocks } from '../sla/clocks.ts';

const instant = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

export interface NewCase {
  id: string;
  handle: string;
  account: string;
  title: string | null;
  priority: number;
  weight: number;
  follows: string | null;
  addressed: readonly string[];
  at: number;
  by: string | null;
  clocks: Clocks;
}

export async function insertCase(tx: Tx, c: NewCase): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into customer_case (id, handle_id, account_id, title, status, priority, weight, root, follows, addressed, opened_at, opened_by, clocks, changed_at)
     values ($1, $2, $3, $4, 'open', $5, $6, $1, $7, $8, ${instant(9)}, $10, $11, ${instant(9)})`,
    [c.id, c.handle, c.account, c.title, c.priority, c.weight, c.follows, c.addressed, c.at, c.by, JSON.stringify(c.clocks)],
  );
}

/** What of a case changes, by its column; times in Unix ms. */
export interface CasePatch {
  title?: string | null;
  kind?: string;
  status?: string;
  priority?: number;
  assignee_id?: string | null;
  labels?: readonly string[];
  skills?: readonly string[];
  optional_skills?: readonly string[];
  root?: string;
  merged_into?: string | null;
  merged_at?: number | null;
  snoozed_until?: number | null;
  heard_at?: number;
  answered_at?: number;
  first_answered_at?: number;
  waits_since?: number | null;
  solved_at?: number | null;
  solved_by?: string | null;
  clocks?: Clocks;
  due_at?: number | null;
  lease_until?: number | null;
  lapsed?: readonly string[];
  heard?: number;
  answered?: number;
}

const times = new Set([
  'merged_at',
  'snoozed_until',
  'heard_at',
  'answered_at',
  'first_answered_at',
  'waits_since',
  'solved_at',
  'due_at',
  'lease_until',
]);

/** Columns are named by code alone: they are the keys of `CasePatch`. */
export async function updateCase(tx: Tx, id: string, patch: CasePatch, at: number): Promise<void> {
  assertTx(tx);
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined);
  const sets = entries.map(([column], i) => `${column} = ${times.has(column) ? instant(i + 3) : `$${i + 3}`}`);
  await tx.rows(
    `update customer_case set ${['changed_at = to_timestamp($2::float8 / 1000)', ...sets].join(', ')} where id = $1`,
    [id, at, ...entries.map(([column, value]) => (column === 'clocks' ? JSON.stringify(value) : value))],
  );
}

/** Lets all that stands under one stand under another. */
export async function setRoot(tx: Tx, ids: readonly string[], root: string): Promise<void> {
  assertTx(tx);
  await tx.rows('update customer_case set root = $2 where id = any ($1::uuid[])', [ids, root]);
}

export async function insertEvents(
  tx: Tx,
  id: string,
  first: number,
  at: number,
  events: readonly {
    type: string;
    actor: string | null;
    data: Record<string, unknown>;
    clock: readonly ClockEvent[] | undefined;
  }[],
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into case_event (case_id, ev, type, at, by_id, data, clock)
     select $1, $2::bigint + u.n - 1, u.type, ${instant(3)}, u.by, u.data, u.clock
     from unnest($4::text[], $5::uuid[], $6::jsonb[], $7::jsonb[]) with ordinality as u (type, by, data, clock, n)`,
    [
      id,
      first,
      at,
      events.map((e) => e.type),
      events.map((e) => e.actor),
      events.map((e) => JSON.stringify(e.data)),
      events.map((e) => (e.clock && e.clock.length > 0 ? JSON.stringify(e.clock) : null)),
    ],
  );
}

export async function insertPart(
  tx: Tx,
  p: { case: string; conversation: string; thread: string; from: number; until?: number | null },
): Promise<void> {
  assertTx(tx);
  await tx.rows('insert into case_part (case_id, conversation_id, thread, from_seq, until_seq) values ($1, $2, $3, $4, $5)', [
    p.case,
    p.conversation,
    p.thread,
    p.from,
    p.until ?? null,
  ]);
}

/** A part ends below a message. */
export async function endPart(tx: Tx, p: { conversation: string; thread: string; from: number }, until: number): Promise<void> {
  assertTx(tx);
  await tx.rows('update case_part set until_seq = $4 where conversation_id = $1 and thread = $2 and from_seq = $3', [
    p.conversation,
    p.thread,
    p.from,
    until,
  ]);
}

export async function removePart(tx: Tx, p: { conversation: string; thread: string; from: number }): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from case_part where conversation_id = $1 and thread = $2 and from_seq = $3', [
    p.conversation,
    p.thread,
    p.from,
  ]);
}

export async function addToInboxes(tx: Tx, id: string, inboxes: readonly string[], at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into case_inbox (case_id, inbox_id, at) select $1, u.id, ${instant(3)} + u.n * interval '1 microsecond'
     from unnest($2::uuid[]) with ordinality as u (id, n) on conflict do nothing`,
    [id, inboxes, at],
  );
}

/** Out of inboxes, with all that stands under it. */
export async function takeFromInboxes(tx: Tx, root: string, inboxes: readonly string[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `delete from case_inbox i using customer_case c where c.root = $1 and i.case_id = c.id and i.inbox_id = any ($2::uuid[])`,
    [root, inboxes],
  );
}

/** What staff wrote of a contact with its cases, and what it wrote of them: gone for good. That there were cases, and how they went, stays. */
export async function blankCases(tx: Tx, handles: readonly string[], at: number): Promise<void> {
  assertTx(tx);
  const own = 'select id from customer_case where handle_id = any ($1::uuid[])';
  await tx.rows(`update customer_case set title = null, labels = '{}' where handle_id = any ($1::uuid[])`, [handles]);
  await tx.rows(`update case_event set data = data - 'added' - 'removed' where type = 'case.labelled' and case_id in (${own})`, [
    handles,
  ]);
  await tx.rows(`delete from case_follow_up where case_id in (${own})`, [handles]);
  await tx.rows(`update case_complaint set outcome = null where case_id in (${own})`, [handles]);
  await tx.rows(
    `update case_rating set comment = null, expires_at = least(expires_at, ${instant(2)}) where case_id in (${own})`,
    [handles, at],
  );
}
