/** A node that has not been heard for this long (ms) is taken for silent: five heartbeats. */
const silentAfter = 5_000;

interface Peer {
  /** Number of its last message. */
  number: number;
  /** When that came; milliseconds of `performance.now()`. */
  at: number;
}

/** What happened by hearing a message. */
export interface Heard {
  /** The node had not been heard before, or had been silent. */
  isNew: boolean;
  /** Messages before this one did not come. */
  lost: boolean;
  /** It came before. */
  repeated: boolean;
}

/** The other nodes as this one hears them on the bus. */
export class Peers {
  private readonly peers = new Map<string, Peer>();
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  hear(node: string, number: number): Heard {
    const known = this.peers.get(node);
    const at = this.now();
    if (known && number <= known.number) return { isNew: false, lost: false, repeated: true };
    this.peers.set(node, { number, at });
    return { isNew: !known, lost: number !== (known?.number ?? 0) + 1, repeated: false };
  }

  /** Milliseconds since a node was heard; undefined when it is not known. */
  silence(node: string): number | undefined {
    const peer = this.peers.get(node);
    return peer && this.now() - peer.at;
  }

  /** Forgets a node; answers whether it was known. */
  forget(node: string): boolean {
    return this.peers.delete(node);
  }

  /** Forgets nodes that have been silent, and answers them. */
  forgetSilent(): string[] {
    const silent = [...this.peers].filter(([, { at }]) => this.now() - at > silentAfter).map(([node]) => node);
    for (const node of silent) this.peers.delete(node);
    return silent;
  }
}
