import { assertTx, type Tx } from '@rapport/platform';
import type { ImportedHead } from './import-reader.ts';
import type { Content } from './rows.ts';

/** Bulk writes of imports: many rows a statement. Instants are Unix ms; `occurredAt` may have a fraction. */

export interface ImportedConversation {
  id: string;
  kind: 'direct' | 'group' | 'topic';
  name: string;
  purpose: string;
  visibility: 'private' | 'open';
  directKey: string | null;
  parentId: string | null;
  anchorSeq: number | null;
  createdAt: number;
}

export interface ImportedMessage extends ImportedHead {
  clientId: string;
  at: number;
  occurredAt: number;
  late: boolean;
}

export interface ImportedVersion {
  conversation: string;
  ev: number;
  seq: number;
  previousEv: number | null;
  author: string | null;
  at: number;
  text: string;
  content: Content | null;
}

export interface ImportedReaction {
  conversation: string;
  seq: number;
  emoji: string;
  user: string;
  at: number;
}

/** Answers the ids of those that were made: a direct conversation of the same people may be there. */
export async function insertImportedConversations(tx: Tx, rows: readonly ImportedConversation[]): Promise<string[]> {
  assertTx(tx);
  const made = await tx.rows<{ id: string }>(
    `insert into conversation (id, kind, name, purpose, visibility, direct_key, parent_id, anchor_seq, created_at)
     select u.id, u.kind, u.name, u.purpose, u.visibility, u.direct_key, u.parent_id, u.anchor_seq, to_timestamp(u.created_at / 1000)
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::bigint[], $9::float8[])
       as u (id, kind, name, purpose, visibility, direct_key, parent_id, anchor_seq, created_at)
     on conflict do nothing returning id`,
    [
      rows.map((r) => r.id),
      rows.map((r) => r.kind),
      rows.map((r) => r.name),
      rows.map((r) => r.purpose),
      rows.map((r) => r.visibility),
      rows.map((r) => r.directKey),
      rows.map((r) => r.parentId),
      rows.map((r) => r.anchorSeq),
      rows.map((r) => r.createdAt),
    ],
  );
  return made.map(({ id }) => id);
}

export async function insertImportedMessages(tx: Tx, rows: readonly ImportedMessage[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into message (conversation_id, seq, ev, changed_ev, version_ev, sender, client_id, at, occurred_at, late, edits, edited_at,
       recalled_at, recalled_by, topic_id)
     select u.id, u.seq, u.ev, u.changed_ev, u.version_ev, u.sender, u.client_id, to_timestamp(u.at / 1000), to_timestamp(u.said / 1000),
       u.late, u.edits, to_timestamp(u.edited / 1000), to_timestamp(u.recalled / 1000), u.recalled_by, u.topic
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::uuid[], $7::uuid[], $8::float8[], $9::float8[],
       $10::boolean[], $11::int[], $12::float8[], $13::float8[], $14::uuid[], $15::uuid[])
       as u (id, seq, ev, changed_ev, version_ev, sender, client_id, at, said, late, edits, edited, recalled, recalled_by, topic)`,
    [
      rows.map((r) => r.conversation),
      rows.map((r) => r.seq),
      rows.map((r) => r.ev),
      rows.map((r) => r.changedEv),
      rows.map((r) => r.versionEv),
      rows.map((r) => r.sender),
      rows.map((r) => r.clientId),
      rows.map((r) => r.at),
      rows.map((r) => r.occurredAt),
      rows.map((r) => r.late),
      rows.map((r) => r.edits),
      rows.map((r) => r.editedAt),
      rows.map((r) => r.recalledAt),
      rows.map((r) => r.recalledBy),
      rows.map((r) => r.topicId),
    ],
  );
}

/** Writes what changed of messages that were there before. */
export async function updateImportedMessages(tx: Tx, rows: readonly ImportedHead[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update message m set changed_ev = u.changed_ev, version_ev = u.version_ev, edits = u.edits, edited_at = to_timestamp(u.edited / 1000),
       recalled_at = to_timestamp(u.recalled / 1000), recalled_by = u.recalled_by, topic_id = u.topic,
       pinned_at = case when u.recalled is null then to_timestamp(u.pinned / 1000) end
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::int[], $6::float8[], $7::float8[], $8::uuid[], $9::uuid[],
       $10::float8[]) as u (id, seq, changed_ev, version_ev, edits, edited, recalled, recalled_by, topic, pinned)
     where m.conversation_id = u.id and m.seq = u.seq`,
    [
      rows.map((r) => r.conversation),
      rows.map((r) => r.seq),
      rows.map((r) => r.changedEv),
      rows.map((r) => r.versionEv),
      rows.map((r) => r.edits),
      rows.map((r) => r.editedAt),
      rows.map((r) => r.recalledAt),
      rows.map((r) => r.recalledBy),
      rows.map((r) => r.topicId),
      rows.map((r) => r.pinnedAt),
    ],
  );
}

