import type { LiveFrame } from './gateway/frame.ts';

/** Whether a hint was published on this node, or came from another one. */
export type HintOrigin = 'here' | 'elsewhere';

/**
 * Hints between the parts of a house and, with several nodes, between nodes. A hint may be lost, doubled or reordered: the
 * log is the truth (SY5), so whoever listens must be able to repair from it.
 */
export interface Bus {
  /** Hands a hint to every subscriber of the subject: here in the same turn, on other nodes soon. Never throws, never waits. */
  publish<S extends Subject>(subject: S, hint: Hints[S]): void;
  /** Answers a function that ends the subscription. */
  subscribe<S extends Subject>(subject: S, listener: (hint: Hints[S], from: HintOrigin) => void): () => void;
  close(): Promise<void>;
}

/** What travels on the bus. Everything is plain data, so that a driver can write it as bytes. */
export interface Hints {
  /**
   * A stream grew; `frames` are the ready-made frames of `ev` first … last, in order, or none when they are too many. `trace`: its way is
   * followed (W3C traceparent).
   */
  stream: { stream: string; kind: string; first: number; last: number; frames: LiveFrame[]; trace?: string };
  /** A frame for all devices of one user (state, SY8). */
  user: { user: string; frame: LiveFrame };
  /** A lossy frame (SY11) for people who look at a conversation. */
  lossy: { conversation: string; except?: string; frame: LiveFrame };
  /** Sessions that ended: sockets are cut and caches dropped at once. */
  revoked: { user: string; sessions: string[] | 'all' };
  /** Something cached by a key has changed. */
  changed: { what: string; id: string };
  /**
   * How the people of one node are: `[user, status]`, all of them when `whole`. Who asks is told by every other node how its
   * own people are.
   */
  presence: { node: string; states: [user: string, status: string][]; whole: boolean; ask: boolean };
  /** This node alone is told, by itself: another node was heard for the first time, or is silent or gone. */
  node: { id: string; here: boolean };
  /**
   * This node alone is told, by itself: hints of other nodes may have been lost until now, and while `away` more are being
   * lost. Whatever was kept in memory is to be looked at again.
   */
  line: { away: boolean };
}
export type Subject = keyof Hints;
