import type { BaseRole, Department, User, UserKind } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import type { NameKeys } from '../name-keys.ts';
import { visiblePeoplePredicate } from '../reader.ts';

/** A user as stored: null where the organization's own setting holds. */
export interface UserRow {
  id: string;
  kind: UserKind;
  role: BaseRole;
  name: string;
  title: string;
  email: string | null;
  phone: string;
  avatar: string | null;
  timeZone: string | null;
  language: User['language'] | null;
  workingHours: User['workingHours'] | null;
  status: User['status'];
  quietUntil: number | null;
  departments: string[];
  manager: string | null;
  sortKey: string;
  heading: string;
  createdAt: number;
  deactivatedAt: number | null;
  unclaimed: boolean;
}

const userColumns = `u.id, u.kind, u.role, u.name, u.title, u.email, u.phone, u.avatar, u.time_zone as "timeZone", u.language,
  u.working_hours as "workingHours", u.status, u.quiet_until as "quietUntil", u.manager_id as manager, u.sort_key as "sortKey",
  u.heading, u.created_at as "createdAt", u.deactivated_at as "deactivatedAt", u.unclaimed,
  coalesce((select array_agg(m.department_id order by m.position) from department_member m where m.user_id = u.id), '{}')::uuid[]
    as departments`;

/** One user, whoever asks: callers guard it. */
export const findUser = (q: Queryable, id: string): Promise<UserRow | undefined> =>
  q.row<UserRow>(`select ${userColumns} from user_account u where u.id = $1`, [id]);

/** People by id, whoever asks: callers guard it. */
export const peopleByIds = (q: Queryable, ids: readonly string[]): Promise<UserRow[]> =>
  q.rows<UserRow>(`select ${userColumns} from user_account u where u.id = any($1::uuid[])`, [ids]);

/** What an actor is made of. */
export type ActorRow = Pick<UserRow, 'id' | 'kind' | 'role' | 'name' | 'language' | 'departments'>;

/** People by id as they act; closed accounts do not. */
export const actorRows = (q: Queryable, ids: readonly string[]): Promise<ActorRow[]> =>
  q.prepared<ActorRow>(
    'actor-rows',
    `select u.id, u.kind, u.role, u.name, u.language,
       array(select m.department_id from department_member m where m.user_id = u.id order by m.position) as departments
     from unnest($1::uuid[]) as i (id) cross join lateral (
       select * from user_account u0 where u0.id = i.id and u0.deactivated_at is null limit 1) u`,
    [ids],
  );

/** Whether one of these people, or of those with these base roles, may come in and decide: no bot, no closed account, nobody who was only imported. */
export const someoneActs = async (
  q: Queryable,
  { roles, users, except }: { roles: readonly string[]; users: readonly string[]; except: string },
): Promise<boolean> =>
  (await q.row(
    `select 1 from user_account where kind = 'member' and deactivated_at is null and not unclaimed and id <> $3::uuid
       and (role = any ($1::text[]) or id = any ($2::uuid[])) limit 1`,
    [roles, users, except],
  )) !== undefined;

/**
 * Whether since then (Unix ms) one of these people was deactivated or made a guest, or somebody else lost one of these roles, or a role with this
 * permission, as the audit says.
 */
export const someoneLost = async (
  q: Queryable,
  lost: { roles: readonly string[]; users: readonly string[]; except: string; permission: string; since: number },
): Promise<boolean> =>
  (await q.row(
    `select 1 from user_account where kind = 'member' and not unclaimed and id <> $3::uuid
       and (role = any ($1::text[]) or id = any ($2::uuid[])) and deactivated_at > to_timestamp($5::float8 / 1000)
     union all
     select 1 from audit where at > to_timestamp($5::float8 / 1000) and (
       (act = 'user.changed' and subject <> $3::uuid::text and (detail #>> '{role,from}' = any ($1::text[])
         or (detail #>> '{role,to}' = 'guest' and subject = any ($2::uuid[]::text[]))))
       or (act = 'role.revoked' and subject <> $3::uuid::text and detail -> 'taken' ? $4)
       or (act in ('role.changed', 'role.removed') and detail -> 'taken' ? $4)) limit 1`,
    [lost.roles, lost.users, lost.except, lost.permission, lost.since],
  )) !== undefined;

/** One user, locked until the transaction ends. */
export const lockUser = (q: Queryable, id: string): Promise<UserRow | undefined> =>
  q.row<UserRow>(`select ${userColumns} from user_account u where u.id = $1 for no key update`, [id]);

/** By address in its folded form. */
export const findUserByEmail = (q: Queryable, email: string): Promise<UserRow | undefined> =>
  q.row<UserRow>(`select ${userColumns} from user_account u where u.email = $1`, [email]);

/** Which of these addresses have an account; people imported who have not come yet have none (PE15). */
export const knownEmails = async (q: Queryable, emails: readonly string[]): Promise<{ id: string; email: string }[]> =>
  q.rows('select id, email from user_account where email = any($1) and not unclaimed', [emails]);

