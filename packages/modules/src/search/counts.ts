/** Values of a facet that are told: the most frequent. */
const mostValues = 30;

export class Counts<T> {
  private readonly counts = new Map<T, number>();

  add(value: T, by = 1): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + by);
  }

  /** The most frequent first. */
  top(most = mostValues): [T, number][] {
    return [...this.counts].sort((a, b) => b[1] - a[1]).slice(0, most);
  }
}
