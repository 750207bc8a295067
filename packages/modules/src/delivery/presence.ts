import type { Connection, Connections, Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';

export type PresenceStatus = 'online' | 'away' | 'offline';

/** A closed socket is forgiven this long: a reload is not a leave. */
const grace = 5_000;

/** Who is here (SY11): online while any device is in use, away while all of them rest. */
export class Presence {
  private readonly away = new WeakSet<Connection<Actor>>();
  private readonly told = new Map<string, PresenceStatus>();
  private readonly platform: Platform;
  private readonly connections: Connections<Actor>;

  constructor(platform: Platform, connections: Connections<Actor>) {
    this.platform = platform;
    this.connections = connections;
  }

  of(user: string): PresenceStatus {
    const here = this.connections.of(user);
    if (!here || here.size === 0) return this.told.get(user) ?? 'offline';
    for (const c of here) if (!this.away.has(c)) return 'online';
    return 'away';
  }

  opened(connection: Connection<Actor>): void {
    this.tell(connection.user);
  }

  closed(connection: Connection<Actor>): void {
    const user = connection.user;
    if (this.connections.of(user)?.size) return this.tell(user);
    setTimeout(() => {
      if (this.connections.of(user)?.size) return;
      if (this.told.delete(user)) this.publish(user, 'offline');
    }, grace).unref();
  }

  setAway(connection: Connection<Actor>, away: boolean): void {
    if (away) this.away.add(connection);
    else this.away.delete(connection);
    this.tell(connection.user);
  }

  private tell(user: string): void {
    const status = this.of(user);
    if (this.told.get(user) === status) return;
    this.told.set(user, status);
    this.publish(user, status);
  }

  private publish(user: string, status: PresenceStatus): void {
    this.platform.bus.publish('lossy', {
      about: user,
      audience: 'person',
      frame: JSON.stringify({ type: 'presence', user, status }),
    });
  }
}
