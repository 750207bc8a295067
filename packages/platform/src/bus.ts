/**
 * Hints between the parts of a house and, with several nodes, between nodes. A hint may be lost, doubled or reordered: the
 * log is the truth (SY5), so whoever listens must be able to repair from it.
 */
export interface Bus {
  /** Hands a hint to every subscriber of the subject, here and on other nodes. Never throws, never waits. */
  publish<S extends Subject>(subject: S, hint: Hints[S]): void;
  /** Answers a function that ends the subscription. */
  subscribe<S extends Subject>(subject: S, listener: (hint: Hints[S]) => void): () => void;
  close(): Promise<void>;
}

/** What travels on the bus. Everything is plain data, so that a driver can write it as JSON. */
export interface Hints {
  /** A stream grew; `frames` are the ready-made JSON texts of `ev` first … last, in order, or none when they are too many. */
  stream: { stream: string; kind: string; first: number; last: number; frames: string[] };
  /** A frame for all devices of one user (state, SY8). */
  user: { user: string; frame: string };
  /** A lossy frame (SY11) for people who look at a conversation or a person. */
  lossy: { about: string; audience: 'conversation' | 'person'; except?: string; frame: string };
  /** Sessions that ended: sockets are cut and caches dropped at once. */
  revoked: { user: string; sessions: string[] | 'all' };
  /** Something cached by a key has changed. */
  changed: { what: string; id: string };
}
export type Subject = keyof Hints;

/** The bus of a single server: delivery in the same turn of the event loop, in order. */
export function createLocalBus(onError: (error: unknown) => void): Bus {
  const listeners = new Map<Subject, Set<(hint: never) => void>>();
  return {
    publish(subject, hint) {
      for (const listener of listeners.get(subject) ?? []) {
        try {
          listener(hint as never);
        } catch (error) {
          onError(error);
        }
      }
    },
    subscribe(subject, listener) {
      const set = listeners.get(subject) ?? new Set();
      listeners.set(subject, set);
      set.add(listener as (hint: never) => void);
      return () => set.delete(listener as (hint: never) => void);
    },
    async close() {
      listeners.clear();
    },
  };
}
