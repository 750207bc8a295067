import type {
  HelloFrame,
  Input,
  LossyFrame,
  MessageDraft,
  MethodName,
  OrganizationFrame,
  Output,
  StateFrame,
  StreamFrame,
} from '@rapport/contract';
import { changeItem, dropItem, findItem, nextToSend, putItem, unsent } from './outbox.ts';
import {
  applyChanges,
  applyHistory,
  applySync,
  putConversation,
  putPeople,
  reduceLossy,
  reduceOrganization,
  reduceState,
} from './reduce-answers.ts';
import { forgetConversation, reduceStream } from './reduce-stream.ts';
import { emptyState, type Need, type OutboxItem, type State, type Step } from './state.ts';
import { keptOf, memoryStore, type Store } from './store.ts';
import { CallError, type SocketLike, Transport } from './transport.ts';

export interface ClientOptions {
  /** Address of the server; empty in a browser on the same host. */
  url?: string;
  token?: string;
  language?: string;
  store?: Store;
  openSocket?: (url: string) => SocketLike;
  fetch?: typeof fetch;
  now?: () => number;
  /** Milliseconds between saves to the local store. */
  saveEvery?: number;
  onNotify?: (frame: Extract<LossyFrame, { type: 'notify' }>) => void;
}

type AnyFrame = StreamFrame | OrganizationFrame | StateFrame | LossyFrame | HelloFrame;

const newUuid = (): string => globalThis.crypto.randomUUID();
const pageSize = 50;
const maxPause = 30_000;

/**
 * A client of Rapport: one socket with resume and gap repair, a first-in-first-out outbox, and the state that reducers make
 * of it. The same code drives the web client, bots, tests and benchmarks.
 */
export class Client {
  state: State = emptyState;
  private readonly options: ClientOptions;
  private readonly transport: Transport;
  private readonly store: Store;
  private readonly listeners = new Set<() => void>();
  private readonly busy = new Map<string, number>();
  private readonly asked = new Set<string>();
  private peopleWanted = new Set<string>();
  private watched: { conversations: string[]; people: string[] } = { conversations: [], people: [] };
  private attempts = 0;
  private wanted = false;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private keepAlive: ReturnType<typeof setInterval> | undefined;
  private loaded: Promise<void> | undefined;
  private syncing: Promise<void> | undefined;

  constructor(options: ClientOptions = {}) {
    this.options = options;
    this.store = options.store ?? memoryStore();
    this.transport = new Transport({
      url: options.url ?? '',
      token: options.token,
      language: options.language,
      openSocket: options.openSocket ?? ((url) => new WebSocket(url) as unknown as SocketLike),
      fetch: options.fetch ?? ((...args) => fetch(...args)),
      onFrame: (frame) => this.receive(frame as AnyFrame),
      onOpen: () => undefined,
      onClose: (code) => this.closed(code),
    });
  }

  /** Calls `listener` after every change of `state`; answers how to stop. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  call<M extends MethodName>(name: M, input: Input<M>): Promise<Output<M>> {
    return this.transport.call(name, input);
  }
  /** For what sets or clears the session cookie. */
  callOverHttp<M extends MethodName>(name: M, input: Input<M>): Promise<Output<M>> {
    return this.transport.callOverHttp(name, input);
  }

  private get now(): number {
    return this.options.now?.() ?? Date.now();
  }

  private set(next: State): void {
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
    this.saveTimer ??= setTimeout(() => void this.save(), this.options.saveEvery ?? 1_000);
  }

  private async save(): Promise<void> {
    this.saveTimer = undefined;
    if (this.state.synced) await this.store.save(keptOf(this.state)).catch(() => undefined);
  }

  // ---- connection ----

  /** Shows what was kept, then connects and stays connected. */
  async connect(): Promise<void> {
    this.wanted = true;
    this.loaded ??= this.load();
    await this.loaded;
    this.open();
  }

  private async load(): Promise<void> {
    const kept = await this.store.load().catch(() => ({}));
    this.set({ ...this.state, ...kept });
  }

  private open(): void {
    clearTimeout(this.reconnectTimer);
    if (!this.wanted) return;
    this.set({ ...this.state, status: 'connecting' });
    this.transport.connect();
  }

  /** Stops; what is in the outbox stays there. */
  async close(): Promise<void> {
    this.wanted = false;
    clearTimeout(this.reconnectTimer);
    clearInterval(this.keepAlive);
    this.transport.disconnect();
    this.set({ ...this.state, status: 'offline' });
    clearTimeout(this.saveTimer);
    await this.save();
  }

  /** Signs out and forgets everything kept here. */
  async signOut(): Promise<void> {
    await this.callOverHttp('people.signOut', {}).catch(() => undefined);
    await this.close();
    await this.store.clear();
    this.state = { ...emptyState, signedOut: true };
    for (const listener of this.listeners) listener();
  }

