const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What was read in a turn is followed by this many times as long in which nothing is read: sends wait for answers, readers do not. */
const restPerWork = 3;
/** Milliseconds. */
const longestRest = 500;

/** One after the other, in the order of asking, with a rest between them. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();
  private rested = 0;

  /** `patient` is asked when the turn has come: whoever is not takes no rest. */
  take<T>(work: () => Promise<T>, patient: () => boolean): Promise<T> {
    const turn = this.last.then(async () => {
      const early = this.rested - performance.now();
      if (early > 0 && patient()) await sleep(early);
      const begun = performance.now();
      try {
        return await work();
      } finally {
        const now = performance.now();
        this.rested = now + Math.min(restPerWork * (now - begun), longestRest);
      }
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

/**
 * The readers of a house take turns, a page each: what they ask of the processor and the database is spread evenly beside the sends,
 * instead of all of them at once.
 */
export const readingTurns = (): Turns => new Turns();

/** Lets everything else that waits for this thread go first. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