export async function insertImportedVersions(tx: Tx, rows: readonly (ImportedVersion & { key: Buffer })[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into version (conversation_id, ev, seq, previous_ev, author, at, key, text, content)
     select u.id, u.ev, u.seq, u.previous, u.author, to_timestamp(u.at / 1000), u.key, u.text, u.content::jsonb
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::uuid[], $6::float8[], $7::bytea[], $8::text[], $9::text[])
       as u (id, ev, seq, previous, author, at, key, text, content)`,
    [
      rows.map((r) => r.conversation),
      rows.map((r) => r.ev),
      rows.map((r) => r.seq),
      rows.map((r) => r.previousEv),
      rows.map((r) => r.author),
      rows.map((r) => r.at),
      rows.map((r) => r.key),
      rows.map((r) => r.text),
      rows.map((r) => (r.content === null ? null : JSON.stringify(r.content))),
    ],
  );
}

/** Another version of a message has the attachments of its first one. */
export async function keepImportedAttachments(
  tx: Tx,
  rows: readonly { conversation: string; seq: number; ev: number }[],
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update version v set content = coalesce(v.content, '{}') || jsonb_build_object('attachments', f.content -> 'attachments')
     from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as u (id, seq, ev)
     join message m on m.conversation_id = u.id and m.seq = u.seq
     join version f on f.conversation_id = m.conversation_id and f.ev = m.ev and f.content ? 'attachments'
     where v.conversation_id = u.id and v.ev = u.ev and v.ev <> f.ev`,
    [rows.map((r) => r.conversation), rows.map((r) => r.seq), rows.map((r) => r.ev)],
  );
}

export async function insertImportedMentions(
  tx: Tx,
  rows: readonly { conversation: string; seq: number; user: string | null; audience: string | null }[],
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into mention (conversation_id, seq, user_id, audience)
     select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[])`,
    [rows.map((r) => r.conversation), rows.map((r) => r.seq), rows.map((r) => r.user), rows.map((r) => r.audience)],
  );
}

export async function insertImportedReactions(tx: Tx, rows: readonly ImportedReaction[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into reaction (conversation_id, seq, emoji, user_id, at)
     select u.id, u.seq, u.emoji, u.person, to_timestamp(u.at / 1000)
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::float8[]) as u (id, seq, emoji, person, at)
     on conflict do nothing`,
    [
      rows.map((r) => r.conversation),
      rows.map((r) => r.seq),
      rows.map((r) => r.emoji),
      rows.map((r) => r.user),
      rows.map((r) => r.at),
    ],
  );
}

/** Who had read everything has still read everything: what was imported is no news. Of others, their own may lie above the pointer. */
export async function keepAllRead(
  tx: Tx,
  places: readonly { conversation: string; before: number; after: number }[],
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update membership m set read_seq = u.after, rev = m.rev + 1, last_tx = pg_current_xact_id()
     from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as u (id, before, after)
     where m.conversation_id = u.id and m.left_ev is null and m.read_seq >= u.before and m.read_seq < u.after`,
    [places.map((p) => p.conversation), places.map((p) => p.before), places.map((p) => p.after)],
  );
  await tx.rows(
    `update conversation c set imported_seq = greatest(c.imported_seq, u.after) from unnest($1::uuid[], $2::bigint[]) as u (id, after)
     where c.id = u.id`,
    [places.map((p) => p.conversation), places.map((p) => p.after)],
  );
}

export interface ImportedMember {
  user: string;
  guest: boolean;
  role: 'owner' | 'admin' | 'member';
  joinedAt: number;
}

/** Seats people who never had a place here, everything read; whoever left stays away. Answers those seated. */
export async function insertImportedMembers(tx: Tx, conversation: string, people: readonly ImportedMember[]): Promise<string[]> {
  assertTx(tx);
  const rows = await tx.rows<{ user: string; guest: boolean }>(
    `insert into membership (conversation_id, user_id, role, guest, joined_at, read_seq)
     select $1, u.id, u.role, u.guest, to_timestamp(u.joined / 1000), s.seq
     from unnest($2::uuid[], $3::text[], $4::boolean[], $5::float8[]) as u (id, role, guest, joined) join stream s on s.id = $1
     on conflict do nothing returning user_id as user, guest`,
    [
      conversation,
      people.map((p) => p.user),
      people.map((p) => p.role),
      people.map((p) => p.guest),
      people.map((p) => p.joinedAt),
    ],
  );
  const guests = rows.filter((r) => r.guest).length;
  await tx.rows('update conversation set member_count = member_count + $2, guest_count = guest_count + $3 where id = $1', [
    conversation,
    rows.length,
    guests,
  ]);
  return rows.map((r) => r.user);
}

/** Whoever wrote in a topic, or what it hangs on, and takes part in its parent follows it. Answers the new followers. */
export async function insertImportedFollowers(tx: Tx, topics: readonly string[]): Promise<{ topic: string; user: string }[]> {
  assertTx(tx);
  return tx.rows(
    `with put as (
       insert into membership (conversation_id, user_id, role, guest, joined_at, read_seq)
       select distinct on (c.id, w.sender) c.id, w.sender, 'follower', p.guest, w.at, s.seq
       from conversation c join stream s on s.id = c.id
       cross join lateral (
         select x.sender, x.at from message x where x.conversation_id = c.id
         union all select a.sender, a.at from message a where a.conversation_id = c.parent_id and a.seq = c.anchor_seq
       ) w
       join membership p on p.user_id = w.sender and p.conversation_id = c.parent_id and p.left_ev is null
       where c.id = any ($1::uuid[]) order by c.id, w.sender, w.at
       on conflict do nothing returning conversation_id as topic, user_id as user, guest
     ),
     counted as (
       update conversation c set member_count = c.member_count + n.people, guest_count = c.guest_count + n.guests
       from (select topic, count(*) as people, count(*) filter (where guest) as guests from put group by topic) n where c.id = n.topic
     )
     select topic, put.user from put order by topic, put.user`,
    [topics],
  );
}

export async function pinImported(
  tx: Tx,
  conversation: string,
  pins: readonly { seq: number; ev: number; at: number }[],
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update message m set pinned_at = to_timestamp(u.at / 1000), changed_ev = u.ev
     from unnest($2::bigint[], $3::bigint[], $4::float8[]) as u (seq, ev, at) where m.conversation_id = $1 and m.seq = u.seq`,
    [conversation, pins.map((p) => p.seq), pins.map((p) => p.ev), pins.map((p) => p.at)],
  );
}
