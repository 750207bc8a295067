import type { Bus } from '../bus.ts';
import { assertTx, type Tx } from '../db.ts';
import { newId } from '../random.ts';
import { appendBulk, lockStreams, type NumberedChange, type StreamHead } from './append-bulk.ts';
import { frameText } from './frame.ts';

/** One change of a stream. */
export interface Change {
  /** Past tense: `message.edited`. */
  type: string;
  /** Who did it; null for the house itself. */
  actor: string | null;
  /** The `ev` this change is about. */
  target?: number;
  /** The person or thing it touches. */
  subject?: string;
  /** It is something said: it takes the next `seq`, too. */
  counts?: true;
  /** What live clients are told besides the envelope; never kept in the log. Built once the `ev` is known. */
  live?: (ev: number, at: number) => Record<string, unknown>;
}

export interface Appended {
  first: number;
  last: number;
  /** The newest `seq` of the stream. */
  seq: number;
  /** Unix ms. */
  at: number;
}

/** The only way to write streams and the log (the batched send is the one named exception). */
export interface Log {
  /** Opens a stream, or several. */
  create(tx: Tx, stream: string | readonly string[], kind: string): Promise<void>;
  /**
   * Locks the stream, takes the next numbers and writes one log row per change; after the commit the bus is told. Whoever
   * appends to several streams in one transaction does it in ascending order of their ids.
   */
  append(tx: Tx, stream: string, changes: readonly Change[]): Promise<Appended>;
  /** For writers of thousands of rows (imports): locks streams and answers where they stand. */
  lock(tx: Tx, streams: readonly string[]): Promise<Map<string, StreamHead>>;
  /**
   * Writes changes of any number of streams that were numbered from locked heads; clients are told to pull where a change has nothing `live`.
   * Answers when each stream moved (Unix ms).
   */
  appendBulk(tx: Tx, changes: readonly NumberedChange[]): Promise<Map<string, number>>;
}

export function createLog(bus: Bus): Log {
  return {
    async create(tx, stream, kind) {
      assertTx(tx);
      await tx.rows('insert into stream (id, kind) select unnest($1::uuid[]), $2', [
        typeof stream === 'string' ? [stream] : stream,
        kind,
      ]);
    },
    lock: lockStreams,
    appendBulk: (tx, changes) => appendBulk(bus, tx, changes),
    async append(tx, stream, changes) {
      assertTx(tx);
      const head = await tx.row<{ ev: number; seq: number; kind: string; at: number }>(
        `update stream set ev = ev + $2, seq = seq + $3, last_tx = pg_current_xact_id() where id = $1
         returning ev, seq, kind, date_trunc('milliseconds', clock_timestamp()) as at`,
        [stream, changes.length, changes.filter((c) => c.counts).length],
      );
      if (!head) throw new Error(`There is no stream ${stream}.`);
      const first = head.ev - changes.length + 1;
      await tx.rows(
        `insert into log (stream_id, ev, type, actor, at, record_id, target, subject)
         select $1, $2::bigint + u.n - 1, u.type, u.actor, to_timestamp($3::float8 / 1000), u.record_id, u.target, u.subject
         from unnest($4::text[], $5::uuid[], $6::uuid[], $7::bigint[], $8::uuid[])
           with ordinality as u (type, actor, record_id, target, subject, n)`,
        [
          stream,
          first,
          head.at,
          changes.map((c) => c.type),
          changes.map((c) => c.actor),
          changes.map(() => newId()),
          changes.map((c) => c.target ?? null),
          changes.map((c) => c.subject ?? null),
        ],
      );
      tx.afterCommit(() => {
        const frames = changes.map((c, i) =>
          frameText({ stream, ev: first + i, type: c.type, actor: c.actor, at: head.at }, c.live?.(first + i, head.at) ?? {}),
        );
        bus.publish('stream', { stream, kind: head.kind, first, last: head.ev, frames });
      });
      return { first, last: head.ev, seq: head.seq, at: head.at };
    },
  };
}
