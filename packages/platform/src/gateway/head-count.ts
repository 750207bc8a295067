/** How many of each kind are here, and no more than so many. */
export class HeadCount {
  private readonly most: number;
  private readonly here = new Map<string, number>();

  constructor(most: number) {
    this.most = most;
  }

  /** Counts one in; answers whether there was room. */
  enter(kind: string): boolean {
    const count = this.here.get(kind) ?? 0;
    if (count >= this.most) return false;
    this.here.set(kind, count + 1);
    return true;
  }

  leave(kind: string): void {
    const count = this.here.get(kind) ?? 0;
    if (count > 1) this.here.set(kind, count - 1);
    else this.here.delete(kind);
  }
}
