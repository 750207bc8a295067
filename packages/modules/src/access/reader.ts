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

export interface Bundle {
  role: string;
  permissions: Permission[];
}
/** The built-in roles. */
export const baseRoles = (q: Queryable): Promise<Bundle[]> =>
  q.prepared<Bundle>('base-roles', 'select key as role, permissions from role where key is not null', []);

export interface GrantedRole extends Bundle {
  user: string;
  scopeKind: Scope['kind'];
  scope: string | null;
}
/** What was granted to people beside their base roles. */
export const grantedRoles = (q: Queryable, users: readonly string[]): Promise<GrantedRole[]> =>
  q.prepared<GrantedRole>(
    'granted-roles',
    `select g.user_id as "user", r.id::text as role, r.permissions, g.scope_kind as "scopeKind", g.scope_id as scope
     from role_grant g join role r on r.id = g.role_id where g.user_id = any ($1::uuid[])`,
    [users],
  );

/** Base roles with a permission, and people to whom it was granted in the whole organization. */
export async function holdersOf(q: Queryable, permission: Permission): Promise<{ roles: string[]; users: string[] }> {
  const roles = await q.rows<{ key: string }>(
    `select key from role where key = 'owner' or (key is not null and $1 = any (permissions))`,
    [permission],
  );
  const granted = await q.rows<{ user: string }>(
    `select distinct g.user_id as user from role_grant g join role r on r.id = g.role_id
     where g.scope_kind = 'organization' and $1 = any (r.permissions)`,
    [permission],
  );
  return { roles: roles.map(({ key }) => key), users: granted.map(({ user }) => user) };
}

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
