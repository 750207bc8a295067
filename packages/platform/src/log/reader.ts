import type { Tx } from '../db.ts';
import type { Platform } from '../platform.ts';
import { byStream, type LogEntry, lockPlaces, movePlaces, readBehind } from './pages.ts';
import { type Look, type MovedStream, movedSince, streamLookOf } from './stream-look.ts';
import { readingTurns } from './turns.ts';

export interface LogReaderOptions {
  /** Names the reader's place; each name is read by one node at a time. */
  name: string;
  /** Kinds of streams it reads. */
  kinds: readonly string[];
  /**
   * Handles a page: entries of one or several streams, stream by stream in ascending order of their ids, each in `ev` order, in the
   * transaction that also moves the reader's places: exactly once. It asks the database a number of times that does not
   * grow with the streams, and yields (`breathe`) where it computes for long.
   */
  handle(tx: Tx, entries: readonly LogEntry[]): Promise<void>;
  /** Most entries per transaction, over all its streams; 250 by itself. */
  page?: number;
}

/** What a reader stands on. */
export type ReaderGround = Pick<Platform, 'db' | 'bus' | 'logger' | 'keep'> & Partial<Pick<Platform, 'tracer'>>;

/** A short rest lets one transaction take what many small commits wrote. */
const rest = 20;
/** Milliseconds that a stream may have grown unread before readers rest no more between pages. */
const patience = 5_000;
/** Streams read in one transaction: what it costs to begin and commit is shared. */
const streamsAtOnce = 200;
/** Lines read in one transaction: few enough that neither this thread nor the database is busy with them for long. */
const usualPage = 250;
/** Milliseconds between notes of how far everything was seen; after a crash more is looked at again, nothing is read twice. */
const noteEvery = 15_000;

/**
 * A durable reader of the log (SY7). The bus hints which streams grew; the node's look by snapshot finds the rest. Rows are
 * taken by the reader's own `ev` per stream, so the order of commits never matters.
 */
export class LogReader {
  private readonly ground: ReaderGround;
  private readonly options: LogReaderOptions;
  /** Streams to be read, and since when (ms of `performance.now`). */
  private readonly grown = new Map<string, number>();
  /** Streams that another node was reading when this one came. */
  private readonly contested = new Set<string>();
  /** Entries handled since the start. */
  entriesRead = 0;
  private running: Promise<void> = Promise.resolve();
  private stopped = true;
  private woken = false;
  private again = false;
  /** How many wait for everything to be read. */
  private awaited = 0;
  private lookedBack = false;
  private noted = { seen: '', at: 0 };
  private stops: (() => void)[] = [];

  constructor(ground: ReaderGround, options: LogReaderOptions) {
    this.ground = ground;
    this.options = options;
  }

  get name(): string {
    return this.options.name;
  }

  /** Streams known to have grown and not read yet, and the seconds since the first of them was heard of. */
  get behind(): { streams: number; seconds: number } {
    const [oldest] = this.grown.values();
    return { streams: this.grown.size, seconds: oldest === undefined ? 0 : (performance.now() - oldest) / 1_000 };
  }

