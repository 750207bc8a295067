/** Searches that may hold a database connection at once: the others wait, so that talk is never short of connections. */
const atOnce = 4;

class SearchGate {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside >= atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.inside++;
    try {
      return await work();
    } finally {
      // Whoever waits longest takes over the place.
      const next = this.waiting.shift();
      if (next) next();
      else this.inside--;
    }
  }
}

/** The gate of a house. */
export const searchGate = (): SearchGate => new SearchGate();