  private closed(_code: number): void {
    clearInterval(this.keepAlive);
    this.syncing = undefined;
    this.asked.clear();
    this.busy.clear();
    this.set({ ...this.requeue(this.state), status: 'offline' });
    if (!this.wanted) return;
    // Jitter: a thousand clients of a restarted server do not come back in the same instant.
    const pause = Math.min(maxPause, 300 * 2 ** this.attempts++) * (0.5 + Math.random());
    this.reconnectTimer = setTimeout(() => void this.reopen(), pause);
  }

  /** A browser does not tell a refused socket from a lost one: ask once over HTTP whether we are still signed in. */
  private async reopen(): Promise<void> {
    if (this.attempts >= 2) {
      try {
        await this.callOverHttp('people.me', {});
      } catch (error) {
        if (error instanceof CallError && error.code === 'not-signed-in') {
          this.wanted = false;
          this.set({ ...this.state, signedOut: true, status: 'offline' });
          return;
        }
      }
    }
    this.open();
  }

  /** Tries at once: the network came back, or the window is shown again. */
  wake(): void {
    if (this.wanted && this.state.status === 'offline') {
      this.attempts = 0;
      this.open();
    }
  }

  private requeue(state: State): State {
    let next = state;
    for (const item of Object.values(state.outbox).flat())
      if (item.state === 'sending') next = changeItem(next, item, { state: 'waiting' });
    return next;
  }

  // ---- frames ----

  private receive(frame: AnyFrame): void {
    if (frame.type === 'hello') return void this.greet(frame);
    if (frame.type === 'notify') this.options.onNotify?.(frame);
    this.take(this.reduce(frame));
  }

  private reduce(frame: Exclude<AnyFrame, HelloFrame>): Step {
    if ('stream' in frame && 'prev' in frame) {
      return frame.stream === this.state.me?.organization.stream
        ? reduceOrganization(this.state, frame as OrganizationFrame)
        : reduceStream(this.state, frame as StreamFrame);
    }
    if (frame.type.startsWith('state.')) return reduceState(this.state, frame as StateFrame);
    return reduceLossy(this.state, frame as LossyFrame, this.now);
  }

  /** Subscribed since the socket opened; now ask what changed before (SY6). */
  private async greet(hello: HelloFrame): Promise<void> {
    this.attempts = 0;
    const stranger = this.state.me && this.state.me.user.id !== hello.user;
    if (stranger) {
      await this.store.clear();
      this.state = { ...emptyState };
    }
    const renewed = this.state.epoch !== null && this.state.epoch !== hello.epoch;
    if (renewed) this.state = { ...emptyState, outbox: this.state.outbox, me: this.state.me };
    this.set({ ...this.state, status: 'online', signedOut: false });
    clearInterval(this.keepAlive);
    this.keepAlive = setInterval(() => void this.beat(), 25_000);
    (this.keepAlive as { unref?: () => void }).unref?.();
    await this.syncNow();
    this.sendWatch();
  }

  /** Half-open sockets look alive until one speaks. */
  private async beat(): Promise<void> {
    try {
      await this.transport.callOverSocket('delivery.watch', this.watched as Input<'delivery.watch'>);
    } catch (error) {
      if (!(error instanceof CallError)) this.transport.connect();
    }
  }

  /** Resolves when a look that began after the call has been taken in. */
  syncNow(): Promise<void> {
    const run = async (): Promise<void> => {
      const { cursor, epoch } = this.state;
      if (!this.state.me) this.set({ ...this.state, me: await this.call('people.me', {}) });
      const answer = await this.call('conversations.sync', { ...(cursor && epoch ? { cursor, epoch } : {}) });
      this.take(applySync(this.state, answer));
      void this.loadRest(answer.next);
      this.flush();
    };
    const mine = (this.syncing ?? Promise.resolve()).then(run);
    const guarded = mine.catch(() => undefined);
    this.syncing = guarded;
    return mine.catch((error: unknown) => {
      if (this.state.status === 'online') throw error;
    });
  }

  /** Older conversations come in the background, so that counts are whole. */
  private async loadRest(next: string | undefined): Promise<void> {
    let cursor = next;
    while (cursor && this.state.status === 'online') {
      const page: Output<'conversations.list'> = await this.call('conversations.list', { cursor, limit: 200 });
      for (const c of page.items) this.take(putConversation(this.state, c));
      cursor = page.next;
    }
  }

  private take(step: Step): void {
    this.set(step.state);
    for (const need of step.needs) void this.meet(need).catch(() => undefined);
  }

