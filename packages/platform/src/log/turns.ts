/** One after the other, in the order of asking. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

/**
 * The readers of a house take turns, a page each: what they ask of the processor and the database is spread evenly beside the sends,
 * instead of all of them at once after each rest.
 */
export const readingTurns = (): Turns => new Turns();

/** Lets everything else that waits for this thread go first. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