  /** Reads what was missed and goes on reading; resolves once the first look has been taken. */
  async start(): Promise<void> {
    const { bus, keep } = this.ground;
    this.stopped = false;
    keep(readersOf).add(this);
    this.stops.push(
      bus.subscribe('stream', (hint, from) => {
        // What another node wrote that node reads; should it die, the next look finds what it left.
        if (from === 'here' && this.options.kinds.includes(hint.kind)) this.heard(hint.stream);
      }),
    );
    this.stops.push(await keep(streamLookOf).listen((look) => void this.run(() => this.told(look))));
    await this.run(() => this.lookBack());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const stop of this.stops.splice(0)) stop();
    this.ground.keep(readersOf).delete(this);
    await this.running;
  }

  /** Resolves once everything committed before the call has been handled. */
  async caughtUp(): Promise<void> {
    if (this.stopped) return;
    this.awaited++;
    try {
      await this.ground.keep(streamLookOf).look();
      await this.running;
      for (let tries = 500; this.contested.size > 0 && tries > 0 && !this.stopped; tries--) {
        await new Promise((resolve) => setTimeout(resolve, rest));
        await this.run(() => this.drain());
      }
    } finally {
      this.awaited--;
    }
  }

  /** Another node reads it: what stood there when it began. What came after is asked for again in a while. */
  private comeBackTo(stream: string): void {
    this.contested.add(stream);
    this.heard(stream);
  }

  private heard(stream: string): void {
    this.toRead(stream);
    this.again = true;
    if (!this.woken) this.wake();
  }

  private toRead(stream: string): void {
    if (!this.grown.has(stream)) this.grown.set(stream, performance.now());
  }

  /** Reads what has grown after a rest; what grows meanwhile waits for the next time. */
  private wake(): void {
    this.woken = true;
    setTimeout(() => {
      this.again = false;
      void this.run(() => this.drain()).then(() => {
        this.woken = false;
        if (this.again && !this.stopped) this.wake();
      });
    }, rest);
  }

  /** One thing at a time; a failure is logged and made good by the next look. */
  private run(work: () => Promise<void>): Promise<void> {
    this.running = this.running.then(work).catch((error: unknown) => {
      if (!this.stopped)
        this.ground.logger.error(
          { err: error, reader: this.options.name },
          'a reader of the log failed; it tries again at the next look',
        );
    });
    return this.running;
  }

  /** What changed since this reader last noted how far it had seen, on whichever node that was. */
  private async lookBack(): Promise<void> {
    const { db } = this.ground;
    const noted = await db.row<{ seen: string }>('select seen from log_reader where name = $1', [this.options.name]);
    await this.take(await movedSince(db, noted?.seen ?? '1:1:', this.options.kinds));
    this.lookedBack = true;
  }

  /** The node's looks begin where this one began to listen: what was before is its own matter first. */
  private told(look: Look): Promise<void> {
    return this.lookedBack ? this.take(look) : this.lookBack();
  }

  /** Reads what a look found, and notes how far it had seen once all of that is read. */
  private async take(look: Look): Promise<void> {
    const moved = look.moved.filter(({ kind }) => this.options.kinds.includes(kind));
    for (const stream of await this.unread(moved)) this.toRead(stream);
    await this.drain();
    const now = performance.now();
    if (this.stopped || this.contested.size > 0 || look.seen === this.noted.seen) return;
    if (this.noted.at > 0 && now - this.noted.at < noteEvery) return;
    this.noted = { seen: look.seen, at: now };
    await this.ground.db.rows(
      `insert into log_reader (name, seen) values ($1, $2) on conflict (name) do update set seen = excluded.seen`,
      [this.options.name, look.seen],
    );
  }

  /** Most of what a look finds was read already, here or on another node: one statement tells. A look tells of a stream once only. */
  private async unread(moved: readonly MovedStream[]): Promise<string[]> {
    if (moved.length === 0) return [];
    const streams = moved.map((m) => m.stream);
    try {
      const rows = await this.ground.db.rows<{ stream: string }>(
        `select u.id as stream from unnest($2::uuid[], $3::bigint[]) as u (id, ev)
         left join log_reader_stream r on r.reader = $1 and r.stream_id = u.id where coalesce(r.ev, 0) < u.ev`,
        [this.options.name, streams, moved.map((m) => m.ev)],
      );
      return rows.map(({ stream }) => stream);
    } catch (error) {
      for (const stream of streams) this.toRead(stream);
      throw error;
    }
  }

  /** Reads the streams that had grown by now; those that grow meanwhile, and those that could not be read, stay for the next time. */
  private async drain(): Promise<void> {
    const turns = this.ground.keep(readingTurns);
    const [oldest = 0] = this.grown.values();
    const patient = () => this.awaited === 0 && performance.now() - oldest < patience;
    let due = [...this.grown.keys()].sort();
    try {
      while (due.length > 0 && !this.stopped) {
        const streams = due.slice(0, streamsAtOnce);
        for (const stream of streams) this.grown.delete(stream);
        due = due.slice(streamsAtOnce);
        const more = await turns
          .take(() => this.readPage(streams), patient)
          .catch((error: unknown) => turns.take(() => this.readApart(streams, error), patient));
        due = [...more, ...due];
      }
    } finally {
      for (const stream of due) this.toRead(stream);
    }
  }

  /** A page that failed with several streams in it: each is tried alone, so that one bad stream does not hold up the others. */
  private async readApart(streams: readonly string[], failed: unknown): Promise<string[]> {
    const errors: unknown[] = [];
    const unfinished: string[] = [];
    for (const stream of streams) {
      try {
        if (streams.length === 1) throw failed;
        unfinished.push(...(await this.readPage([stream])));
      } catch (error) {
        errors.push(error);
        // Not read: the place of the last look must not pass it.
        this.toRead(stream);
      }
    }
    if (errors.length === 0) return unfinished;
    for (const stream of unfinished) this.toRead(stream);
    throw errors[0];
  }

  /** One page over some streams, in one transaction; answers the streams of which more may be waiting. */
  private async readPage(streams: readonly string[]): Promise<string[]> {
    const { name, handle, page = usualPage } = this.options;
    const begun = performance.now();
    let read: readonly LogEntry[] = [];
    const more = await this.ground.db.transaction(async (tx) => {
      const places = await lockPlaces(tx, name, streams);
      for (const stream of streams) {
        if (places.has(stream)) this.contested.delete(stream);
        else this.comeBackTo(stream);
      }
      const entries = places.size > 0 ? await readBehind(tx, places, page) : [];
      read = entries;
      if (entries.length === 0) return [];
      await handle(tx, entries);
      const streamsRead = byStream(entries);
      await movePlaces(tx, name, streamsRead);
      // A full page ends within the last stream it has, or just before the next.
      const last = [...streamsRead.keys()].at(-1)!;
      return entries.length < page ? [] : [...places.keys()].filter((stream) => stream >= last);
    });
    this.entriesRead += read.length;
    this.ground.tracer?.read(name, read, begun);
    return more;
  }
}

/** The readers of a house that run on this node: `platform.keep(readersOf)`. */
export const readersOf = (): Set<LogReader> => new Set();
