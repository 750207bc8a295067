import type { Input, MethodName, Output } from '@rapport/contract';
import { applyChanges, applyHistory, putConversation } from './reduce-answers.ts';
import { forgetConversation } from './reduce-stream.ts';
import type { State, Step } from './state.ts';
import { CallError } from './transport.ts';

export interface LoaderDeps {
  get(): State;
  set(next: State): void;
  take(step: Step): void;
  call<M extends MethodName>(name: M, input: Input<M>): Promise<Output<M>>;
}

const isHidden = (error: unknown): boolean => error instanceof CallError && error.code === 'not-found';

/** Messages of a page. */
const pageSize = 50;

/** Asks the server for what the state lacks: conversations, ranges of messages, what changed (SY5). */
export class Loader {
  private readonly deps: LoaderDeps;
  /** Streams being pulled, with the newest `ev` heard of. */
  private readonly busy = new Map<string, number>();
  private readonly asked = new Set<string>();
  /** Conversations asked for once more while the answer was on its way: it may be older than what we heard. */
  private readonly again = new Set<string>();

  constructor(deps: LoaderDeps) {
    this.deps = deps;
  }

  /** The connection is gone, and so is everything asked on it. */
  reset(): void {
    this.busy.clear();
    this.asked.clear();
    this.again.clear();
  }

  /** A conversation somebody told us of; one that I only may look at is taken in when it is opened. */
  async conversation(id: string, opening = false): Promise<void> {
    const key = `conversation/${id}`;
    if (this.asked.has(key)) {
      this.again.add(key);
      return;
    }
    this.asked.add(key);
    try {
      // Hidden twice over: one "not found" may have been on its way while I was let in again.
      for (let hidden = 0; hidden < 2; ) {
        this.again.delete(key);
        const before = this.deps.get().conversations[id];
        const conversation = await this.lookAt(id);
        const wanted = conversation?.me || opening || this.deps.get().conversations[id];
        if (conversation && wanted) this.deps.take(putConversation(this.deps.get(), conversation));
        // What was told of it meanwhile may be younger than this answer: then it is asked again.
        else if (!conversation && this.deps.get().conversations[id] !== before) hidden = 0;
        else if (!conversation && ++hidden === 2)
          this.deps.take({ state: forgetConversation(this.deps.get(), id), needs: [{ kind: 'sync' }] });
        if (conversation && !this.again.has(key)) return;
      }
    } finally {
      this.asked.delete(key);
    }
  }

  private async lookAt(id: string): Promise<Output<'conversations.get'> | undefined> {
    try {
      return await this.deps.call('conversations.get', { conversation: id as never });
    } catch (error) {
      if (isHidden(error)) return undefined;
      throw error;
    }
  }

  /** Pulls what changed; one pull per stream at a time, and again when more was heard of meanwhile (SY5). */
  async pull(id: string, ev: number): Promise<void> {
    const heard = this.busy.get(id);
    this.busy.set(id, Math.max(heard ?? 0, ev));
    if (heard !== undefined) return;
    try {
      for (;;) {
        const timeline = this.deps.get().timelines[id];
        const conversation = this.deps.get().conversations[id];
        const after = Math.min(timeline?.ev ?? Number.MAX_SAFE_INTEGER, conversation?.ev ?? 0);
        const answer = await this.deps.call('conversations.changes', { conversation: id as never, after });
        const hadTimeline = this.deps.get().timelines[id] !== undefined;
        this.deps.take(applyChanges(this.deps.get(), id, answer));
        if (hadTimeline && !this.deps.get().timelines[id]) await this.reopen(id);
        if (answer.ev >= (this.busy.get(id) ?? 0)) break;
      }
    } catch (error) {
      if (!isHidden(error)) throw error;
      await this.conversation(id);
    } finally {
      this.busy.delete(id);
    }
  }

  private async loadPage(
    id: string,
    where: { before?: number; after?: number; around?: number },
    loading: 'older' | 'newer' | 'window',
  ): Promise<void> {
    const key = `${loading}/${id}`;
    if (this.asked.has(key)) return;
    this.asked.add(key);
    this.mark(id, loading);
    try {
      const page = await this.deps.call('conversations.history', { conversation: id as never, limit: pageSize, ...where });
      this.deps.take(applyHistory(this.deps.get(), id, page));
    } finally {
      this.asked.delete(key);
      this.mark(id, null);
    }
  }

  private mark(id: string, loading: 'older' | 'newer' | 'window' | null): void {
    const timeline = this.deps.get().timelines[id];
    if (timeline)
      this.deps.set({ ...this.deps.get(), timelines: { ...this.deps.get().timelines, [id]: { ...timeline, loading } } });
  }

  /** Loads the window anew, unless the conversation itself was forgotten: one that was left is not opened by itself (SY10). */
  async reopen(id: string): Promise<void> {
    if (this.deps.get().conversations[id]) await this.open(id, {});
  }

  /** Loads a conversation's newest messages, or those around one. */
  async open(id: string, at: { around?: number }): Promise<void> {
    if (!this.deps.get().conversations[id]) await this.conversation(id, true);
    const timeline = this.deps.get().timelines[id];
    const first = timeline?.messages[0]?.seq ?? 0;
    const last = timeline?.messages.at(-1)?.seq ?? 0;
    if (timeline && (at.around === undefined ? !timeline.hasNewer : at.around >= first && at.around <= last)) return;
    await this.loadPage(id, at.around === undefined ? {} : { around: at.around }, 'window');
  }

  async older(id: string): Promise<void> {
    const timeline = this.deps.get().timelines[id];
    const first = timeline?.messages[0]?.seq;
    if (timeline?.hasOlder && first !== undefined) await this.loadPage(id, { before: first }, 'older');
  }
  async newer(id: string): Promise<void> {
    const timeline = this.deps.get().timelines[id];
    const last = timeline?.messages.at(-1)?.seq;
    if (timeline?.hasNewer && last !== undefined) await this.loadPage(id, { after: last }, 'newer');
  }
}
