import type { Draft, Folder, Saved } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';
import type { Scheduled } from './state-reader.ts';

const touched = 'rev = rev + 1, last_tx = pg_current_xact_id()';

/** Moves the pointer forward, never back, and never beyond the newest message (SY8). */
export async function moveReadPointer(tx: Tx, user: string, conversation: string, seq: number): Promise<boolean> {
  assertTx(tx);
  const moved = await tx.row(
    `update membership m set read_seq = greatest(m.read_seq, least($3, s.seq)), unread_from = null, rev = m.rev + 1, last_tx = pg_current_xact_id()
     from stream s where s.id = m.conversation_id and m.user_id = $1 and m.conversation_id = $2 and m.left_ev is null
       and (m.read_seq < least($3, s.seq) or m.unread_from is not null)
     returning m.rev`,
    [user, conversation, seq],
  );
  return moved !== undefined;
}

export async function setUnreadFrom(tx: Tx, user: string, conversation: string, seq: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update membership set unread_from = $3, ${touched} where user_id = $1 and conversation_id = $2`, [
    user,
    conversation,
    seq,
  ]);
}

/** Everything is read: one statement, the earlier pointers kept; those of the time before can no longer be undone. */
export async function readEverything(tx: Tx, user: string): Promise<number> {
  assertTx(tx);
  await tx.rows('update membership set all_read_seq = null where user_id = $1 and all_read_seq is not null', [user]);
  const rows = await tx.rows(
    `update membership m set earlier_read_seq = m.read_seq, earlier_unread_from = m.unread_from, all_read_seq = s.seq,
       read_seq = s.seq, unread_from = null, rev = m.rev + 1, last_tx = pg_current_xact_id()
     from stream s where s.id = m.conversation_id and m.user_id = $1 and m.left_ev is null and (m.read_seq < s.seq or m.unread_from is not null)
     returning 1`,
    [user],
  );
  return rows.length;
}

/** Puts the pointers back where "mark all read" found them, unless one has read on, or written, since. */
export async function unreadEverything(tx: Tx, user: string): Promise<number> {
  assertTx(tx);
  const rows = await tx.rows(
    `update membership set read_seq = earlier_read_seq, unread_from = coalesce(unread_from, earlier_unread_from), all_read_seq = null, ${touched}
     where user_id = $1 and left_ev is null and all_read_seq = read_seq returning 1`,
    [user],
  );
  return rows.length;
}

/** What somebody changes of their own place; what is absent stays. */
export interface StateChange {
  notify?: 'all' | 'mentions' | 'none' | undefined;
  mutedUntil?: number | null | undefined;
  folder?: string | null | undefined;
  favourite?: boolean | undefined;
  /** Out of the list up to the newest message there is now. */
  hidden?: boolean | undefined;
  position?: number | null | undefined;
}

export async function changeMyState(tx: Tx, user: string, conversation: string, change: StateChange): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update membership m set notify = coalesce($3, notify), favourite = coalesce($4, favourite),
       muted_until = case when $5 then to_timestamp($6::float8 / 1000) else muted_until end,
       folder_id = case when $7 then $8::uuid else folder_id end,
       hidden_seq = case when $9::boolean is null then hidden_seq
         when $9 then (select s.seq from stream s where s.id = m.conversation_id) end,
       position = case when $10 then $11::int else position end, ${touched}
     where user_id = $1 and conversation_id = $2`,
    [
      user,
      conversation,
      change.notify ?? null,
      change.favourite ?? null,
      change.mutedUntil !== undefined,
      change.mutedUntil ?? null,
      change.folder !== undefined,
      change.folder ?? null,
      change.hidden ?? null,
      change.position !== undefined,
      change.position ?? null,
    ],
  );
}

export async function putDraft(tx: Tx, user: string, conversation: string, text: string): Promise<Draft> {
  assertTx(tx);
  return (await tx.row<Draft>(
    `insert into draft as d (user_id, conversation_id, text) values ($1, $2, $3)
     on conflict (user_id, conversation_id) do update set text = excluded.text, at = now(), rev = d.rev + 1, last_tx = pg_current_xact_id()
     returning conversation_id as conversation, text, rev, at`,
    [user, conversation, text],
  ))!;
}

export async function putFolder(
  tx: Tx,
  user: string,
  id: string,
  change: { name?: string | undefined; position?: number | undefined; deleted?: boolean | undefined },
): Promise<Folder | undefined> {
  assertTx(tx);
  const folder = await tx.row<Folder>(
    `insert into folder as f (id, user_id, name, position) values ($1, $2, coalesce($3, '…'), coalesce($4, 0))
     on conflict (id) do update set name = coalesce($3, f.name), position = coalesce($4, f.position), deleted = coalesce($5, f.deleted),
       rev = f.rev + 1, last_tx = pg_current_xact_id()
     where f.user_id = $2 returning id, name, position, rev, deleted`,
    [id, user, change.name ?? null, change.position ?? null, change.deleted ?? null],
  );
  return folder;
}

/** Takes everything out of a folder; answers the conversations that were in it. */
export async function emptyFolder(tx: Tx, user: string, folder: string): Promise<string[]> {
  assertTx(tx);
  const rows = await tx.rows<{ id: string }>(
    `update membership set folder_id = null, ${touched} where user_id = $1 and folder_id = $2 returning conversation_id as id`,
    [user, folder],
  );
  return rows.map((row) => row.id);
}

export async function putSaved(
  tx: Tx,
  user: string,
  saved: { conversation: string; seq: number; on: boolean; remindAt: number | null; note: string },
): Promise<Saved> {
  assertTx(tx);
  return (await tx.row<Saved>(
    `insert into saved as s (user_id, conversation_id, seq, remind_at, note, removed)
     values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5, not $6)
     on conflict (user_id, conversation_id, seq) do update
       set remind_at = excluded.remind_at, note = excluded.note, removed = excluded.removed,
         at = case when s.removed then now() else s.at end, rev = s.rev + 1, last_tx = pg_current_xact_id()
     returning conversation_id as conversation, seq, remind_at as "remindAt", note, at, rev, removed`,
    [user, saved.conversation, saved.seq, saved.remindAt, saved.note, saved.on],
  ))!;
}

export async function putScheduled(
  tx: Tx,
  user: string,
  conversation: string,
  draft: { clientId: string },
  sendAt: number,
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into scheduled (client_id, user_id, conversation_id, draft, send_at) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
     on conflict (user_id, client_id) do update
       set conversation_id = excluded.conversation_id, draft = excluded.draft, send_at = excluded.send_at, failed = null`,
    [draft.clientId, user, conversation, JSON.stringify(draft), sendAt],
  );
}

/** A scheduled message, nobody else's until the transaction ends. Whoever has it now is not waited for: 55P03 (lock not available). */
export async function lockScheduled(tx: Tx, user: string, clientId: string): Promise<Scheduled | undefined> {
  assertTx(tx);
  return tx.row(
    `select conversation_id as conversation, client_id as "clientId", draft, send_at as "sendAt", failed from scheduled
     where user_id = $1 and client_id = $2 for update nowait`,
    [user, clientId],
  );
}

export async function dropScheduled(tx: Tx, user: string, clientId: string): Promise<boolean> {
  assertTx(tx);
  return (
    (await tx.row('delete from scheduled where user_id = $1 and client_id = $2 returning 1', [user, clientId])) !== undefined
  );
}

export async function failScheduled(tx: Tx, user: string, clientId: string, code: string): Promise<void> {
  assertTx(tx);
  await tx.rows('update scheduled set failed = $3 where user_id = $1 and client_id = $2', [user, clientId, code]);
}
