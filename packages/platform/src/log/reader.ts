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
  /** Most entries per transaction. */
  page?: number;
}

const entryColumns = `stream_id as stream, ev, type, actor, at, record_id as "recordId", target, subject`;

/** Milliseconds between full looks, which find what a lost hint hid. */
const lookEvery = 15_000;
/** A short rest lets one transaction take what many small commits wrote. */
const rest = 20;

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
    if (this.woken) return;
    this.woken = true;
    setTimeout(() => {
      this.woken = false;
      if (!this.stopped) void this.run(() => this.drain());
    }, rest);
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

  private async drain(): Promise<void> {
    for (const stream of this.grown) {
      if (this.stopped) return;
      this.grown.delete(stream);
      try {
        while (!this.stopped && (await this.readPage(stream)));
      } catch (error) {
        // Not read: the place of the last look must not pass it.
        this.grown.add(stream);
        throw error;
      }
    }
  }

  /** One page of one stream; answers whether more may be waiting. */
  private readPage(stream: string): Promise<boolean> {
    const { name, handle, page = 500 } = this.options;
    return this.deps.db.transaction(async (tx) => {
      await tx.rows('insert into log_reader_stream (reader, stream_id, ev) values ($1, $2, 0) on conflict do nothing', [
        name,
        stream,
      ]);
      const place = await tx.row<{ ev: number }>(
        'select ev from log_reader_stream where reader = $1 and stream_id = $2 for no key update',
        [name, stream],
      );
      const entries = await tx.rows<LogEntry>(
        `select ${entryColumns} from log where stream_id = $1 and ev > $2 order by ev limit $3`,
        [stream, place!.ev, page],
      );
      const newest = entries.at(-1);
      if (!newest) return false;
      await handle(tx, entries);
      await tx.rows('update log_reader_stream set ev = $3 where reader = $1 and stream_id = $2', [name, stream, newest.ev]);
      return entries.length === page;
    });
  }
}
