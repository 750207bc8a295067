import type { Hold, Matter } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';

export async function insertMatter(tx: Tx, m: Omit<Matter, 'holds' | 'reviewAt'>): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into matter (id, name, reason, two_people, opened_by, opened_at, review_days)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7)`,
    [m.id, m.name, m.reason, m.twoPeople, m.openedBy, m.openedAt, m.reviewDays],
  );
}

/** Somebody looks at a matter again then (Unix ms). */
export async function putMatterReview(tx: Tx, id: string, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows('update matter set review_at = to_timestamp($2::float8 / 1000) where id = $1', [id, at]);
}

/** One more hold was placed or lifted. Waits for those who erase at this moment (AC8). */
async function turnEpoch(tx: Tx): Promise<void> {
  await tx.rows('update hold_epoch set n = n + 1');
}

/** Places a hold: whoever erases after this commit sees it. */
export async function placeHold(
  tx: Tx,
  h: Pick<Hold, 'id' | 'matter' | 'scope' | 'reason' | 'from' | 'until' | 'placedBy' | 'placedAt'>,
): Promise<void> {
  assertTx(tx);
  await turnEpoch(tx);
  await tx.rows(
    `insert into hold (id, matter_id, scope_kind, scope_id, reason, from_at, until_at, placed_by, placed_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), to_timestamp($7::float8 / 1000), $8, to_timestamp($9::float8 / 1000))`,
    [h.id, h.matter, h.scope.kind, h.scope.id ?? null, h.reason, h.from, h.until, h.placedBy, h.placedAt],
  );
}

/** Of two people, the first wishes it lifted. */
export async function askToLift(tx: Tx, id: string, by: string, reason: string): Promise<void> {
  assertTx(tx);
  await tx.rows('update hold set lift_asked_by = $2, lift_reason = $3 where id = $1 and lifted_at is null', [id, by, reason]);
}

/** Lifts a hold, which goes on protecting until a time (Unix ms); the row stays as its history. */
export async function liftHold(
  tx: Tx,
  h: { id: string; by: string; reason: string; at: number; protectsUntil: number },
): Promise<void> {
  assertTx(tx);
  await turnEpoch(tx);
  await tx.rows(
    `update hold set lifted_by = $2, lift_reason = $3, lifted_at = to_timestamp($4::float8 / 1000),
       protects_until = to_timestamp($5::float8 / 1000) where id = $1 and lifted_at is null`,
    [h.id, h.by, h.reason, h.at, h.protectsUntil],
  );
}

/** Nothing is placed or lifted until the transaction ends (AC8). Before any other lock of whoever erases. */
export async function lockHolds(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows('select 1 from hold_epoch for share');
}

/** Whoever changes holds goes one after the other. */
export async function lockMatter(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows('select 1 from matter where id = $1 for update', [id]);
}
