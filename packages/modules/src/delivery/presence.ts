import { type Connection, type Connections, type Hints, type Platform, randomInt, textFrame } from '@rapport/platform';
import type { Actor } from '../people/index.ts';

export type PresenceStatus = 'online' | 'away' | 'offline';
type Here = 'online' | 'away';

/** A closed socket is forgiven this long: a reload is not a leave. */
const grace = 5_000;
/** People told of in one hint. */
const mostAtOnce = 2_000;
/** What was missed is asked for at most this often (ms). */
const askEvery = 1_000;

/**
 * Who is here (SY11): online while any device is in use, away while all of them rest, on whichever node they are. Each node knows
 * its own people from their sockets and tells the others what changed of them; whoever looks is told by the node they are on.
 */
export class Presence {
  private readonly resting = new WeakSet<Connection<Actor>>();
  private readonly mine = new Map<string, Here>();
  private readonly elsewhere = new Map<string, Map<string, Here>>();
  private readonly changed = new Set<string>();
  private telling: NodeJS.Immediate | undefined;
  private asking: NodeJS.Timeout | undefined;
  private answering: NodeJS.Immediate | undefined;
  private stopped = false;
  private readonly platform: Platform;
  private readonly connections: Connections<Actor>;

  constructor(platform: Platform, connections: Connections<Actor>) {
    this.platform = platform;
    this.connections = connections;
  }

  /** Listens to other nodes; answers how to stop. */
  start(): () => void {
    const { bus } = this.platform;
    const stops = [
      bus.subscribe('presence', (hint, from) => from === 'elsewhere' && this.hear(hint)),
      bus.subscribe('node', ({ id, here }) => (here ? this.ask() : this.replace(id, new Map()))),
      bus.subscribe('line', () => this.ask()),
    ];
    return () => {
      for (const stop of stops) stop();
      clearTimeout(this.asking);
      // A bus that is closed has nothing more to tell.
      clearImmediate(this.telling);
      clearImmediate(this.answering);
      this.stopped = true;
    };
  }

  of(user: string): PresenceStatus {
    let status: PresenceStatus = this.mine.get(user) ?? 'offline';
    if (status === 'online') return status;
    for (const people of this.elsewhere.values()) {
      const there = people.get(user);
      if (there === 'online') return there;
      status = there ?? status;
    }
    return status;
  }

  opened(connection: Connection<Actor>): void {
    this.judge(connection.user);
  }

  closed(connection: Connection<Actor>): void {
    const { user } = connection;
    if (this.connections.of(user)?.size) return this.judge(user);
    setTimeout(() => {
      if (!this.connections.of(user)?.size) this.setMine(user, undefined);
    }, grace).unref();
  }

  setAway(connection: Connection<Actor>, away: boolean): void {
    if (away) this.resting.add(connection);
    else this.resting.delete(connection);
    this.judge(connection.user);
  }

  /** Who has a device here is online when one of them is in use. */
  private judge(user: string): void {
    const devices = [...(this.connections.of(user) ?? [])];
    if (devices.length > 0) this.setMine(user, devices.every((c) => this.resting.has(c)) ? 'away' : 'online');
  }

  private setMine(user: string, status: Here | undefined): void {
    if (this.mine.get(user) === status) return;
    this.change(user, () => (status ? this.mine.set(user, status) : this.mine.delete(user)));
    this.changed.add(user);
    if (this.stopped) return;
    this.telling ??= setImmediate(() => {
      this.telling = undefined;
      const states = [...this.changed].map((one): [string, string] => [one, this.mine.get(one) ?? 'offline']);
      this.changed.clear();
      this.publish(states, false, false);
    });
  }

  /** Changes what is known of somebody, and tells those who look when it makes a difference. */
  private change(user: string, act: () => void): void {
    const before = this.of(user);
    act();
    const status = this.of(user);
    const lookers = status === before ? undefined : this.connections.watchersOfPerson(user);
    if (!lookers || lookers.size === 0) return;
    const frame = textFrame(JSON.stringify({ type: 'presence', user, status }));
    for (const c of lookers) c.push(frame);
  }

  private publish(states: [string, string][], whole: boolean, ask: boolean): void {
    const { bus, node } = this.platform;
    for (let at = 0; at === 0 || at < states.length; at += mostAtOnce)
      bus.publish('presence', {
        node,
        states: states.slice(at, at + mostAtOnce),
        whole: whole && at === 0,
        ask: ask && at === 0,
      });
  }

  private hear({ node, states, whole, ask }: Hints['presence']): void {
    const told = states.flatMap(([user, status]): [string, Here | undefined][] =>
      status === 'online' || status === 'away' ? [[user, status]] : status === 'offline' ? [[user, undefined]] : [],
    );
    if (whole) this.replace(node, new Map(told.flatMap(([user, status]) => (status ? [[user, status] as const] : []))));
    else {
      const people = this.elsewhere.get(node) ?? new Map<string, Here>();
      this.elsewhere.set(node, people);
      for (const [user, status] of told) this.change(user, () => (status ? people.set(user, status) : people.delete(user)));
    }
    if (ask) this.answer();
  }

  /** All that is known of a node's people from here on. */
  private replace(node: string, people: Map<string, Here>): void {
    const before = this.elsewhere.get(node) ?? new Map<string, Here>();
    for (const user of new Set([...before.keys(), ...people.keys()]))
      this.change(user, () => {
        const status = people.get(user);
        if (status) before.set(user, status);
        else before.delete(user);
        this.elsewhere.set(node, before);
      });
    if (people.size === 0) this.elsewhere.delete(node);
  }

  /** Several who ask in one moment get one answer. */
  private answer(): void {
    this.answering ??= setImmediate(() => {
      this.answering = undefined;
      this.publish([...this.mine], true, false);
    });
  }

  private ask(): void {
    this.asking ??= setTimeout(
      () => {
        this.asking = undefined;
        this.publish([...this.mine], true, true);
      },
      askEvery / 2 + randomInt(askEvery / 2),
    );
  }
}
