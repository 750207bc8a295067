import type { Queryable } from '../db.ts';
import type { LogEntry } from './pages.ts';

/** The newest `ev` of a stream; 0 when there is no such stream. */
export async function logHead(q: Queryable, stream: string): Promise<number> {
  return (await q.prepared<{ ev: number }>('log-head', 'select ev from stream where id = $1', [stream]))[0]?.ev ?? 0;
}

/** Log rows of a stream after an `ev`, ascending. */
export const logRange = (q: Queryable, stream: string, after: number, limit: number): Promise<LogEntry[]> =>
  q.rows<LogEntry>(
    `select stream_id as stream, ev, type, actor, at, record_id as "recordId", target, subject
     from log where stream_id = $1 and ev > $2 order by ev limit $3`,
    [stream, after, limit],
  );
