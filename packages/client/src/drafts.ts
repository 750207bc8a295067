import type { Input, Output } from '@rapport/contract';
import { reduceState } from './reduce-answers.ts';
import type { State, UnsentDraft } from './state.ts';
import type { Store } from './store.ts';
import { CallError } from './transport.ts';

export interface DraftsDeps {
  get(): State;
  set(next: State): void;
  store: Store;
  now(): number;
  call(name: 'conversations.saveDraft', input: Input<'conversations.saveDraft'>): Promise<Output<'conversations.saveDraft'>>;
}

/** A draft goes out when nothing was written for so long (ms), and again after a refusal that passes. */
const quiet = 900;
const again = 3_000;

const passes = (error: unknown): boolean =>
  !(error instanceof CallError) || error.problem.status >= 500 || error.problem.status === 429;

/**
 * Unsent texts of all conversations on their way to the house, kept on the device until it has them: one at a time, in the order
 * they were written. Of two devices the text written last counts.
 */
export class Drafts {
  private readonly deps: DraftsDeps;
  private waiting = new Map<string, UnsentDraft>();
  /** What this device told the house last, by conversation: when it stands there, nobody else wrote. */
  private told = new Map<string, string>();
  private sending = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: DraftsDeps) {
    this.deps = deps;
  }

  /** What a former start left. What was written meanwhile is newer. */
  restore(kept: readonly UnsentDraft[]): void {
    for (const draft of kept) if (!this.waiting.has(draft.conversation)) this.waiting.set(draft.conversation, draft);
  }

  /** What I wrote here that the house has not confirmed; null where there is none, or another device wrote later. */
  unsent(conversation: string): string | null {
    const draft = this.waiting.get(conversation);
    return draft && this.counts(draft) ? draft.text : null;
  }

  private counts({ conversation, user, at }: UnsentDraft): boolean {
    const { me, drafts } = this.deps.get();
    const house = drafts[conversation];
    return me?.user.id === user && (!house || at >= house.at || house.text === this.told.get(conversation));
  }

  /** Keeps a text here at once and tells the house a little later; `now`: without waiting. Empty removes the draft everywhere. */
  write(conversation: string, text: string, now = false): void {
    const { me, drafts, signedOut } = this.deps.get();
    if (!me || signedOut) return;
    const known = this.waiting.get(conversation)?.text ?? drafts[conversation]?.text ?? '';
    if (text !== known) {
      // Its clock may be behind the house's: what is written upon a text is later than that text.
      const at = Math.max(this.deps.now(), drafts[conversation]?.at ?? 0);
      const draft = { conversation, user: me.user.id, text, at };
      this.waiting.set(conversation, draft);
      void this.deps.store.saveDraft(conversation, draft).catch(() => undefined);
    }
    if (this.waiting.size > 0) this.later(now ? 0 : quiet);
  }

  private later(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
    (this.timer as { unref?: () => void }).unref?.();
  }

  private get ready(): boolean {
    const { status, synced, signedOut } = this.deps.get();
    return status === 'online' && synced && !signedOut;
  }

  /** Sends what waits, when the house is there. */
  flush(): void {
    if (!this.sending && this.ready) void this.sendAll();
  }

  private async sendAll(): Promise<void> {
    this.sending = true;
    clearTimeout(this.timer);
    try {
      let refused = false;
      while (this.ready && !refused) {
        const [next] = [...this.waiting.values()].sort((a, b) => a.at - b.at);
        if (!next) break;
        refused = !(await this.send(next));
      }
    } finally {
      this.sending = false;
    }
    if (this.waiting.size > 0 && this.ready) this.later(again);
  }

  /** Whether it is done with: the house has it, will never have it, or has something newer. */
  private async send(draft: UnsentDraft): Promise<boolean> {
    const { conversation, text, user } = draft;
    if (!this.counts(draft)) {
      this.forget(draft);
      const { get, set } = this.deps;
      const newer = get().drafts[conversation];
      // Drawn anew: it may be shown now.
      if (newer) set({ ...get(), drafts: { ...get().drafts, [conversation]: { ...newer } } });
      return true;
    }
    try {
      this.told.set(conversation, text);
      const saved = await this.deps.call('conversations.saveDraft', { conversation: conversation as never, text });
      this.forget(draft);
      const { me, signedOut } = this.deps.get();
      if (!signedOut && me?.user.id === user)
        this.deps.set(reduceState(this.deps.get(), { type: 'state.draft', draft: saved }).state);
    } catch (error) {
      if (passes(error)) return false;
      this.forget(draft);
    }
    return true;
  }

  /** Unless something else was written meanwhile. */
  private forget(draft: UnsentDraft): void {
    if (this.waiting.get(draft.conversation) !== draft) return;
    this.waiting.delete(draft.conversation);
    void this.deps.store.saveDraft(draft.conversation, null).catch(() => undefined);
  }

  /** Nothing of a person stays whose session has ended. */
  clear(): void {
    clearTimeout(this.timer);
    this.waiting = new Map();
    this.told = new Map();
  }
}
