import type { BaseRole, UserKind } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';
import { nameKeys } from '../name-keys.ts';

export interface NewUser {
  id: string;
  kind: UserKind;
  role: BaseRole;
  name: string;
  title: string;
  email: string | null;
  language: string | null;
  timeZone: string | null;
  createdBy: string | null;
  /** Unix ms. */
  at: number;
  deactivatedAt: number | null;
  unclaimed: boolean;
}

/** Inserts users in one statement; a known email violates `user_account_email_key`. */
export async function insertUsers(tx: Tx, users: readonly NewUser[]): Promise<void> {
  assertTx(tx);
  const rows = users.map((u) => {
    const { sortKey, heading, folded, units } = nameKeys(u.name);
    return { ...u, sort_key: sortKey, heading, name_keys: { folded, units } };
  });
  await tx.rows(
    `insert into user_account (id, kind, role, name, name_keys, sort_key, heading, title, email, language, time_zone, created_by,
       created_at, deactivated_at, unclaimed)
     select u.id, u.kind, u.role, u.name, u.name_keys, u.sort_key, u.heading, u.title, u.email, u.language, u."timeZone",
       u."createdBy", to_timestamp(u.at / 1000), to_timestamp(u."deactivatedAt" / 1000), u.unclaimed
     from jsonb_to_recordset($1::jsonb) as u (id uuid, kind text, role text, name text, name_keys jsonb, sort_key text, heading text,
       title text, email text, language text, "timeZone" text, "createdBy" uuid, at float8, "deactivatedAt" float8, unclaimed boolean)`,
    [JSON.stringify(rows)],
  );
}

/** Somebody comes who was imported: the account opens under the name and role given now; what they said stays theirs. */
export async function claimUser(tx: Tx, u: NewUser): Promise<void> {
  const { name, kind, role, language } = u;
  await updateUser(tx, u.id, {
    name,
    kind,
    role,
    deactivatedAt: null,
    unclaimed: false,
    ...(u.title === '' ? {} : { title: u.title }),
    ...(language === null ? {} : { language }),
    ...(u.timeZone === null ? {} : { timeZone: u.timeZone }),
  });
}

/** New values by column; what is absent stays. */
export interface UserChange {
  name?: string | undefined;
  title?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  role?: BaseRole | undefined;
  kind?: UserKind | undefined;
  avatar?: string | null | undefined;
  timeZone?: string | undefined;
  language?: string | undefined;
  workingHours?: unknown;
  status?: unknown;
  quietUntil?: number | null | undefined;
  manager?: string | null | undefined;
  deactivatedAt?: number | null | undefined;
  unclaimed?: boolean | undefined;
}

const columns: Record<keyof UserChange, string> = {
  name: 'name = ?',
  title: 'title = ?',
  phone: 'phone = ?',
  email: 'email = ?',
  role: 'role = ?',
  kind: 'kind = ?',
  avatar: 'avatar = ?::uuid',
  timeZone: 'time_zone = ?',
  language: 'language = ?',
  workingHours: 'working_hours = ?::jsonb',
  status: 'status = ?::jsonb',
  quietUntil: 'quiet_until = to_timestamp(?::float8 / 1000)',
  manager: 'manager_id = ?::uuid',
  deactivatedAt: 'deactivated_at = to_timestamp(?::float8 / 1000)',
  unclaimed: 'unclaimed = ?',
};

/** Changes the given columns of a user. */
export async function updateUser(tx: Tx, id: string, change: UserChange): Promise<void> {
  assertTx(tx);
  const params: unknown[] = [id];
  const sets: string[] = [];
  const set = (assignment: string, value: unknown): void => {
    params.push(value);
    sets.push(assignment.replace('?', `$${params.length}`));
  };
  for (const [key, assignment] of Object.entries(columns) as [keyof UserChange, string][]) {
    const value = change[key];
    if (value === undefined) continue;
    set(assignment, (key === 'status' || key === 'workingHours') && value !== null ? JSON.stringify(value) : value);
  }
  if (change.name !== undefined) {
    const { sortKey, heading, folded, units } = nameKeys(change.name);
    set('name_keys = ?::jsonb', JSON.stringify({ folded, units }));
    set('sort_key = ?', sortKey);
    set('heading = ?', heading);
  }
  if (sets.length > 0) await tx.rows(`update user_account set ${sets.join(', ')} where id = $1`, params);
}

/** Sets the departments of a user, the main one first. */
export async function setDepartments(tx: Tx, user: string, departments: readonly string[]): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from department_member where user_id = $1', [user]);
  await tx.rows(
    `insert into department_member (user_id, department_id, position)
     select $1, d.id, d.n - 1 from unnest($2::uuid[]) with ordinality as d (id, n)`,
    [user, departments],
  );
}

export async function insertDepartment(
  tx: Tx,
  d: { id: string; name: string; parent: string | null; at: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into department (id, name, parent_id, position, created_at)
     select $1, $2, $3, coalesce(max(position), 0) + 1, to_timestamp($4::float8 / 1000) from department
     where parent_id is not distinct from $3`,
    [d.id, d.name, d.parent, d.at],
  );
}

export async function updateDepartment(
  tx: Tx,
  id: string,
  d: { name: string; parent: string | null; moved: boolean },
): Promise<void> {
  assertTx(tx);
  // Without a place of its own it comes last among its new siblings.
  await tx.rows(
    `update department set name = $2, parent_id = $3::uuid, position = case when $4 then
       (select coalesce(max(s.position), 0) + 1 from department s where s.parent_id is not distinct from $3::uuid) else position end
     where id = $1`,
    [id, d.name, d.parent, d.moved],
  );
}

/** Puts a department at a place among its siblings, from 0; all of them are numbered anew. */
export async function placeDepartment(tx: Tx, id: string, parent: string | null, place: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `with others as (
       select s.id, row_number() over (order by s.position, lower(s.name), s.id) - 1 as n
       from department s where s.parent_id is not distinct from $2::uuid and s.id <> $1)
     update department d set position = case when d.id = $1 then least($3::int, (select count(*) from others))
       else (select o.n + (o.n >= $3::int)::int from others o where o.id = d.id) end
     where d.parent_id is not distinct from $2::uuid`,
    [id, parent, place],
  );
}

/** Sets who leads a department, the head first. */
export async function setManagers(tx: Tx, department: string, managers: readonly string[]): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from department_manager where department_id = $1', [department]);
  await tx.rows(
    `insert into department_manager (department_id, user_id, position)
     select $1, u.id, u.n - 1 from unnest($2::uuid[]) with ordinality as u (id, n)`,
    [department, managers],
  );
}

export async function deleteDepartment(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from department where id = $1', [id]);
}

/** Changes of the tree come one at a time: two moves together could make a cycle that neither makes alone. */
export async function lockTree(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows('select pg_advisory_xact_lock(84200003)');
}

/** Owners leave one at a time: the last of two would not see the other go. */
export async function lockOwners(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows('select pg_advisory_xact_lock(84200004)');
}
