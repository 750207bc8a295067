import type { Bus } from '../bus.ts';
import type { Db, Tx } from '../db.ts';
import type { Logger } from '../logger.ts';

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

export interface LogReaderOptions {
  /** Names the reader's place; each name is read by one node at a time. */
  name: string;
  /** Kinds of streams it reads. */
  kinds: readonly string[];
  /** Handles entries of one stream in `ev` order, in the transaction that also moves the reader's place: exactly once. */
  handle(tx: Tx, entries: readonly LogEntry[]): Promise<void>;
  /** Most entries per transaction, over all its streams. */
  page?: number;
}

const entryColumns = `stream_id as stream, ev, type, actor, at, record_id as "recordId", target, subject`;

/** Milliseconds between full looks, which find what a lost hint hid. */
const lookEvery = 15_000;
/**
 * A short rest lets one transaction take what many small commits wrote. Under load a reader rests as long as it last read (at most
 * `longestRest`): pages grow, and what waits for answers comes first.
 */
const rest = 20;
const longestRest = 250;
/** Streams read in one transaction: what it costs to begin and commit is shared. */
const streamsAtOnce = 50;

/**
 * A durable reader of the log (SY7). The bus hints which streams grew; a full look by snapshot finds the rest. Rows are
 * taken by the reader's own `ev` per stream, so the order of commits never matters.
 */
export class LogReader {
  private readonly deps: { db: Db; bus: Bus; logger: Logger };
  private readonly options: LogReaderOptions;
  private readonly grown = new Set<string>();
  private running: Promise<void> = Promise.resolve();
  private stopped = true;
  private woken = false;
  private again = false;
  private lastDrain = 0;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe = () => {};

  constructor(deps: { db: Db; bus: Bus; logger: Logger }, options: LogReaderOptions) {
    this.deps = deps;
    this.options = options;
  }

  /** Streams known to have grown and not read yet. */
  get behind(): number {
    return this.grown.size;
  }

  /** Reads what was missed and goes on reading; resolves once the first look has been taken. */
  async start(): Promise<void> {
    this.stopped = false;
    this.unsubscribe = this.deps.bus.subscribe('stream', (hint) => {
      if (this.options.kinds.includes(hint.kind)) this.heard(hint.stream);
    });
    await this.run(() => this.look());
    this.timer = setInterval(() => void this.run(() => this.look()), lookEvery);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.unsubscribe();
    await this.running;
  }

  /** Resolves once everything committed before the call has been handled. */
  caughtUp(): Promise<void> {
    return this.run(() => this.look());
  }

  private heard(stream: string): void {
    this.grown.add(stream);
    this.again = true;
    if (!this.woken) this.wake();
  }

  /** Reads what has grown after a rest; what grows meanwhile waits for the next time. */
  private wake(): void {
    this.woken = true;
    const pause = Math.max(rest, Math.min(this.lastDrain, longestRest));
    setTimeout(() => {
      this.again = false;
      void this.run(() => this.drainTimed()).then(() => {
        this.woken = false;
        if (this.again && !this.stopped) this.wake();
      });
    }, pause);
  }

  /** One thing at a time; a failure is logged and made good by the next look. */
  private run(work: () => Promise<void>): Promise<void> {
    this.running = this.running.then(work).catch((error: unknown) => {
      if (!this.stopped)
        this.deps.logger.error(
          { err: error, reader: this.options.name },
          'a reader of the log failed; it tries again at the next look',
        );
    });
    return this.running;
  }

  /** Finds streams that changed since the last look: the snapshot is of the same statement as the rows (SY6). */
  private async look(): Promise<void> {
    const { db } = this.deps;
    const found = await db.row<{ seen: string; streams: string[] | null }>(
      `with c as (select coalesce((select seen from log_reader where name = $1), '1:1:')::pg_snapshot as s)
       select pg_current_snapshot()::text as seen,
         (select array_agg(st.id) from stream st, c
           where st.kind = any($2) and st.last_tx >= pg_snapshot_xmin(c.s) and not pg_visible_in_snapshot(st.last_tx, c.s)) as streams`,
      [this.options.name, this.options.kinds],
    );
    if (!found) return;
    for (const stream of found.streams ?? []) this.grown.add(stream);
    await this.drain();
    if (this.stopped) return;
    await db.rows(`insert into log_reader (name, seen) values ($1, $2) on conflict (name) do update set seen = excluded.seen`, [
      this.options.name,
      found.seen,
    ]);
  }

