import type { Queryable } from '@rapport/platform';

/** A message row as imports carry it on: everything of it that later changes touch. */
export interface ImportedHead {
  conversation: string;
  seq: number;
  ev: number;
  changedEv: number;
  versionEv: number;
  sender: string | null;
  edits: number;
  editedAt: number | null;
  recalledAt: number | null;
  recalledBy: string | null;
  topicId: string | null;
  pinnedAt: number | null;
}

export const importedHeads = (q: Queryable, places: readonly { conversation: string; seq: number }[]): Promise<ImportedHead[]> =>
  q.rows(
    `select m.conversation_id as conversation, m.seq, m.ev, m.changed_ev as "changedEv", m.version_ev as "versionEv", m.sender,
       m.edits, m.edited_at as "editedAt", m.recalled_at as "recalledAt", m.recalled_by as "recalledBy", m.topic_id as "topicId",
       m.pinned_at as "pinnedAt"
     from unnest($1::uuid[], $2::bigint[]) as u (id, seq) join message m on m.conversation_id = u.id and m.seq = u.seq`,
    [places.map((p) => p.conversation), places.map((p) => p.seq)],
  );

/** When the newest of the messages after a `seq` was said, by conversation; absent where there are none. */
export async function newestSaid(
  q: Queryable,
  places: readonly { conversation: string; after: number }[],
): Promise<Map<string, number>> {
  const rows = await q.rows<{ id: string; at: number | null }>(
    `select u.id, (select max(coalesce(m.occurred_at, m.at)) from message m where m.conversation_id = u.id and m.seq > u.after) as at
     from unnest($1::uuid[], $2::bigint[]) as u (id, after)`,
    [places.map((p) => p.conversation), places.map((p) => p.after)],
  );
  return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, at]])));
}

/** What a later import compares with what it brings. */
export interface ImportedPlace {
  kind: 'direct' | 'group' | 'topic' | 'note';
  name: string;
  purpose: string;
  archived: boolean;
  /** Whether anybody has ever been a member. */
  seated: boolean;
}

export const importedPlace = (q: Queryable, conversation: string): Promise<ImportedPlace | undefined> =>
  q.row(
    `select c.kind, c.name, c.purpose, c.archived_at is not null as archived,
       exists (select 1 from membership m where m.conversation_id = c.id) as seated
     from conversation c where c.id = $1`,
    [conversation],
  );

/** Topics that an import opened under a conversation, by id; those opened here have a maker. */
export const importedTopics = async (q: Queryable, parent: string, after: string | null, limit: number): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select id from conversation where parent_id = $1 and created_by is null and ($2::uuid is null or id > $2) order by id limit $3`,
      [parent, after, limit],
    )
  ).map(({ id }) => id);

/** Of these people, the members who came before a time (Unix ms each). */
export const membersSince = (
  q: Queryable,
  conversation: string,
  people: readonly { user: string; before: number }[],
): Promise<{ user: string; guest: boolean }[]> =>
  q.rows(
    `select m.user_id as user, m.guest from unnest($2::uuid[], $3::float8[]) as u (id, before)
     join membership m on m.user_id = u.id and m.conversation_id = $1
     where m.left_ev is null and m.joined_at < to_timestamp(u.before / 1000)`,
    [conversation, people.map((p) => p.user), people.map((p) => p.before)],
  );
