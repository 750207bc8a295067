import type { Draft, Folder, MessageDraft, Saved } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

/** Rows of mine that changed after a snapshot (SY6); with no snapshot, those that are not removed. */
const changedSince = (column = 'last_tx') =>
  `($2::text is null or (${column} >= pg_snapshot_xmin($2::pg_snapshot) and not pg_visible_in_snapshot(${column}, $2::pg_snapshot)))`;

export const draftsOf = (q: Queryable, user: string, cursor: string | null): Promise<Draft[]> =>
  q.rows(
    `select conversation_id as conversation, text, rev, at from draft where user_id = $1 and ${changedSince()} and ($2::text is not null or text <> '')`,
    [user, cursor],
  );

export const foldersOf = (q: Queryable, user: string, cursor: string | null): Promise<Folder[]> =>
  q.rows(
    `select id, name, position, rev, deleted from folder where user_id = $1 and ${changedSince()} and ($2::text is not null or not deleted)`,
    [user, cursor],
  );

export const savedOf = (q: Queryable, user: string, cursor: string | null): Promise<Saved[]> =>
  q.rows(
    `select conversation_id as conversation, seq, remind_at as "remindAt", note, at, rev, removed from saved
     where user_id = $1 and ${changedSince()} and ($2::text is not null or not removed) order by at desc
     limit case when $2::text is null then 1000 end`,
    [user, cursor],
  );

/** A page of what somebody saved, newest first. Cursors know milliseconds, so the order knows no more. */
export const savedPage = (
  q: Queryable,
  user: string,
  before: { at: number; conversation: string; seq: number } | undefined,
  limit: number,
): Promise<Saved[]> =>
  q.rows(
    `select conversation_id as conversation, seq, remind_at as "remindAt", note, at, rev, removed from saved
     where user_id = $1 and not removed
       and ($2::float8 is null or (date_trunc('milliseconds', at), conversation_id, seq) < (to_timestamp($2 / 1000), $3::uuid, $4::bigint))
     order by date_trunc('milliseconds', at) desc, conversation_id desc, seq desc limit $5`,
    [user, before?.at ?? null, before?.conversation ?? null, before?.seq ?? null, limit],
  );

/** The snapshot that a look starts from: read before the rows, so that nothing falls between (SY6). */
export async function snapshotNow(q: Queryable): Promise<string> {
  return (await q.row<{ s: string }>('select pg_current_snapshot()::text as s'))!.s;
}

export interface Scheduled {
  conversation: string;
  clientId: string;
  draft: MessageDraft;
  sendAt: number;
  failed: string | null;
}

export const scheduledOf = (q: Queryable, user: string): Promise<Scheduled[]> =>
  q.rows(
    `select conversation_id as conversation, client_id as "clientId", draft, send_at as "sendAt", failed from scheduled where user_id = $1 order by send_at limit 500`,
    [user],
  );
