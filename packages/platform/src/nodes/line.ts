import type { NodeBus } from '../bus/nats.ts';
import type { Bus } from '../bus.ts';
import type { NodeRow } from './node-table.ts';

/** Another node that was not heard for this long (ms) is not heard: three heartbeats and a half. */
const deafAfter = 3_500;

/** Whether this node hears all others, judged by who lives and who was heard. Tells it on the bus, to this node alone. */
export class Line {
  away = false;
  private readonly bus: Bus;
  private readonly remote: NodeBus | undefined;
  private readonly knownSince = new Map<string, number>();

  constructor(bus: Bus, remote: NodeBus | undefined) {
    this.bus = bus;
    this.remote = remote;
  }

  get state(): NodeRow['line'] {
    if (this.away) return 'away';
    return this.remote ? 'heard' : 'alone';
  }

  /** The other nodes that live, as the table has them. */
  meet(others: readonly string[]): void {
    const now = performance.now();
    for (const id of this.knownSince.keys()) if (!others.includes(id)) this.knownSince.delete(id);
    for (const id of others) if (!this.knownSince.has(id)) this.knownSince.set(id, now);
    this.judge();
  }

  /** With nobody else there is nothing to miss, whatever becomes of NATS. */
  judge(): void {
    const away =
      this.knownSince.size > 0 && (this.remote?.connected === false || [...this.knownSince].some(([id]) => this.deafTo(id)));
    if (away === this.away) return;
    this.away = away;
    this.bus.publish('line', { away });
  }

  private deafTo(id: string): boolean {
    const silence = this.remote?.silence(id);
    if (silence !== undefined) return silence > deafAfter;
    // Not heard yet: it may have begun a moment ago. Without a line nobody is ever heard.
    return !this.remote || performance.now() - (this.knownSince.get(id) ?? 0) > deafAfter;
  }
}
