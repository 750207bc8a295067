import type { Db } from '../db.ts';
import type { Logger } from '../logger.ts';

/** A stream that moved, and how far it goes now. */
export interface MovedStream {
  stream: string;
  kind: string;
  ev: number;
}

/** What one look found. `seen` is the snapshot of the same statement as the rows (SY6): nothing up to there is missing. */
export interface Look {
  seen: string;
  moved: readonly MovedStream[];
}

/** Milliseconds between looks, unless somebody asks for another period. */
const usualPeriod = 15_000;

/** Streams that changed since a snapshot, with the snapshot of this very statement. `null` asks for the snapshot alone. */
export async function movedSince(db: Db, since: string | null, kinds: readonly string[] | null): Promise<Look> {
  const found = await db.row<{ seen: string; moved: MovedStream[] | null }>(
    `with c as materialized (select $1::pg_snapshot as s)
     select pg_current_snapshot()::text as seen,
       (select json_agg(json_build_object('stream', st.id, 'kind', st.kind, 'ev', st.ev)) from stream st, c
         where st.last_tx >= pg_snapshot_xmin(c.s) and not pg_visible_in_snapshot(st.last_tx, c.s)
           and ($2::text[] is null or st.kind = any ($2))) as moved`,
    [since, kinds],
  );
  return { seen: found!.seen, moved: found!.moved ?? [] };
}

type Listener = (look: Look) => void;

/**
 * The one look of a node over the streams that changed (SY6, SY7): every reader of the log and the fan-out live on it, so what a lost
 * hint hid is found by one statement, however many there are who want to know.
 */
export class StreamLook {
  private readonly db: Db;
  private readonly logger: Logger;
  private readonly listeners = new Set<Listener>();
  private seen: string | undefined;
  private running: Promise<void> = Promise.resolve();
  private queued: Promise<void> | undefined;
  private period = usualPeriod;
  private timer: NodeJS.Timeout | undefined;

  constructor(deps: { db: Db; logger: Logger }) {
    this.db = deps.db;
    this.logger = deps.logger;
  }

  /**
   * Is told of every stream that changes from now on. What was committed before this resolves is the listener's own matter: a look
   * of its own, taken after, leaves no gap. Answers how to stop; the last to go ends the looks.
   */
  async listen(listener: Listener): Promise<() => void> {
    this.listeners.add(listener);
    const stop = () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.rest();
    };
    try {
      if (this.seen === undefined) await this.look();
    } catch (error) {
      stop();
      throw error;
    }
    if (!this.timer) this.wind();
    return stop;
  }

  /** Looks now; resolves once every listener was told of everything committed before the call. */
  look(): Promise<void> {
    // A look that waits has not begun: it will see what was committed by now.
    this.queued ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.queued = undefined;
        this.running = this.take();
        return this.running;
      });
    return this.queued;
  }

  /** Milliseconds between looks from now on; without an argument the usual ones. While the bus is away a node looks often. */
  setPeriod(milliseconds: number = usualPeriod): void {
    if (milliseconds === this.period) return;
    this.period = milliseconds;
    if (this.timer) this.wind();
  }

  private wind(): void {
    clearInterval(this.timer);
    this.timer = setInterval(() => {
      this.look().catch((error: unknown) => this.logger.warn({ err: error }, 'changed streams could not be looked for'));
    }, this.period);
    this.timer.unref();
  }

  /** Nobody listens: whoever comes next begins anew. */
  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.seen = undefined;
  }

  private async take(): Promise<void> {
    const since = this.seen;
    const look = await movedSince(this.db, since ?? null, null);
    if (this.listeners.size === 0) return;
    this.seen = look.seen;
    // The first only says where to begin.
    if (since !== undefined) for (const listener of this.listeners) listener(look);
  }
}

/** Of a house: `platform.keep(streamLookOf)`. */
export const streamLookOf = (platform: { db: Db; logger: Logger }): StreamLook => new StreamLook(platform);
