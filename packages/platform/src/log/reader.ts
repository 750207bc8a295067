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

export interface LogReader {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves once everything committed before the call has been handled. */
  caughtUp(): Promise<void>;
  /** Streams known to have grown and not read yet. */
  readonly behind: number;
}

const entryColumns = `stream_id as stream, ev, type, actor, at, record_id as "recordId", target, subject`;

/** Milliseconds between full looks, which find what a lost hint hid. */
const lookEvery = 15_000;

/**
 * A durable reader of the log (SY7). The bus hints which streams grew; a full look by snapshot finds the rest. Rows are
 * taken by the reader's own `ev` per stream, so the order of commits never matters.
 */
export function createLogReader(deps: { db: Db; bus: Bus; logger: Logger }, options: LogReaderOptions): LogReader {
  const { db, bus, logger } = deps;
  const page = options.page ?? 500;
  const grown = new Set<string>();
  let running: Promise<void> | undefined;
  let stopped = true;
  let timer: NodeJS.Timeout | undefined;
  let unsubscribe = () => {};

  /** Finds streams that changed since the last look: the snapshot is of the same statement as the rows (SY6). */
  async function look(): Promise<void> {
    const found = await db.row<{ seen: string; streams: string[] | null }>(
      `with c as (select coalesce((select seen from log_reader where name = $1), '1:1:')::pg_snapshot as s)
       select pg_current_snapshot()::text as seen,
         (select array_agg(st.id) from stream st, c
           where st.kind = any($2) and st.last_tx >= pg_snapshot_xmin(c.s) and not pg_visible_in_snapshot(st.last_tx, c.s)) as streams`,
      [options.name, options.kinds],
    );
    if (!found) return;
    for (const stream of found.streams ?? []) grown.add(stream);
    await drain();
    await db.rows(`insert into log_reader (name, seen) values ($1, $2) on conflict (name) do update set seen = excluded.seen`, [
      options.name,
      found.seen,
    ]);
  }

  /** One page of one stream; answers whether more may be waiting. */
  async function readPage(stream: string): Promise<boolean> {
    return db.transaction(async (tx) => {
      await tx.rows('insert into log_reader_stream (reader, stream_id, ev) values ($1, $2, 0) on conflict do nothing', [
        options.name,
        stream,
      ]);
      const place = await tx.row<{ ev: number }>(
        'select ev from log_reader_stream where reader = $1 and stream_id = $2 for no key update skip locked',
        [options.name, stream],
      );
      // Another node holds this place: it reads this stream.
      if (!place) return false;
      const entries = await tx.rows<LogEntry>(
        `select ${entryColumns} from log where stream_id = $1 and ev > $2 order by ev limit $3`,
        [stream, place.ev, page],
      );
      const newest = entries.at(-1);
      if (!newest) return false;
      await options.handle(tx, entries);
      await tx.rows('update log_reader_stream set ev = $3 where reader = $1 and stream_id = $2', [
        options.name,
        stream,
        newest.ev,
      ]);
      return entries.length === page;
    });
  }

  async function drain(): Promise<void> {
    for (const stream of grown) {
      if (stopped) return;
      grown.delete(stream);
      while (!stopped && (await readPage(stream)));
    }
  }

  function wake(work: () => Promise<void>): Promise<void> {
    const previous = running ?? Promise.resolve();
    const mine = previous.then(work).catch((error: unknown) => {
      if (!stopped)
        logger.error({ err: error, reader: options.name }, 'a reader of the log failed; it tries again at the next look');
    });
    running = mine;
    return mine;
  }

  let woken = false;
  return {
    get behind() {
      return grown.size;
    },
    async start() {
      stopped = false;
      unsubscribe = bus.subscribe('stream', (hint) => {
        if (!options.kinds.includes(hint.kind)) return;
        grown.add(hint.stream);
        if (woken) return;
        woken = true;
        // A short rest lets one transaction take what many small commits wrote.
        setTimeout(() => {
          woken = false;
          if (!stopped) void wake(drain);
        }, 20);
      });
      await wake(look);
      timer = setInterval(() => void wake(look), lookEvery);
      timer.unref();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      unsubscribe();
      await running;
    },
    caughtUp: () => wake(look),
  };
}
