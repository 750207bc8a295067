import type { Bus, HintOrigin, Hints, Subject } from '../bus.ts';

/** The bus within one process: delivery in the same turn of the event loop, in order. */
export interface LocalBus extends Bus {
  /** As `publish`, of a hint that another node published. */
  hand<S extends Subject>(subject: S, hint: Hints[S], from: HintOrigin): void;
}

type Listener = (hint: never, from: HintOrigin) => void;

/** The bus of a single server. */
export function createLocalBus(onError: (error: unknown) => void): LocalBus {
  const listeners = new Map<Subject, Set<Listener>>();
  const hand: LocalBus['hand'] = (subject, hint, from) => {
    for (const listener of listeners.get(subject) ?? []) {
      try {
        listener(hint as never, from);
      } catch (error) {
        onError(error);
      }
    }
  };
  return {
    hand,
    publish: (subject, hint) => hand(subject, hint, 'here'),
    subscribe(subject, listener) {
      const set = listeners.get(subject) ?? new Set();
      listeners.set(subject, set);
      set.add(listener as Listener);
      return () => set.delete(listener as Listener);
    },
    async close() {
      listeners.clear();
    },
  };
}
