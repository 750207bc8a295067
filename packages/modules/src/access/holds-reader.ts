import type { Hold, HoldScope, Matter } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

interface HoldRow extends Omit<Hold, 'scope'> {
  scopeKind: HoldScope['kind'];
  scopeId: string | null;
}

const holdSql = `select h.id, h.matter_id as matter, h.scope_kind as "scopeKind", h.scope_id as "scopeId", h.reason, h.from_at as "from",
    h.until_at as until, h.placed_by as "placedBy", h.placed_at as "placedAt", h.lift_asked_by as "liftAskedBy",
    h.lift_reason as "liftReason", h.lifted_by as "liftedBy", h.lifted_at as "liftedAt", h.protects_until as "protectsUntil"
  from hold h`;

const toHold = ({ scopeKind, scopeId, ...row }: HoldRow): Hold => ({
  ...row,
  scope: scopeId === null ? { kind: scopeKind } : { kind: scopeKind, id: scopeId },
});

/** What something belongs to: its conversation, whoever said it, its file. */
export interface Belonging {
  kind: HoldScope['kind'];
  /** Absent for the organization. */
  id?: string;
}

/**
 * The holds that protect something at a time (Unix ms): those of the organization, and those of what it belongs to. What was lifted protects until
 * its days are over. Whether the thing is of the time that a hold means is for the asker (AC7).
 */
export async function holdsOver(q: Queryable, now: number, belongings: readonly Belonging[]): Promise<Hold[]> {
  const rows = await q.rows<HoldRow>(
    `${holdSql} where (h.lifted_at is null or h.protects_until > to_timestamp($3::float8 / 1000)) and (h.scope_kind = 'organization'
       or exists (select 1 from unnest($1::text[], $2::uuid[]) as s (kind, id) where s.kind = h.scope_kind and s.id = h.scope_id))
     order by h.id`,
    [belongings.map(({ kind }) => kind), belongings.map(({ id }) => id ?? null), now],
  );
  return rows.map(toHold);
}

/** Everybody whom a hold of a person that protects at a time (Unix ms) is about. */
export const heldPeople = async (q: Queryable, now: number): Promise<string[]> =>
  (
    await q.rows<{ user: string }>(
      `select distinct h.scope_id as user from hold h
       where h.scope_kind = 'user' and (h.lifted_at is null or h.protects_until > to_timestamp($1::float8 / 1000))`,
      [now],
    )
  ).map(({ user }) => user);

export async function findHold(q: Queryable, id: string): Promise<Hold | undefined> {
  const row = await q.row<HoldRow>(`${holdSql} where h.id = $1`, [id]);
  return row && toHold(row);
}

export const countHolds = async (q: Queryable, matter: string): Promise<number> =>
  (await q.row<{ n: number }>('select count(*)::int as n from hold where matter_id = $1', [matter]))!.n;

type MatterRow = Omit<Matter, 'holds'>;
const reviewAtSql = `coalesce(review_at, opened_at + review_days * interval '24 hours')`;
const matterSql = `select id, name, reason, two_people as "twoPeople", opened_by as "openedBy", opened_at as "openedAt",
    review_days as "reviewDays", ${reviewAtSql} as "reviewAt" from matter`;

async function withHolds(q: Queryable, rows: readonly MatterRow[]): Promise<Matter[]> {
  const holds = await q.rows<HoldRow>(`${holdSql} where h.matter_id = any ($1::uuid[]) order by h.id`, [
    rows.map(({ id }) => id),
  ]);
  const byMatter = new Map<string, Hold[]>(rows.map(({ id }) => [id, []]));
  for (const hold of holds) byMatter.get(hold.matter!)!.push(toHold(hold));
  return rows.map((row) => ({ ...row, holds: byMatter.get(row.id)! }));
}

/** The newest first, below an id. */
export const mattersBelow = async (q: Queryable, below: string | undefined, limit: number): Promise<Matter[]> =>
  withHolds(
    q,
    await q.rows<MatterRow>(`${matterSql} where $1::uuid is null or id < $1 order by id desc limit $2`, [below ?? null, limit]),
  );

export const findMatter = async (q: Queryable, id: string): Promise<Matter | undefined> =>
  (await withHolds(q, await q.rows<MatterRow>(`${matterSql} where id = $1`, [id])))[0];

/** Matters with holds that were not lifted, of which somebody is to be asked by now (Unix ms) whether they are still needed. */
export const mattersToReview = async (q: Queryable, now: number): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select id from matter where ${reviewAtSql} <= to_timestamp($1::float8 / 1000)
         and exists (select 1 from hold h where h.matter_id = matter.id and h.lifted_at is null) order by id`,
      [now],
    )
  ).map(({ id }) => id);
