import type { Histogram } from './metrics.ts';
import type { Trace } from './trace/trace.ts';

/** How a batcher is doing. Seconds; `waits`: of whoever waited longest for each flight. */
export interface BatcherFigures {
  waits: Histogram;
  flights: Histogram;
  sizes: Histogram;
}

export interface BatcherOptions<I, O> {
  maxBatch: number;
  /** Most items that may wait; more are refused with `overflow()`. */
  maxWaiting: number;
  /**
   * Milliseconds between two flights while items come faster than one by one: whoever comes in a storm gathers for larger flights,
   * whoever comes alone does not wait.
   */
  gather?: number;
  /** Answers one result per item, in order. An Error rejects that item alone; a promise is handed on, and not waited for. */
  flight(items: I[]): Promise<(O | Promise<O> | Error)[]>;
  overflow(): Error;
  figures?: BatcherFigures;
  /** The trace that an item belongs to, where it has one. */
  traceOf?(item: I): Trace | undefined;
}

interface Waiting<I, O> {
  item: I;
  /** ms of `performance.now`. */
  since: number;
  resolve(value: O | Promise<O>): void;
  reject(error: unknown): void;
}

/**
 * Group commit: while one flight is out, the next items gather; they leave together when it lands. Many small
 * transactions of one tick share one commit.
 */
export class Batcher<I, O> {
  private readonly options: BatcherOptions<I, O>;
  private gathered: Waiting<I, O>[] = [];
  private flying = false;
  private scheduled = false;
  /** When the last flight left (ms of `performance.now`), and with how many. */
  private lastLeft = Number.NEGATIVE_INFINITY;
  private lastSize = 0;
  private idle: (() => void)[] = [];

  constructor(options: BatcherOptions<I, O>) {
    this.options = options;
  }

  /** Items waiting for the next flight. */
  get waiting(): number {
    return this.gathered.length;
  }

  add(item: I): Promise<O> {
    if (this.gathered.length >= this.options.maxWaiting) return Promise.reject(this.options.overflow());
    return new Promise<O>((resolve, reject) => {
      const since = performance.now();
      const trace = this.options.traceOf?.(item);
      // In a second lane the wait goes on.
      if (trace && trace.queued === 0) trace.queued = since;
      this.gathered.push({ item, since, resolve, reject });
      if (!this.flying && !this.scheduled) this.schedule();
    });
  }

  private schedule(): void {
    this.scheduled = true;
    const fly = () => void this.fly();
    const rest = this.lastSize > 1 ? this.lastLeft + (this.options.gather ?? 0) - performance.now() : 0;
    // One turn of patience at least, so that everything read from the sockets in this turn leaves together.
    if (rest >= 1) setTimeout(fly, rest);
    else setImmediate(fly);
  }

  /** Resolves when nothing is under way. */
  drain(): Promise<void> {
    return this.flying || this.gathered.length > 0 ? new Promise((resolve) => this.idle.push(resolve)) : Promise.resolve();
  }

  private note(batch: readonly Waiting<I, O>[], left: number): void {
    const { figures, traceOf } = this.options;
    if (!figures && !traceOf) return;
    const landed = performance.now();
    figures?.waits.observe((left - batch[0]!.since) / 1_000);
    figures?.flights.observe((landed - left) / 1_000);
    figures?.sizes.observe(batch.length);
    if (!traceOf) return;
    for (const { item } of batch) {
      const trace = traceOf(item);
      if (trace) Object.assign(trace, { left, landed, batch: batch.length });
    }
  }

  private async fly(): Promise<void> {
    this.scheduled = false;
    if (this.flying || this.gathered.length === 0) return;
    this.flying = true;
    const batch = this.gathered.slice(0, this.options.maxBatch);
    this.gathered = this.gathered.slice(this.options.maxBatch);
    const left = performance.now();
    this.lastLeft = left;
    this.lastSize = batch.length;
    let results: (O | Promise<O> | Error)[];
    try {
      results = await this.options.flight(batch.map((w) => w.item));
    } catch (error) {
      const failed = error instanceof Error ? error : new Error(String(error));
      results = batch.map(() => failed);
    }
    this.flying = false;
    this.note(batch, left);
    // The next flight leaves before this one's results are handed out (and fanned out).
    if (this.gathered.length > 0) {
      if (this.options.gather) this.schedule();
      else void this.fly();
    }
    for (const [i, one] of batch.entries()) {
      const result = results[i];
      if (result instanceof Error) one.reject(result);
      else one.resolve(result as O | Promise<O>);
    }
    if (!this.flying && this.gathered.length === 0) for (const done of this.idle.splice(0)) done();
  }
}
