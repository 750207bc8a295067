/**
 * Group commit: while one flight is out, the next items gather; they leave together when it lands. Many small
 * transactions of one tick share one commit.
 */
export interface Batcher<I, O> {
  add(item: I): Promise<O>;
  /** Items waiting for the next flight. */
  readonly waiting: number;
  /** Resolves when nothing is under way. */
  drain(): Promise<void>;
}

export interface BatcherOptions<I, O> {
  maxBatch: number;
  /** Most items that may wait; more are refused with `overflow()`. */
  maxWaiting: number;
  /** Answers one result per item, in order. An Error as a result rejects that item alone. */
  flight(items: I[]): Promise<(O | Error)[]>;
  overflow(): Error;
}

interface Waiting<I, O> {
  item: I;
  resolve(value: O): void;
  reject(error: unknown): void;
}

export function createBatcher<I, O>(options: BatcherOptions<I, O>): Batcher<I, O> {
  let waiting: Waiting<I, O>[] = [];
  let flying = false;
  let scheduled = false;
  const idle: (() => void)[] = [];

  function settle(batch: Waiting<I, O>[], results: (O | Error)[]): void {
    for (const [i, one] of batch.entries()) {
      const result = results[i];
      if (result instanceof Error) one.reject(result);
      else one.resolve(result as O);
    }
  }

  async function fly(): Promise<void> {
    scheduled = false;
    if (flying || waiting.length === 0) return;
    flying = true;
    const batch = waiting.slice(0, options.maxBatch);
    waiting = waiting.slice(options.maxBatch);
    let results: (O | Error)[];
    try {
      results = await options.flight(batch.map((w) => w.item));
    } catch (error) {
      const failed = error instanceof Error ? error : new Error(String(error));
      results = batch.map(() => failed);
    }
    flying = false;
    // The next flight leaves before this one's results are handed out (and fanned out).
    if (waiting.length > 0) void fly();
    settle(batch, results);
    if (!flying && waiting.length === 0) {
      for (const done of idle.splice(0)) done();
    }
  }

  return {
    get waiting() {
      return waiting.length;
    },
    add(item) {
      if (waiting.length >= options.maxWaiting) return Promise.reject(options.overflow());
      return new Promise<O>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (!flying && !scheduled) {
          scheduled = true;
          // One turn of patience, so that everything read from the sockets in this turn leaves together.
          setImmediate(() => void fly());
        }
      });
    },
    drain: () => (flying || waiting.length > 0 ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()),
  };
}
