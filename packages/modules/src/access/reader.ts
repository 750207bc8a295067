import type { Grant, Permission, Scope } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

export interface RoleRow {
  id: string;
  key: string | null;
  name: string;
  purpose: string;
  permissions: Permission[];
}
const roleColumns = 'id, key, name, purpose, permissions';

/** Built-in roles first, then the organization's own by name. */
export const allRoles = (q: Queryable): Promise<RoleRow[]> =>
  q.rows<RoleRow>(
    `select ${roleColumns} from role order by key is null, case when key is null then null else id end, lower(name)`,
  );

export const findRole = (q: Queryable, id: string): Promise<RoleRow | undefined> =>
  q.row<RoleRow>(`select ${roleColumns} from role where id = $1`, [id]);

/** How many people have each role in addition to their base role. */
export const countGrants = (q: Queryable): Promise<{ role: string; people: number }[]> =>
  q.rows('select role_id as role, count(distinct user_id) as people from role_grant group by role_id');

export interface HeldRole {
  user: string;
  role: string;
  permissions: Permission[];
  scopeKind: Scope['kind'];
  scope: string | null;
}
/** People's bundles: the base role's in the organization, and what was granted beside it. */
export const heldRoles = (q: Queryable, people: readonly { id: string; role: string }[]): Promise<HeldRole[]> =>
  q.rows<HeldRole>(
    `select u.id as "user", r.key as role, r.permissions, 'organization' as "scopeKind", null::uuid as scope
     from unnest($1::uuid[], $2::text[]) as u (id, role) join role r on r.key = u.role
     union all
     select g.user_id, r.id::text, r.permissions, g.scope_kind, g.scope_id
     from role_grant g join role r on r.id = g.role_id where g.user_id = any ($1::uuid[])`,
    [people.map(({ id }) => id), people.map(({ role }) => role)],
  );

interface GrantRow {
  id: string;
  user: string;
  role: string;
  scopeKind: Scope['kind'];
  scope: string | null;
  by: string | null;
  at: number;
}
const toGrant = ({ scopeKind, scope, ...row }: GrantRow): Grant =>
  ({ ...row, scope: scope === null ? { kind: scopeKind } : { kind: scopeKind, id: scope } }) as Grant;

const grantColumns = `id, user_id as "user", role_id as role, scope_kind as "scopeKind", scope_id as scope, granted_by as by, at`;

export interface GrantQuery {
  user?: string | undefined;
  role?: string | undefined;
  scope?: Scope | undefined;
  /** Grants older than this id. */
  below?: string | undefined;
  limit: number;
}
export const listGrantRows = async (q: Queryable, g: GrantQuery): Promise<Grant[]> =>
  (
    await q.rows<GrantRow>(
      `select ${grantColumns} from role_grant
       where ($1::uuid is null or user_id = $1) and ($2::uuid is null or role_id = $2)
         and ($3::text is null or (scope_kind = $3 and scope_id is not distinct from $4::uuid)) and ($5::uuid is null or id < $5)
       order by id desc limit $6`,
      [g.user ?? null, g.role ?? null, g.scope?.kind ?? null, g.scope?.id ?? null, g.below ?? null, g.limit],
    )
  ).map(toGrant);

export async function findGrant(q: Queryable, id: string): Promise<Grant | undefined> {
  const row = await q.row<GrantRow>(`select ${grantColumns} from role_grant where id = $1`, [id]);
  return row && toGrant(row);
}

export type HoldKind = 'organization' | 'user' | 'department' | 'conversation' | 'contact' | 'file';
export interface HoldScope {
  kind: HoldKind;
  /** Absent for the organization. */
  id?: string;
}

/**
 * Whether any of these lies under a hold; a hold of the organization holds everything. A room passes all that a thing
 * belongs to: its conversation, its author, its file (AC7).
 */
export async function isHeld(q: Queryable, ...scopes: readonly HoldScope[]): Promise<boolean> {
  const row = await q.row(
    `select 1 from hold h where h.lifted_at is null and (h.scope_kind = 'organization'
       or exists (select 1 from unnest($1::text[], $2::uuid[]) as s (kind, id) where s.kind = h.scope_kind and s.id = h.scope_id))
     limit 1`,
    [scopes.map(({ kind }) => kind), scopes.map(({ id }) => id ?? null)],
  );
  return row !== undefined;
}
