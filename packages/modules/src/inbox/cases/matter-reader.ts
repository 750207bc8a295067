import type { CaseKind } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { myInboxes, requireCase } from '../guard.ts';
import { partsOf, rootRow } from './case-reader.ts';
import { liesIn } from './lies-in-reader.ts';

/** A stretch of a conversation: a thread, from a message on, up to below another. */
export interface Stretch {
  conversation: string;
  thread: string;
  from: number;
  until: number | null;
}

/** Something said in a customer conversation. A note that names no thread stands with every case that was going on there. */
export interface SaidThere {
  conversation: string;
  seq: number;
  thread: string;
  note: boolean;
}

/** Whether something was said in a stretch. */
export const isWithin = ({ conversation, seq, thread, note }: SaidThere, part: Stretch): boolean =>
  part.conversation === conversation &&
  (part.thread === thread || (note && thread === '')) &&
  seq >= part.from &&
  (part.until === null || seq < part.until);

/**
 * What a case, and those merged into it, are about; `actor` null: whoever may look at all of it.
 * @throws Fault `not-found` for whoever works in none of its inboxes
 */
export async function stretchesOfCase(platform: Platform, q: Queryable, actor: Actor | null, id: string): Promise<Stretch[]> {
  const row = actor ? await requireCase(platform, q, actor, id) : await rootRow(q, id);
  return row ? partsOf(q, row.id) : [];
}

/** The same of cases that people call by their numbers; of those that are not there, or not mine, nothing. */
export async function stretchesOfNumbers(
  platform: Platform,
  q: Queryable,
  actor: Actor | null,
  numbers: readonly number[],
): Promise<Stretch[]> {
  const mine = actor ? [...(await myInboxes(platform, q, actor))] : null;
  return q.rows<Stretch>(
    `select p.conversation_id as conversation, p.thread, p.from_seq as "from", p.until_seq as "until"
     from customer_case n
     cross join lateral (select c0.id from customer_case c0 where c0.root = n.root offset 0) c
     cross join lateral (select * from case_part p0 where p0.case_id = c.id offset 0) p
     where n.number = any ($1::bigint[]) and ($2::uuid[] is null or ${liesIn('n.root', 2)})`,
    [numbers, mine],
  );
}

/** A case that something was said in. */
interface MatterOfPlace {
  /** Which of the places asked about, from 0. */
  place: number;
  case: string;
  number: number;
  title: string | null;
  kind: CaseKind;
}

/** The cases that these were said in, as they stand now: those of my inboxes alone (IN2). */
export async function mattersOf(
  platform: Platform,
  q: Queryable,
  actor: Actor,
  said: readonly SaidThere[],
): Promise<MatterOfPlace[]> {
  const mine = said.length === 0 ? new Set<string>() : await myInboxes(platform, q, actor);
  if (mine.size === 0) return [];
  return q.rows<MatterOfPlace>(
    `select distinct (u.n - 1)::int as place, r.id as "case", r.number, r.title, r.kind
     from unnest($1::uuid[], $2::text[], $3::bigint[], $4::boolean[]) with ordinality as u (conversation, thread, seq, note, n)
     cross join lateral (
       select p0.case_id from case_part p0
       where p0.conversation_id = u.conversation and (p0.thread = u.thread or u.note and u.thread = '')
         and u.seq >= p0.from_seq and (p0.until_seq is null or u.seq < p0.until_seq) offset 0) p
     cross join lateral (select c0.root from customer_case c0 where c0.id = p.case_id limit 1) c
     cross join lateral (select * from customer_case r0 where r0.id = c.root limit 1) r
     where ${liesIn('r.id', 5)}`,
    [
      said.map((one) => one.conversation),
      said.map((one) => one.thread),
      said.map((one) => one.seq),
      said.map((one) => one.note),
      [...mine],
    ],
  );
}
