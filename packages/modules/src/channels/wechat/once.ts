/** Work of one page of arrivals that is done once for each name: asked for again while it runs or after, the same answer is given. */
export class Once<K extends object, T> {
  private readonly pages = new WeakMap<K, Map<string, Promise<T>>>();

  of(page: K, name: string, make: () => Promise<T>): Promise<T> {
    const known = this.pages.get(page) ?? new Map<string, Promise<T>>();
    this.pages.set(page, known);
    const found = known.get(name) ?? make();
    known.set(name, found);
    return found;
  }
}
