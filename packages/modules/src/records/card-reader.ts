import type { Queryable } from '@rapport/platform';
import type { LeafPlace } from './rows.ts';

const lineColumns = 'l.ev, l.type, l.actor, l.at';

/** A line of the log about a message. */
export interface LineAbout {
  ev: number;
  type: string;
  actor: string | null;
  at: number;
}

/** Lines in these ranges of a stream that are about the message sent as `sent`, its sending among them. */
export const linesAbout = (
  q: Queryable,
  stream: string,
  sent: number,
  ranges: readonly { from: number; to: number }[],
): Promise<LineAbout[]> =>
  q.rows<LineAbout>(
    `select ${lineColumns} from unnest($3::bigint[], $4::bigint[]) as r (low, high)
     cross join lateral (select * from log where stream_id = $1 and ev between r.low and r.high and (target = $2 or ev = $2)) l`,
    [stream, sent, ranges.map((r) => r.from), ranges.map((r) => r.to)],
  );

export const linesAt = (q: Queryable, stream: string, evs: readonly number[]): Promise<LineAbout[]> =>
  q.rows<LineAbout>(
    `select ${lineColumns} from unnest($2::bigint[]) as u (ev)
     cross join lateral (select * from log where stream_id = $1 and ev = u.ev limit 1) l`,
    [stream, evs],
  );

/** How many leaves of a stream stand above a number, and the numbers that are missing between them. */
export async function newestNumbers(
  q: Queryable,
  stream: string,
  above: number,
): Promise<{ count: number; gaps: { from: number; to: number }[] }> {
  const rows = await q.rows<{ count: number; from: number | null; to: number | null }>(
    `with seen as materialized (
       select ev, lag(ev, 1, $2::bigint) over (order by ev) as before from ledger_leaf where stream_id = $1 and ev > $2)
     select t.count, g.before + 1 as from, g.ev - 1 as to from (select count(*) as count from seen) t
     left join (select * from seen where ev > before + 1 order by ev limit 100) g on true`,
    [stream, above],
  );
  return {
    count: rows[0]?.count ?? 0,
    gaps: rows.flatMap(({ from, to }) => (from === null || to === null ? [] : [{ from, to }])),
  };
}

/** The newest census of the log in which a stream goes on, and how far the stream was in it. */
export const censusHolding = (q: Queryable, stream: string): Promise<(LeafPlace & { leaf: Buffer }) | undefined> =>
  q.row(
    `select c.stream_id as stream, l.ev, c.epoch, c.index, c.leaf from ledger_stream s
     join ledger_epoch e on e.n = s.epoch
     cross join lateral (select ev from ledger_own where stream_id = e.stream_id and part = 'census' order by ev desc limit 1) o
     join ledger_leaf c on c.stream_id = e.stream_id and c.ev = o.ev
     cross join lateral (
       select ev from ledger_leaf where stream_id = s.stream_id and epoch = c.epoch and index < c.index order by ev desc limit 1) l
     where s.stream_id = $1`,
    [stream],
  );

/** The wrapped key of an event that said nothing. */
export const recordKeyOf = async (q: Queryable, stream: string, ev: number): Promise<Buffer | undefined> =>
  (await q.row<{ key: Buffer }>('select key from record_key where stream_id = $1 and ev = $2', [stream, ev]))?.key;
