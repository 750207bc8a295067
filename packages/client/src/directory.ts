import type { LoaderDeps } from './loader.ts';
import { putPeople } from './reduce-answers.ts';
import type { Person, State } from './state.ts';

/** Most people asked for in one call. */
const askedAtOnce = 200;

/** Many asks of one moment become one call, ms. */
const moment = 10;

/**
 * Keeps the people and the organization that the state holds up to date. One call at a time: an answer never overtakes a younger one.
 * `organizationEv` says up to where what is held is known to be true; it moves with the answers, so what fails is found by the next look.
 */
export class Directory {
  private readonly deps: LoaderDeps;
  private wanted = new Set<string>();
  private asking: Promise<void> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(deps: LoaderDeps) {
    this.deps = deps;
  }

  /**
   * Makes sure these people are in `state.people`; what could not be asked is asked with the next ones. Settles once they were asked for: who is not
   * there then is not to be seen, or could not be asked for.
   */
  async need(ids: readonly string[], again = false): Promise<void> {
    const { people } = this.deps.get();
    const fresh = ids.filter((id) => again || !(id in people));
    if (fresh.length > 0 || this.wanted.size > 0) await this.ask(fresh).catch(() => undefined);
  }

  /** Somebody who is held changed, and nothing else since what is known. */
  async changed(id: string, ev: number): Promise<void> {
    await this.ask([id]);
    this.knownTo(ev);
  }

  private knownTo(ev: number): void {
    const state = this.deps.get();
    if (ev > state.organizationEv) this.deps.set({ ...state, organizationEv: ev });
  }

  private inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.last.then(act);
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private ask(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.wanted.add(id);
    this.asking ??= new Promise((resolve) => setTimeout(resolve, moment)).then(() => {
      this.asking = undefined;
      return this.inTurn(() => this.fetch());
    });
    return this.asking;
  }

  private async fetch(): Promise<void> {
    const ids = [...this.wanted];
    this.wanted = new Set();
    for (let i = 0; i < ids.length; i += askedAtOnce) {
      try {
        await this.fetchSome(ids.slice(i, i + askedAtOnce));
      } catch (error) {
        for (const id of ids.slice(i)) this.wanted.add(id);
        throw error;
      }
    }
  }

  private async fetchSome(ids: readonly string[]): Promise<void> {
    const { users, organizationEv } = await this.deps.call('people.get', { ids: ids as never });
    this.deps.set(putPeople(this.forgetHidden(ids, users), users));
    // Older than what was heard of meanwhile: somebody of these may have changed when they were held by nobody here.
    const state = this.deps.get();
    if (organizationEv < state.organizationEv)
      this.deps.take({ state: { ...state, organizationEv }, needs: [{ kind: 'organization' }] });
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
  refresh(): Promise<void> {
    return this.inTurn(async () => {
      const { deps } = this;
      const changed = await deps.call('people.changedSince', { ev: deps.get().organizationEv });
      const { people } = deps.get();
      const again = changed.tooMany ? Object.keys(people) : changed.users.filter((id) => id in people);
      const me = deps.get().me?.user.id;
      const mine = changed.organization || changed.roles || changed.departments || changed.tooMany;
      if (mine || (me && changed.users.includes(me))) {
        const answer = await deps.call('people.me', {});
        deps.set({ ...deps.get(), me: answer });
      }
      for (const id of again) this.wanted.add(id);
      await this.fetch();
      this.knownTo(changed.ev);
    });
  }
}
