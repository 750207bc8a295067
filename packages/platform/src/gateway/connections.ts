import type { Connection } from './connection.ts';

/** Who is connected to this node. */
export class Connections<A> {
  private readonly byUser = new Map<string, Set<Connection<A>>>();
  private readonly byStream = new Map<string, Set<Connection<A>>>();
  private readonly byPerson = new Map<string, Set<Connection<A>>>();
  count = 0;
  /** Sockets that ended, by the code they ended with. */
  readonly endings = new Map<number, number>();

  add(connection: Connection<A>): void {
    const set = this.byUser.get(connection.user) ?? new Set();
    this.byUser.set(connection.user, set.add(connection));
    connection.ofPerson = set;
    this.count++;
  }

  remove(connection: Connection<A>): void {
    const set = this.byUser.get(connection.user);
    if (!set?.delete(connection)) return;
    if (set.size === 0) this.byUser.delete(connection.user);
    for (const stream of connection.watching) this.drop(this.byStream, stream, connection);
    for (const person of connection.watchingPeople) this.drop(this.byPerson, person, connection);
    this.count--;
  }

  ended(code: number): void {
    this.endings.set(code, (this.endings.get(code) ?? 0) + 1);
  }

  /** Replaces what a connection looks at. */
  watch(connection: Connection<A>, streams: readonly string[], people: readonly string[]): void {
    this.replace(this.byStream, connection.watching, streams, connection);
    this.replace(this.byPerson, connection.watchingPeople, people, connection);
  }

  of(user: string): ReadonlySet<Connection<A>> | undefined {
    return this.byUser.get(user);
  }
  watchersOf(stream: string): ReadonlySet<Connection<A>> | undefined {
    return this.byStream.get(stream);
  }
  watchersOfPerson(user: string): ReadonlySet<Connection<A>> | undefined {
    return this.byPerson.get(user);
  }
  /** Streams that somebody here looks at. */
  watchedStreams(): string[] {
    return [...this.byStream.keys()];
  }
  users(): IterableIterator<string> {
    return this.byUser.keys();
  }
  *all(): IterableIterator<Connection<A>> {
    for (const set of this.byUser.values()) yield* set;
  }

  private replace(
    index: Map<string, Set<Connection<A>>>,
    held: Set<string>,
    wanted: readonly string[],
    connection: Connection<A>,
  ): void {
    for (const key of held) if (!wanted.includes(key)) this.drop(index, key, connection);
    held.clear();
    for (const key of wanted) {
      held.add(key);
      const set = index.get(key);
      if (set) set.add(connection);
      else index.set(key, new Set([connection]));
    }
  }

  private drop(index: Map<string, Set<Connection<A>>>, key: string, connection: Connection<A>): void {
    const set = index.get(key);
    set?.delete(connection);
    if (set?.size === 0) index.delete(key);
  }
}
