import type { Input, MessageDraft, Output } from '@rapport/contract';
import { changeItem, dropItem, findItem, nextRelease, nextToSend, putItem, requeue, unsent } from './outbox.ts';
import type { OutboxItem, State, Step } from './state.ts';
import type { Store } from './store.ts';
import { CallError } from './transport.ts';

type Send = Input<'conversations.sendMessage'>;

/** How long an acknowledged message may take to come back (ms). */
const patience = 1_500;

export interface SenderDeps {
  get(): State;
  set(next: State): void;
  take(step: Step): void;
  store: Store;
  now(): number;
  call(input: Send): Promise<Output<'conversations.sendMessage'>>;
}

/**
 * Sends what is in the outbox (SY4): one message at a time in each conversation, first in, first out, kept on disk until it is
 * acknowledged. What got no answer is sent again under the same client id.
 */
export class Sender {
  private readonly deps: SenderDeps;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: SenderDeps) {
    this.deps = deps;
  }

  /** `hold`: milliseconds within which it may be taken back. */
  send(conversation: string, draft: Omit<Send['draft'], 'clientId'>, hold = 0): string {
    const clientId = globalThis.crypto.randomUUID();
    const whole = { text: '', ...draft } as Omit<MessageDraft, 'clientId'>;
    const at = this.deps.now();
    const item: OutboxItem = { clientId, conversation, draft: whole, state: 'waiting', at };
    this.deps.set(putItem(this.deps.get(), hold > 0 ? { ...item, until: at + hold } : item));
    void this.keep().then(() => this.flush());
    return clientId;
  }

  retry(clientId: string): void {
    const item = findItem(this.deps.get(), clientId);
    if (item?.state !== 'failed') return;
    this.deps.set(changeItem(this.deps.get(), item, { state: 'waiting', error: undefined }));
    this.flush();
  }

  discard(clientId: string): void {
    const item = findItem(this.deps.get(), clientId);
    if (!item || item.state === 'sending' || item.state === 'sent') return;
    this.deps.set(dropItem(this.deps.get(), item));
    void this.keep().then(() => this.flush());
  }

  flush(): void {
    const { status, synced } = this.deps.get();
    if (status !== 'online' || !synced) return;
    const now = this.deps.now();
    for (const item of nextToSend(this.deps.get(), now)) {
      this.deps.set(changeItem(this.deps.get(), item, { state: 'sending' }));
      void this.deliver(item);
    }
    clearTimeout(this.timer);
    const release = nextRelease(this.deps.get(), now);
    if (Number.isFinite(release)) this.timer = setTimeout(() => this.flush(), release - now);
  }

  /** Lets a message go at once that could still be taken back. */
  sendNow(clientId: string): void {
    const item = findItem(this.deps.get(), clientId);
    if (item?.state !== 'waiting' || item.until === undefined) return;
    this.deps.set(changeItem(this.deps.get(), item, { until: 0 }));
    this.flush();
  }

  private keep(): Promise<void> {
    return this.deps.store.saveOutbox(unsent(this.deps.get())).catch(() => undefined);
  }

  private async deliver(item: OutboxItem): Promise<void> {
    const { clientId, conversation, draft } = item;
    try {
      const sent = await this.deps.call({ conversation: conversation as never, draft: { ...draft, clientId } });
      const state = this.deps.get();
      const here = findItem(state, clientId);
      const c = state.conversations[conversation];
      // Of what was left meanwhile nothing comes back.
      const arrived = !c || c.ev >= sent.ev;
      if (here) this.deps.set(arrived ? dropItem(state, here) : changeItem(state, here, { state: 'sent', seq: sent.seq }));
      if (!arrived) this.expect(conversation, clientId, sent.ev);
      await this.keep();
    } catch (error) {
      return this.refused(item, error);
    }
    this.flush();
  }

  /** An acknowledged message that does not come back in the stream was lost on the way here: then it is fetched. */
  private expect(conversation: string, clientId: string, ev: number): void {
    const timer = setTimeout(() => {
      const state = this.deps.get();
      if (state.status !== 'online' || findItem(state, clientId)?.state !== 'sent' || !state.conversations[conversation]) return;
      this.deps.take({ state, needs: [{ kind: 'changes', id: conversation, ev }] });
    }, patience) as { unref?: () => void };
    timer.unref?.();
  }

  /** What the server refuses fails; what it did not answer, or asks to try later, waits its turn again. */
  private refused(item: OutboxItem, error: unknown): void {
    const { get, set } = this.deps;
    const problem = error instanceof CallError ? error.problem : undefined;
    if (problem && problem.status !== 503 && problem.status !== 429)
      return set(changeItem(get(), item, { state: 'failed', error: problem }));
    setTimeout(
      () => {
        set(requeue(get(), item));
        this.flush();
      },
      1_000 * Number(problem?.params?.seconds ?? 1),
    );
  }
}
