import type { AuditEntry, Organization, OrganizationSettings } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { Actor } from './actor.ts';

const week = Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: 9 * 60, to: 18 * 60 }] : []));

/** What holds until an administrator decides otherwise. */
export const builtInSettings: OrganizationSettings = {
  receipts: true,
  recallMinutes: 24 * 60,
  editMinutes: null,
  urgentPerDay: 5,
  linkPreviews: true,
  invitationDays: 14,
  timeZone: 'Asia/Shanghai',
  workingHours: week,
};

interface OrganizationRow {
  id: string;
  name: string;
  stream: string;
  defaultLanguage: Organization['defaultLanguage'];
  settings: Partial<OrganizationSettings>;
}

/** The organization with its settings in full; undefined before the first user was made. */
export async function findOrganization(q: Queryable): Promise<Organization | undefined> {
  const row = await q.row<OrganizationRow>(
    `select id, name, stream_id as stream, default_language as "defaultLanguage", settings from organization`,
  );
  return row && { ...row, settings: { ...builtInSettings, ...row.settings } };
}

export interface AuditQuery {
  actor?: string | undefined;
  subject?: string | undefined;
  act?: string | undefined;
  after?: number | undefined;
  before?: number | undefined;
  /** Entries older than this id: ids ascend with time. */
  below?: string | undefined;
  limit: number;
}

/** Administrators' acts, newest first. */
export const auditEntries = (q: Queryable, a: AuditQuery): Promise<AuditEntry[]> =>
  q.rows<AuditEntry>(
    `select id, at, actor, act, subject_kind as "subjectKind", subject, detail, "from" from audit
     where ($1::uuid is null or actor = $1) and ($2::text is null or subject = $2) and ($3::text is null or act = $3)
       and ($4::float8 is null or at >= to_timestamp($4 / 1000)) and ($5::float8 is null or at < to_timestamp($5 / 1000))
       and ($6::uuid is null or id < $6)
     order by id desc limit $7`,
    [a.actor ?? null, a.subject ?? null, a.act ?? null, a.after ?? null, a.before ?? null, a.below ?? null, a.limit],
  );

/**
 * SQL that is true for people the actor may see: everyone for those who may browse the directory; else oneself and those
 * one shares a conversation with (PE9). `alias` is a table with the user's id in `column`; the actor's id is to be passed
 * as parameter number `parameter`.
 */
export function visiblePeoplePredicate(actor: Actor, alias: string, parameter: number, column = 'id'): string {
  const viewer = `$${parameter}::uuid`;
  if (actor.permissions.has('people.browse')) return `${viewer} is not null`;
  return `(${alias}.${column} = ${viewer} or exists (
    select 1 from shared_conversation_member theirs join shared_conversation_member mine using (conversation_id)
    where theirs.user_id = ${alias}.${column} and mine.user_id = ${viewer}))`;
}

/** Which of these people the actor may see. */
export const visibleAmong = async (q: Queryable, actor: Actor, ids: readonly string[]): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select u.id from user_account u where u.id = any($1::uuid[]) and ${visiblePeoplePredicate(actor, 'u', 2)}`,
      [ids, actor.user],
    )
  ).map(({ id }) => id);

/** Which of these people each of these guests may see (PE9): themselves, and those they share a conversation with. */
export async function visibleToGuests(
  q: Queryable,
  guests: readonly string[],
  ids: readonly string[],
): Promise<Map<string, Set<string>>> {
  const rows = await q.rows<{ guest: string; id: string }>(
    `select g.guest, s.id from unnest($1::uuid[]) g (guest) cross join unnest($2::uuid[]) s (id)
     where g.guest = s.id or exists (
       select 1 from shared_conversation_member theirs join shared_conversation_member mine using (conversation_id)
       where theirs.user_id = s.id and mine.user_id = g.guest)`,
    [guests, ids],
  );
  const seen = new Map(guests.map((guest) => [guest, new Set<string>()]));
  for (const { guest, id } of rows) seen.get(guest)?.add(id);
  return seen;
}