  private async meet(need: Need): Promise<void> {
    switch (need.kind) {
      case 'conversation':
        return this.fetchConversation(need.id);
      case 'changes':
        return this.pull(need.id, need.ev);
      case 'people':
        this.needPeople(need.ids, true);
        return;
      case 'organization':
        return this.refreshOrganization();
      case 'sync':
        return this.syncNow();
    }
  }

  private async fetchConversation(id: string): Promise<void> {
    const key = `conversation/${id}`;
    if (this.asked.has(key)) return;
    this.asked.add(key);
    try {
      const conversation = await this.call('conversations.get', { conversation: id as never });
      this.take(putConversation(this.state, conversation));
    } catch (error) {
      if (error instanceof CallError && error.code === 'not-found') this.set(forgetConversation(this.state, id));
    } finally {
      this.asked.delete(key);
    }
  }

  /** Pulls what changed; one pull per stream at a time, and again when more was heard of meanwhile (SY5). */
  private async pull(id: string, ev: number): Promise<void> {
    const heard = this.busy.get(id);
    this.busy.set(id, Math.max(heard ?? 0, ev));
    if (heard !== undefined) return;
    try {
      for (;;) {
        const timeline = this.state.timelines[id];
        const conversation = this.state.conversations[id];
        const after = Math.min(timeline?.ev ?? Number.MAX_SAFE_INTEGER, conversation?.ev ?? 0);
        const answer = await this.call('conversations.changes', { conversation: id as never, after });
        const hadTimeline = this.state.timelines[id] !== undefined;
        this.take(applyChanges(this.state, id, answer));
        if (hadTimeline && !this.state.timelines[id]) await this.openConversation(id);
        if (answer.ev >= (this.busy.get(id) ?? 0)) break;
      }
    } finally {
      this.busy.delete(id);
    }
  }

  private async refreshOrganization(): Promise<void> {
    const before = this.state.organizationEv;
    const changed = await this.call('people.changedSince', { ev: before });
    const held = Object.keys(this.state.people);
    const again = changed.tooMany ? held : held.filter((id) => changed.users.includes(id as never));
    if (
      changed.organization ||
      changed.roles ||
      changed.departments ||
      changed.tooMany ||
      changed.users.includes(this.state.me?.user.id as never)
    ) {
      this.set({ ...this.state, me: await this.call('people.me', {}) });
    }
    this.set({ ...this.state, organizationEv: Math.max(changed.ev, this.state.organizationEv) });
    this.needPeople(again, true);
  }

  // ---- people, presence ----

  /** Makes sure these people are in `state.people`; many calls of one moment become one. */
  needPeople(ids: readonly string[], again = false): void {
    const fresh = ids.filter((id) => again || !(id in this.state.people));
    if (fresh.length === 0) return;
    const first = this.peopleWanted.size === 0;
    for (const id of fresh) this.peopleWanted.add(id);
    if (first) setTimeout(() => void this.fetchPeople().catch(() => undefined), 10);
  }

  private async fetchPeople(): Promise<void> {
    const ids = [...this.peopleWanted];
    this.peopleWanted = new Set();
    for (let i = 0; i < ids.length; i += 200) {
      const answer = await this.call('people.get', { ids: ids.slice(i, i + 200) as never });
      this.set(putPeople(this.state, answer.users));
    }
  }

  /** What is on screen: topics and open groups come live, presence of people is told. */
  watch(what: { conversations?: readonly string[]; people?: readonly string[] }): void {
    this.watched = {
      conversations: [...(what.conversations ?? [])].slice(0, 20),
      people: [...(what.people ?? [])].slice(0, 300),
    };
    this.sendWatch();
  }

  private sendWatch(): void {
    if (this.state.status !== 'online') return;
    if (this.watched.conversations.length === 0 && this.watched.people.length === 0) return;
    void this.transport
      .callOverSocket('delivery.watch', this.watched as Input<'delivery.watch'>)
      .then(({ presence }) =>
        this.set({
          ...this.state,
          presence: { ...this.state.presence, ...Object.fromEntries(presence.map((p) => [p.user, p.status])) },
        }),
      )
      .catch(() => undefined);
  }

  typing(conversation: string): void {
    if (this.state.status === 'online')
      void this.transport.callOverSocket('delivery.typing', { conversation: conversation as never }).catch(() => undefined);
  }

