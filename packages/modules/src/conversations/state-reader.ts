import type { Folder, MessageDraft, Saved } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

/** Somebody's folders that are not removed. */
export const foldersOf = (q: Queryable, user: string): Promise<Folder[]> =>
  q.rows('select id, name, position, rev, deleted from folder where user_id = $1 and not deleted', [user]);

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

export interface Scheduled {
  conversation: string;
  clientId: string;
  draft: MessageDraft;
  sendAt: number;
  failed: string | null;
}

/** Urgent messages somebody has sent today (UTC). */
export async function urgentUsed(q: Queryable, user: string): Promise<number> {
  const sql = `select used from urgent_use where user_id = $1 and day = (now() at time zone 'utc')::date`;
  return (await q.row<{ used: number }>(sql, [user]))?.used ?? 0;
}

export const scheduledOf = (q: Queryable, user: string): Promise<Scheduled[]> =>
  q.rows(
    `select conversation_id as conversation, client_id as "clientId", draft, send_at as "sendAt", failed from scheduled where user_id = $1 order by send_at limit 500`,
    [user],
  );