/** People by id that the actor may see. */
export const visibleUsers = (q: Queryable, actor: Actor, ids: readonly string[]): Promise<UserRow[]> =>
  q.rows<UserRow>(
    `select ${userColumns} from user_account u where u.id = any($1::uuid[]) and ${visiblePeoplePredicate(actor, 'u', 2)}`,
    [ids, actor.user],
  );

export interface ListQuery {
  after: { sortKey: string; id: string } | undefined;
  departments: readonly string[] | undefined;
  kinds: readonly UserKind[] | undefined;
  role: BaseRole | undefined;
  manager: string | undefined;
  inactive: boolean;
  limit: number;
}

/** A page of the directory in name order. */
export const listUsers = (q: Queryable, actor: Actor, l: ListQuery): Promise<UserRow[]> =>
  q.rows<UserRow>(
    `select ${userColumns} from user_account u
     where ${visiblePeoplePredicate(actor, 'u', 1)}
       and ($2::text is null or (u.sort_key, u.id) > ($2 collate "C", $3::uuid))
       and ($4::uuid[] is null
         or exists (select 1 from department_member m where m.user_id = u.id and m.department_id = any($4)))
       and ($5::text[] is null or u.kind = any($5)) and ($6::text is null or u.role = $6)
       and ($7 or u.deactivated_at is null) and ($9::uuid is null or u.manager_id = $9)
     order by u.sort_key, u.id limit $8`,
    [
      actor.user,
      l.after?.sortKey ?? null,
      l.after?.id ?? null,
      l.departments ?? null,
      l.kinds ?? null,
      l.role ?? null,
      l.inactive,
      l.limit,
      l.manager ?? null,
    ],
  );

export interface NameEntry {
  id: string;
  kind: UserKind;
  email: string | null;
  title: string;
  sortKey: string;
  keys: Pick<NameKeys, 'folded' | 'units'>;
  active: boolean;
}

/** Names for the search in memory: all of them, or some. */
export const nameEntries = (q: Queryable, ids: readonly string[] | null): Promise<NameEntry[]> =>
  q.rows<NameEntry>(
    `select id, kind, email, title, sort_key as "sortKey", name_keys as keys, deactivated_at is null as active from user_account
     where $1::uuid[] is null or id = any($1)`,
    [ids],
  );

/** Whether another active owner is there. Ask under `lockOwners`. */
export const hasOtherOwner = async (q: Queryable, user: string): Promise<boolean> =>
  (await q.row(
    `select 1 from user_account where role = 'owner' and kind = 'member' and deactivated_at is null and id <> $1 limit 1`,
    [user],
  )) !== undefined;

/** Whether anybody can administer this house. */
export const hasOwner = async (q: Queryable): Promise<boolean> =>
  (await q.row(`select 1 from user_account where role = 'owner' and deactivated_at is null limit 1`)) !== undefined;

/** Active people by base role. */
export const countByRole = (q: Queryable): Promise<{ role: BaseRole; people: number }[]> =>
  q.rows(`select role, count(*) as people from user_account where deactivated_at is null and kind <> 'bot' group by role`);

const departmentColumns = `d.id, d.name, d.parent_id as parent, d.position,
  coalesce((select array_agg(m.user_id order by m.position) from department_manager m where m.department_id = d.id), '{}')::uuid[]
    as managers,
  (select count(*) from department_member m join user_account u on u.id = m.user_id
    where m.department_id = d.id and u.deactivated_at is null) as people`;

export const allDepartments = (q: Queryable): Promise<Department[]> =>
  q.rows<Department>(`select ${departmentColumns} from department d order by d.position, lower(d.name), d.id`);

export const findDepartment = (q: Queryable, id: string): Promise<Department | undefined> =>
  q.row<Department>(`select ${departmentColumns} from department d where d.id = $1`, [id]);

/** The bare tree: small enough to be read whole. */
export const departmentTree = async (q: Queryable): Promise<Map<string, { id: string; parent: string | null }>> =>
  new Map(
    (
      await q.prepared<{ id: string; parent: string | null }>(
        'department-tree',
        'select id, parent_id as parent from department',
        [],
      )
    ).map((d) => [d.id, d]),
  );

/** Whether anything lies in a department: people (closed accounts too) or departments. */
export const departmentInUse = async (q: Queryable, id: string): Promise<boolean> =>
  (await q.row(
    `select 1 from department_member where department_id = $1 union all select 1 from department where parent_id = $1 limit 1`,
    [id],
  )) !== undefined;

/** Active people of departments and all those below them. */
export const peopleOfDepartments = async (q: Queryable, departments: readonly string[]): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `with recursive below (id) as (
         select unnest($1::uuid[]) union select d.id from department d join below b on d.parent_id = b.id
       )
       select distinct u.id from below b join department_member m on m.department_id = b.id
         join user_account u on u.id = m.user_id where u.deactivated_at is null`,
      [departments],
    )
  ).map(({ id }) => id);

/** Names of people and departments, whoever asks: for texts that mention them. */
export const mentionedNames = (q: Queryable, ids: readonly string[]): Promise<{ id: string; name: string }[]> =>
  q.prepared(
    'mentioned-names',
    `select id, name from user_account where id = any($1::uuid[]) union all select id, name from department where id = any($1::uuid[])`,
    [ids],
  );
