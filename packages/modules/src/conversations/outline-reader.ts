import type { ConversationOutline } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { ms } from './reader.ts';

const lastAt = ms('coalesce((select x.at from message x where x.conversation_id = c.id and x.seq = s.seq), c.created_at)');

const outlineSql = `
  select c.id, c.kind, c.name, c.visibility, c.archived_at is not null as archived, c.member_count as "memberCount",
    c.guest_count as "guestCount", ${ms('c.created_at')} as "createdAt", ${lastAt} as "lastAt", s.seq as messages,
    array(select o.user_id from membership o where o.conversation_id = c.id and o.role = 'owner' and o.left_ev is null
      order by o.joined_at, o.user_id) as owners
  from conversation c join stream s on s.id = c.id where c.kind = 'group'`;

const ownerless = `not exists (select 1 from membership o join user_account u on u.id = o.user_id
  where o.conversation_id = z.id and o.role = 'owner' and o.left_ev is null and u.deactivated_at is null)`;

/** Groups, most recently used first; `before` is where the last page ended. */
export const outlines = (
  q: Queryable,
  page: {
    text: string;
    archived: boolean;
    ownerless: boolean;
    before: { at: number; id: string } | undefined;
    limit: number;
  },
): Promise<ConversationOutline[]> =>
  q.rows<ConversationOutline>(
    `select * from (${outlineSql} and (c.archived_at is not null) = $1 and ($2 = '' or strpos(lower(c.name), lower($2)) > 0)) z
     where (not $3 or ${ownerless}) and ($4::bigint is null or ("lastAt", id) < ($4, $5::uuid))
     order by "lastAt" desc, id desc limit $6`,
    [page.archived, page.text.trim(), page.ownerless, page.before?.at ?? null, page.before?.id ?? null, page.limit],
  );

export const findOutline = (q: Queryable, id: string): Promise<ConversationOutline | undefined> =>
  q.row<ConversationOutline>(`${outlineSql} and c.id = $1`, [id]);

/** Groups and notes that two people both take part in, by name. */
export const sharedIds = (
  q: Queryable,
  users: readonly [string, string],
  after: readonly [string, string] | undefined,
  limit: number,
): Promise<{ id: string; name: string }[]> =>
  q.rows(
    `select c.id, c.name from conversation c
     join membership a on a.conversation_id = c.id and a.user_id = $1 and a.left_ev is null
     join membership b on b.conversation_id = c.id and b.user_id = $2 and b.left_ev is null
     where c.kind in ('group', 'note') and c.archived_at is null and ($3::text is null or (c.name, c.id) > ($3, $4::uuid))
     order by c.name, c.id limit $5`,
    [users[0], users[1], after?.[0] ?? null, after?.[1] ?? null, limit],
  );

/** Ids of groups whose name has this in it, archived ones too, by name. */
export const groupsNamed = async (q: Queryable, text: string, limit: number): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      "select id from conversation where kind = 'group' and strpos(lower(name), lower($1)) > 0 order by name, id limit $2",
      [text, limit],
    )
  ).map(({ id }) => id);

/** Ids of somebody's direct conversations, those last begun first. */
export const directsOf = async (q: Queryable, user: string, limit: number): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select c.id from membership m join conversation c on c.id = m.conversation_id
       where m.user_id = $1 and c.kind = 'direct' order by c.id desc limit $2`,
      [user, limit],
    )
  ).map(({ id }) => id);

/** Ids of the topics that hang on a conversation, in the order in which they were begun. */
export const topicIdsOf = async (q: Queryable, conversation: string, limit: number): Promise<string[]> =>
  (
    await q.rows<{ id: string }>('select id from conversation where parent_id = $1 order by id limit $2', [conversation, limit])
  ).map(({ id }) => id);
