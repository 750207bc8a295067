import type { LoaderDeps } from './loader.ts';
import { putPeople } from './reduce-answers.ts';
import type { Person, State } from './state.ts';

/** Most people asked for in one call. */
const askedAtOnce = 200;

/** Keeps the people and the organization that the state holds up to date. */
export class Directory {
  private readonly deps: LoaderDeps;
  private wanted = new Set<string>();

  constructor(deps: LoaderDeps) {
    this.deps = deps;
  }

  /** Makes sure these people are in `state.people`; many calls of one moment become one. */
  need(ids: readonly string[], again: boolean): void {
    const { people } = this.deps.get();
    const fresh = ids.filter((id) => again || !(id in people));
    if (fresh.length === 0) return;
    const first = this.wanted.size === 0;
    for (const id of fresh) this.wanted.add(id);
    if (first) setTimeout(() => void this.fetch().catch(() => undefined), 10);
  }

  private async fetch(): Promise<void> {
    const ids = [...this.wanted];
    this.wanted = new Set();
    for (let i = 0; i < ids.length; i += askedAtOnce) {
      const answer = await this.deps.call('people.get', { ids: ids.slice(i, i + askedAtOnce) as never });
      this.deps.set(putPeople(this.forgetHidden(ids.slice(i, i + askedAtOnce), answer.users), answer.users));
    }
  }

  /** Who was asked for and not answered is not to be seen (any more): nothing of them is kept. */
  private forgetHidden(asked: readonly string[], users: readonly Person[]): State {
    const state = this.deps.get();
    const seen = new Set<string>(users.map((u) => u.id));
    const hidden = new Set(asked.filter((id) => !seen.has(id) && id in state.people));
    if (hidden.size === 0) return state;
    return { ...state, people: Object.fromEntries(Object.entries(state.people).filter(([id]) => !hidden.has(id))) };
  }

  /** Who I am, when that is not known, or was kept by a version of the app that did not know of departments. */
  async knowMe(): Promise<void> {
    const { deps } = this;
    if (deps.get().me?.scoped) return;
    const me = await deps.call('people.me', {});
    // The state is taken after the answer: what came meanwhile stays.
    deps.set({ ...deps.get(), me });
  }

  /** The organization's stream moved: what is held of it is asked for again. */
  async refresh(): Promise<void> {
    const { deps } = this;
    const changed = await deps.call('people.changedSince', { ev: deps.get().organizationEv });
    const held = Object.keys(deps.get().people);
    const again = changed.tooMany ? held : held.filter((id) => changed.users.includes(id as never));
    const me = deps.get().me?.user.id;
    const mine = changed.organization || changed.roles || changed.departments || changed.tooMany;
    if (mine || (me && changed.users.includes(me))) {
      const answer = await deps.call('people.me', {});
      deps.set({ ...deps.get(), me: answer });
    }
    deps.set({ ...deps.get(), organizationEv: Math.max(changed.ev, deps.get().organizationEv) });
    this.need(again, true);
  }
}
