import type { Permission, Scope } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';
import type { HoldScope, RoleRow } from './reader.ts';

export async function insertRole(tx: Tx, r: Omit<RoleRow, 'key'>): Promise<void> {
  assertTx(tx);
  await tx.rows('insert into role (id, name, purpose, permissions) values ($1, $2, $3, $4)', [
    r.id,
    r.name,
    r.purpose,
    r.permissions,
  ]);
}

export async function updateRole(
  tx: Tx,
  id: string,
  r: { name: string; purpose: string; permissions: readonly Permission[] },
): Promise<void> {
  assertTx(tx);
  await tx.rows('update role set name = $2, purpose = $3, permissions = $4 where id = $1', [
    id,
    r.name,
    r.purpose,
    r.permissions,
  ]);
}

/** Removes a role; its grants go with it. */
export async function deleteRole(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from role where id = $1 and key is null', [id]);
}

/** Grants a role; false when it was granted before. */
export async function insertGrant(
  tx: Tx,
  g: { id: string; user: string; role: string; scope: Scope; by: string; at: number },
): Promise<boolean> {
  assertTx(tx);
  const row = await tx.row(
    `insert into role_grant (id, user_id, role_id, scope_kind, scope_id, granted_by, at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000)) on conflict do nothing returning id`,
    [g.id, g.user, g.role, g.scope.kind, g.scope.id ?? null, g.by, g.at],
  );
  return row !== undefined;
}

export async function deleteGrant(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from role_grant where id = $1', [id]);
}

/** Places a hold, for the room whose screens decide about holds. */
export async function placeHold(
  tx: Tx,
  h: { id: string; scope: HoldScope; reason: string; by: string; at: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into hold (id, scope_kind, scope_id, reason, placed_by, placed_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))`,
    [h.id, h.scope.kind, h.scope.id ?? null, h.reason, h.by, h.at],
  );
}

/** Lifts a hold; the row stays as its history. */
export async function liftHold(tx: Tx, id: string, by: string, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update hold set lifted_by = $2, lifted_at = to_timestamp($3::float8 / 1000) where id = $1 and lifted_at is null`,
    [id, by, at],
  );
}