  // ---- reading ----

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
      const page = await this.call('conversations.history', { conversation: id as never, limit: pageSize, ...where });
      this.take(applyHistory(this.state, id, page));
    } finally {
      this.asked.delete(key);
      this.mark(id, null);
    }
  }

  private mark(id: string, loading: 'older' | 'newer' | 'window' | null): void {
    const timeline = this.state.timelines[id];
    if (timeline) this.set({ ...this.state, timelines: { ...this.state.timelines, [id]: { ...timeline, loading } } });
  }

  /** Loads a conversation's newest messages, or those around one. */
  async openConversation(id: string, at: { around?: number } = {}): Promise<void> {
    if (!this.state.conversations[id]) await this.fetchConversation(id);
    const timeline = this.state.timelines[id];
    const first = timeline?.messages[0]?.seq ?? 0;
    const last = timeline?.messages.at(-1)?.seq ?? 0;
    if (timeline && (at.around === undefined ? !timeline.hasNewer : at.around >= first && at.around <= last)) return;
    await this.loadPage(id, at.around === undefined ? {} : { around: at.around }, 'window');
  }
  jumpTo = (id: string, seq: number): Promise<void> => this.openConversation(id, { around: seq });
  jumpToNewest = (id: string): Promise<void> => this.openConversation(id);

  async loadOlder(id: string): Promise<void> {
    const timeline = this.state.timelines[id];
    const first = timeline?.messages[0]?.seq;
    if (timeline?.hasOlder && first !== undefined) await this.loadPage(id, { before: first }, 'older');
  }
  async loadNewer(id: string): Promise<void> {
    const timeline = this.state.timelines[id];
    const last = timeline?.messages.at(-1)?.seq;
    if (timeline?.hasNewer && last !== undefined) await this.loadPage(id, { after: last }, 'newer');
  }

  /** Moves my pointer; the answer comes as a state frame to all my devices. */
  async markRead(conversation: string, seq: number): Promise<void> {
    const me = this.state.conversations[conversation]?.me;
    if (!me || (me.readSeq >= seq && me.unreadFrom === null)) return;
    await this.call('conversations.markRead', { conversation: conversation as never, seq }).catch(() => undefined);
  }

  // ---- writing ----

  /** Puts a message into the outbox and sends it when its turn comes; answers its client id. */
  send(conversation: string, draft: Omit<Input<'conversations.sendMessage'>['draft'], 'clientId'>): string {
    const clientId = newUuid();
    const item: OutboxItem = {
      clientId,
      conversation,
      draft: { text: '', ...draft } as Omit<MessageDraft, 'clientId'>,
      state: 'waiting',
      at: this.now,
    };
    this.set(putItem(this.state, item));
    void this.keepOutbox().then(() => this.flush());
    return clientId;
  }

  retry(clientId: string): void {
    const item = findItem(this.state, clientId);
    if (item?.state !== 'failed') return;
    this.set(changeItem(this.state, item, { state: 'waiting', error: undefined }));
    this.flush();
  }

  discard(clientId: string): void {
    const item = findItem(this.state, clientId);
    if (!item || item.state === 'sending' || item.state === 'sent') return;
    this.set(dropItem(this.state, item));
    void this.keepOutbox().then(() => this.flush());
  }

  private keepOutbox(): Promise<void> {
    return this.store.saveOutbox(unsent(this.state)).catch(() => undefined);
  }

  private flush(): void {
    if (this.state.status !== 'online' || !this.state.synced) return;
    for (const item of nextToSend(this.state)) {
      this.set(changeItem(this.state, item, { state: 'sending' }));
      void this.deliver(item);
    }
  }

  private async deliver(item: OutboxItem): Promise<void> {
    const { clientId, conversation, draft } = item;
    try {
      const sent = await this.transport.callOverSocket('conversations.sendMessage', {
        conversation: conversation as never,
        draft: { ...draft, clientId },
      });
      const here = findItem(this.state, clientId);
      if (here) {
        const arrived = (this.state.conversations[conversation]?.ev ?? 0) >= sent.ev;
        this.set(arrived ? dropItem(this.state, here) : changeItem(this.state, here, { state: 'sent', seq: sent.seq }));
      }
      await this.keepOutbox();
    } catch (error) {
      this.refused(item, error);
    }
    this.flush();
  }

  /** What the server refuses fails; what it did not answer, or asks to try later, waits its turn again. */
  private refused(item: OutboxItem, error: unknown): void {
    if (!(error instanceof CallError)) return this.set(this.requeueOne(item));
    const later = error.problem.status === 503 || error.problem.status === 429;
    if (!later) return this.set(changeItem(this.state, item, { state: 'failed', error: error.problem }));
    setTimeout(
      () => {
        this.set(this.requeueOne(item));
        this.flush();
      },
      1_000 * Number(error.problem.params?.seconds ?? 1),
    );
  }

  private requeueOne(item: OutboxItem): State {
    const here = findItem(this.state, item.clientId);
    return here?.state === 'sending' ? changeItem(this.state, here, { state: 'waiting' }) : this.state;
  }
}

/** Makes a client; see `Client`. */
export const createClient = (options: ClientOptions = {}): Client => new Client(options);
