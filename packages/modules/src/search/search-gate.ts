import { Fault } from '@rapport/contract';

/** Searches that may hold a database connection at once: the others wait, so that talk is never short of connections. */
const atOnce = 4;
/** Of one person: whoever searches much does not make the others wait. */
const atOnceOfOne = 2;
const maxWaiting = 500;

interface Waiting {
  user: string;
  enter(): void;
}

/** Lets a few searches in at a time, and a person's own fewer still. */
export class SearchGate {
  private inside = 0;
  private readonly insideOf = new Map<string, number>();
  private readonly waiting: Waiting[] = [];

  /** @throws Fault `too-many-requests` when too many wait already */
  async pass<T>(user: string, work: () => Promise<T>): Promise<T> {
    if (this.mayEnter(user)) this.enter(user);
    else await this.wait(user);
    try {
      return await work();
    } finally {
      this.leave(user);
    }
  }

  private mayEnter(user: string): boolean {
    return this.inside < atOnce && (this.insideOf.get(user) ?? 0) < atOnceOfOne;
  }

  private enter(user: string): void {
    this.inside++;
    this.insideOf.set(user, (this.insideOf.get(user) ?? 0) + 1);
  }

  private wait(user: string): Promise<void> {
    if (this.waiting.length >= maxWaiting) throw new Fault('too-many-requests', { seconds: 2 });
    return new Promise((resolve) => this.waiting.push({ user, enter: resolve }));
  }

  /** Whoever waits longest and may come in, comes in. */
  private leave(user: string): void {
    this.inside--;
    const left = (this.insideOf.get(user) ?? 1) - 1;
    if (left > 0) this.insideOf.set(user, left);
    else this.insideOf.delete(user);
    const next = this.waiting.findIndex((w) => this.mayEnter(w.user));
    if (next < 0) return;
    const [one] = this.waiting.splice(next, 1);
    this.enter(one!.user);
    one!.enter();
  }
}

/** The gate of a house. */
export const searchGate = (): SearchGate => new SearchGate();
