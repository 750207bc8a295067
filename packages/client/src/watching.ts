import type { Input, Output } from '@rapport/contract';
import type { State } from './state.ts';

export interface Watched {
  conversations?: readonly string[];
  people?: readonly string[];
}

interface WatchingDeps {
  get(): State;
  set(next: State): void;
  /** Over the socket: what is watched belongs to it. */
  call(input: Input<'delivery.watch'>): Promise<Output<'delivery.watch'>>;
}

/** Tells the server what is on screen, so that topics, open groups and presence of people come live. */
export class Watching {
  private readonly deps: WatchingDeps;
  private watched: { conversations: string[]; people: string[] } = { conversations: [], people: [] };

  constructor(deps: WatchingDeps) {
    this.deps = deps;
  }

  watch(what: Watched): void {
    this.watched = {
      conversations: [...(what.conversations ?? [])].slice(0, 20),
      people: [...(what.people ?? [])].slice(0, 300),
    };
    this.tell();
  }

  /** Also a sign of life, whatever is watched. */
  ask(): Promise<Output<'delivery.watch'>> {
    return this.deps.call(this.watched as Input<'delivery.watch'>);
  }

  /** After the socket opened, or when something else is on screen. */
  tell(): void {
    const { get, set } = this.deps;
    if (get().status !== 'online') return;
    if (this.watched.conversations.length === 0 && this.watched.people.length === 0) return;
    this.ask()
      .then(({ presence }) =>
        set({ ...get(), presence: { ...get().presence, ...Object.fromEntries(presence.map((p) => [p.user, p.status])) } }),
      )
      .catch(() => undefined);
  }
}
