import type { Tx } from '../db.ts';

/** A line of the log as its readers see it. `at` in Unix ms. */
export interface LogEntry {
  stream: string;
  ev: number;
  type: string;
  actor: string | null;
  at: number;
  recordId: string;
  target: number | null;
  subject: string | null;
}

/** Entries of one page, stream by stream. */
export function byStream<E extends { stream: string }>(entries: readonly E[]): Map<string, E[]> {
  const streams = new Map<string, E[]>();
  for (const entry of entries) {
    const known = streams.get(entry.stream);
    if (known) known.push(entry);
    else streams.set(entry.stream, [entry]);
  }
  return streams;
}

/**
 * How far a reader has come in some streams, locked in their order. Streams that another node reads at this moment are left out. The
 * same statement makes the transaction's commit one that does not wait for the disk: a reader's places and all it did are one
 * commit, so what a crash takes of it is read again.
 */
export async function lockPlaces(tx: Tx, reader: string, streams: readonly string[]): Promise<Map<string, number>> {
  const locked = () =>
    tx.rows<{ stream: string; ev: number }>(
      `with quick as materialized (select set_config('synchronous_commit', 'off', true))
       select r.stream_id as stream, r.ev from quick, log_reader_stream r where r.reader = $1 and r.stream_id = any ($2::uuid[])
       order by r.stream_id for no key update of r skip locked`,
      [reader, streams],
    );
  let rows = await locked();
  if (rows.length < streams.length) {
    const met = new Set(rows.map((row) => row.stream));
    const missing = streams.filter((stream) => !met.has(stream));
    const made = await tx.rows(
      `insert into log_reader_stream (reader, stream_id, ev) select $1, u.id, 0 from unnest($2::uuid[]) as u (id) order by u.id
       on conflict do nothing returning 1`,
      [reader, missing],
    );
    if (made.length > 0) rows = await locked();
  }
  return new Map(rows.map((row) => [row.stream, row.ev]));
}

/** What stands behind these places, in their order: at most `page` lines. */
export const readBehind = (tx: Tx, places: ReadonlyMap<string, number>, page: number): Promise<LogEntry[]> =>
  tx.rows<LogEntry>(
    `select e.* from unnest($1::uuid[], $2::bigint[]) with ordinality as p (stream_id, ev, n) cross join lateral (
       select stream_id as stream, ev, type, actor, at, record_id as "recordId", target, subject
       from log l where l.stream_id = p.stream_id and l.ev > p.ev order by l.ev limit $3) e
     order by p.n, e.ev limit $3`,
    [[...places.keys()], [...places.values()], page],
  );

/** Moves a reader's places behind what it has handled. */
export async function movePlaces(tx: Tx, reader: string, read: ReadonlyMap<string, readonly LogEntry[]>): Promise<void> {
  await tx.rows(
    `update log_reader_stream r set ev = u.ev from unnest($2::uuid[], $3::bigint[]) as u (stream_id, ev)
     where r.reader = $1 and r.stream_id = u.stream_id`,
    [reader, [...read.keys()], [...read.values()].map((entries) => entries.at(-1)!.ev)],
  );
}
