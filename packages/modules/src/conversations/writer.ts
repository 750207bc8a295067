import type { MyState } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';
import type { Content } from './rows.ts';

export interface NewConversation {
  id: string;
  kind: 'direct' | 'group' | 'topic' | 'note' | 'customer';
  name?: string;
  purpose?: string;
  visibility?: 'private' | 'open';
  directKey?: string;
  parentId?: string;
  anchorSeq?: number;
  createdBy: string | null;
}

/** Answers false when another of its kind (same people, same anchor) was there first. */
export async function insertConversation(tx: Tx, c: NewConversation): Promise<boolean> {
  assertTx(tx);
  const made = await tx.row(
    `insert into conversation (id, kind, name, purpose, visibility, direct_key, parent_id, anchor_seq, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id`,
    [
      c.id,
      c.kind,
      c.name ?? '',
      c.purpose ?? '',
      c.visibility ?? 'private',
      c.directKey ?? null,
      c.parentId ?? null,
      c.anchorSeq ?? null,
      c.createdBy,
    ],
  );
  return made !== undefined;
}

export async function changeConversation(
  tx: Tx,
  id: string,
  change: Partial<{ name: string; purpose: string; visibility: string; posting: string; noForward: boolean; archived: boolean }>,
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update conversation set name = coalesce($2, name), purpose = coalesce($3, purpose), visibility = coalesce($4, visibility),
       posting = coalesce($5, posting), no_forward = coalesce($6, no_forward),
       archived_at = case when $7::boolean is null then archived_at when $7 then coalesce(archived_at, now()) end
     where id = $1`,
    [
      id,
      change.name ?? null,
      change.purpose ?? null,
      change.visibility ?? null,
      change.posting ?? null,
      change.noForward ?? null,
      change.archived ?? null,
    ],
  );
}

/** Puts people in (again); answers those who were not in. Counts are kept on the conversation. */
export async function insertMembers(
  tx: Tx,
  conversation: string,
  people: readonly { user: string; guest: boolean; role: MyState['role'] }[],
  fromSeq: number,
  readSeq: number,
): Promise<string[]> {
  assertTx(tx);
  const rows = await tx.rows<{ user: string }>(
    `insert into membership as m (conversation_id, user_id, role, guest, from_seq, read_seq)
     select $1, u.id, u.role, u.guest, $5, $6 from unnest($2::uuid[], $3::text[], $4::boolean[]) as u (id, role, guest)
     on conflict (user_id, conversation_id) do update
       set role = excluded.role, guest = excluded.guest, left_ev = null, joined_at = now(),
         -- Whoever comes back without history does not see what was said meanwhile (SY10).
         from_seq = excluded.from_seq, read_seq = greatest(m.read_seq, excluded.read_seq),
         rev = m.rev + 1, last_tx = pg_current_xact_id()
       where m.left_ev is not null
     returning user_id as user`,
    [conversation, people.map((p) => p.user), people.map((p) => p.role), people.map((p) => p.guest), fromSeq, readSeq],
  );
  const joined = rows.map((r) => r.user);
  const guests = people.filter((p) => p.guest && joined.includes(p.user)).length;
  await tx.rows('update conversation set member_count = member_count + $2, guest_count = guest_count + $3 where id = $1', [
    conversation,
    joined.length,
    guests,
  ]);
  return joined;
}

/** Leaves the tombstone that clients need in order to purge (SY10). */
export async function removeMember(tx: Tx, conversation: string, user: string, ev: number, guest: boolean): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update membership set left_ev = $3, rev = rev + 1, last_tx = pg_current_xact_id() where conversation_id = $1 and user_id = $2 and left_ev is null`,
    [conversation, user, ev],
  );
  await tx.rows('update conversation set member_count = member_count - 1, guest_count = guest_count - $2 where id = $1', [
    conversation,
    guest ? 1 : 0,
  ]);
}

export async function changeMemberRole(tx: Tx, conversation: string, user: string, role: string): Promise<void> {
  assertTx(tx);
  await tx.rows(
    'update membership set role = $3, rev = rev + 1, last_tx = pg_current_xact_id() where conversation_id = $1 and user_id = $2',
    [conversation, user, role],
  );
}

export interface NewVersion {
  conversation: string;
  ev: number;
  seq: number;
  previousEv: number;
  author: string;
  at: number;
  key: Buffer;
  text: string;
  content: Content | null;
}

export async function insertEdit(tx: Tx, v: NewVersion): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into version (conversation_id, ev, seq, previous_ev, author, at, key, text, content)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7, $8, $9)`,
    [v.conversation, v.ev, v.seq, v.previousEv, v.author, v.at, v.key, v.text, v.content ? JSON.stringify(v.content) : null],
  );
  await tx.rows(
    `update message set version_ev = $3, changed_ev = $3, edits = edits + 1, edited_at = to_timestamp($4::float8 / 1000) where conversation_id = $1 and seq = $2`,
    [v.conversation, v.seq, v.ev, v.at],
  );
}

export async function markRecalled(
  tx: Tx,
  conversation: string,
  seq: number,
  ev: number,
  by: string | null,
  at: number,
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update message set recalled_at = to_timestamp($5::float8 / 1000), recalled_by = $4, changed_ev = $3, pinned_at = null where conversation_id = $1 and seq = $2`,
    [conversation, seq, ev, by, at],
  );
}

/** Something about a message changed: its reactions, pin, topic or preview. */
export const touchMessage = (tx: Tx, conversation: string, seq: number, ev: number): Promise<void> =>
  touchMessages(tx, [{ conversation, seq, ev }]);

/** The same of several. */
export async function touchMessages(tx: Tx, all: readonly { conversation: string; seq: number; ev: number }[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update message m set changed_ev = u.ev from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as u (conversation, seq, ev)
     where m.conversation_id = u.conversation and m.seq = u.seq`,
    [all.map((m) => m.conversation), all.map((m) => m.seq), all.map((m) => m.ev)],
  );
}

export async function putReaction(
  tx: Tx,
  conversation: string,
  seq: number,
  user: string,
  emoji: string,
  on: boolean,
): Promise<boolean> {
  assertTx(tx);
  const changed = on
    ? await tx.row(
        'insert into reaction (conversation_id, seq, emoji, user_id) values ($1, $2, $3, $4) on conflict do nothing returning seq',
        [conversation, seq, emoji, user],
      )
    : await tx.row('delete from reaction where conversation_id = $1 and seq = $2 and emoji = $3 and user_id = $4 returning seq', [
        conversation,
        seq,
        emoji,
        user,
      ]);
  return changed !== undefined;
}

export async function setPinned(tx: Tx, conversation: string, seq: number, on: boolean): Promise<boolean> {
  assertTx(tx);
  const changed = await tx.row(
    `update message set pinned_at = case when $3 then now() end where conversation_id = $1 and seq = $2 and (pinned_at is not null) <> $3 returning seq`,
    [conversation, seq, on],
  );
  return changed !== undefined;
}

export async function setTopic(tx: Tx, conversation: string, seq: number, topic: string): Promise<void> {
  assertTx(tx);
  await tx.rows('update message set topic_id = $3 where conversation_id = $1 and seq = $2', [conversation, seq, topic]);
}

export async function setPreview(tx: Tx, conversation: string, versionEv: number, preview: unknown): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update version set content = coalesce(content, '{}') || jsonb_build_object('preview', $3::jsonb) where conversation_id = $1 and ev = $2`,
    [conversation, versionEv, JSON.stringify(preview)],
  );
}