  private async drainTimed(): Promise<void> {
    const begun = performance.now();
    await this.drain();
    this.lastDrain = performance.now() - begun;
  }

  /** Reads the streams that had grown by now; those that grow meanwhile stay for the next time. */
  private async drain(): Promise<void> {
    let due = [...this.grown].sort();
    while (due.length > 0 && !this.stopped) {
      const streams = due.slice(0, streamsAtOnce);
      for (const stream of streams) this.grown.delete(stream);
      const more = await this.readPages(streams).catch((error: unknown) => this.readApart(streams, error));
      due = [...more, ...due.slice(streamsAtOnce)];
    }
    for (const stream of due) this.grown.add(stream);
  }

  /** A page that failed with several streams in it: each is tried alone, so that one bad stream does not hold up the others. */
  private async readApart(streams: readonly string[], failed: unknown): Promise<string[]> {
    const errors: unknown[] = [];
    const unfinished: string[] = [];
    for (const stream of streams) {
      try {
        if (streams.length === 1) throw failed;
        unfinished.push(...(await this.readPages([stream])));
      } catch (error) {
        errors.push(error);
        // Not read: the place of the last look must not pass it.
        this.grown.add(stream);
      }
    }
    if (errors.length === 0) return unfinished;
    for (const stream of unfinished) this.grown.add(stream);
    throw errors[0];
  }

  /** One page over some streams, in one transaction; answers the streams of which more may be waiting. */
  private readPages(streams: readonly string[]): Promise<string[]> {
    const { name, handle, page = 500 } = this.options;
    return this.deps.db.transaction(async (tx) => {
      const places = await placesOf(tx, name, streams);
      const entries = await tx.rows<LogEntry>(
        `select e.* from unnest($1::uuid[], $2::bigint[]) with ordinality as p (stream_id, ev, n) cross join lateral (
           select ${entryColumns} from log l where l.stream_id = p.stream_id and l.ev > p.ev order by l.ev limit $3) e
         order by p.n, e.ev limit $3`,
        [streams, streams.map((stream) => places.get(stream)!), page],
      );
      const byStream = new Map<string, LogEntry[]>();
      for (const entry of entries) {
        const known = byStream.get(entry.stream);
        if (known) known.push(entry);
        else byStream.set(entry.stream, [entry]);
      }
      for (const one of byStream.values()) await handle(tx, one);
      if (entries.length === 0) return [];
      const read = [...byStream.keys()];
      await tx.rows(
        `update log_reader_stream r set ev = u.ev from unnest($2::uuid[], $3::bigint[]) as u (stream_id, ev)
         where r.reader = $1 and r.stream_id = u.stream_id`,
        [name, read, read.map((stream) => byStream.get(stream)!.at(-1)!.ev)],
      );
      // A full page ends within the last stream it has, or just before the next.
      return entries.length < page ? [] : streams.slice(streams.indexOf(read.at(-1)!));
    });
  }
}

/** How far the reader has come in some streams, locked in their order. */
async function placesOf(tx: Tx, reader: string, streams: readonly string[]): Promise<Map<string, number>> {
  const locked = () =>
    tx.rows<{ stream: string; ev: number }>(
      `select stream_id as stream, ev from log_reader_stream where reader = $1 and stream_id = any ($2::uuid[])
       order by stream_id for no key update`,
      [reader, streams],
    );
  let rows = await locked();
  if (rows.length < streams.length) {
    await tx.rows(
      `insert into log_reader_stream (reader, stream_id, ev) select $1, u.id, 0 from unnest($2::uuid[]) as u (id) order by u.id
       on conflict do nothing`,
      [reader, streams],
    );
    rows = await locked();
  }
  return new Map(rows.map((row) => [row.stream, row.ev]));
}
