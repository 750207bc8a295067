import type { Permission, Scope } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';
import type { RoleRow } from './reader.ts';

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
