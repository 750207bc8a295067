import {
  closeCodes,
  type HelloFrame,
  type Input,
  type LossyFrame,
  type MethodName,
  type OrganizationFrame,
  type Output,
  type StateFrame,
  type StreamFrame,
} from '@rapport/contract';
import { Directory } from './directory.ts';
import { Drafts } from './drafts.ts';
import { keepTrying, reconnectPause } from './keep-trying.ts';
import { Loader, type LoaderDeps } from './loader.ts';
import { requeueAll } from './outbox.ts';
import { applySync, putConversation, reduceLossy, reduceOrganization, reduceState } from './reduce-answers.ts';
import { reduceStream } from './reduce-stream.ts';
import { Sender } from './sender.ts';
import { emptyState, endedOf, type Need, type State, type Step } from './state.ts';
import { type Keeping, keptOf, memoryStore, type Store } from './store.ts';
import { CallError, type SocketLike, Transport } from './transport.ts';
import { type Watched, Watching } from './watching.ts';

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
  /** How much talk stays on the device; asked at each save. */
  keeping?: () => Keeping;
  /** What I have scheduled may have changed: on another device, by being sent, or while nobody heard. */
  onScheduled?: () => void;
  onNotify?: (frame: Extract<LossyFrame, { type: 'notify' }>) => void;
}

type AnyFrame = StreamFrame | OrganizationFrame | StateFrame | LossyFrame | HelloFrame;

/** A sign of life this often (ms); every so many of them a look, in case the last hint of a stream was lost (SY5). */
const beatEvery = 25_000;
const beatsToLook = 5;

/** Refused for good: asking again would be answered the same. */
const isFinal = (error: unknown): boolean =>
  error instanceof CallError && error.problem.status < 500 && error.problem.status !== 429;

/**
 * A client of Rapport: one socket with resume and gap repair, a first-in-first-out outbox, and the state that reducers make
 * of it. The same code drives the web client, bots, tests and benchmarks.
 */
export class Client {
  state: State = emptyState;
  /** What I wrote and did not send, on its way to my other devices. */
  readonly drafts: Drafts;
  private readonly options: ClientOptions;
  private readonly transport: Transport;
  private readonly store: Store;
  private readonly sender: Sender;
  private readonly listeners = new Set<() => void>();
  private readonly loader: Loader;
  private readonly directory: Directory;
  private readonly watching: Watching;
  private attempts = 0;
  private beats = 0;
  private listing = false;
  private wanted = false;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private keepAlive: ReturnType<typeof setInterval> | undefined;
  private loaded: Promise<void> | undefined;
  private syncing: Promise<void> | undefined;

  constructor(options: ClientOptions = {}) {
    this.options = options;
    this.store = options.store ?? memoryStore();
    const deps: LoaderDeps = {
      get: () => this.state,
      set: (next) => this.set(next),
      take: (step) => this.take(step),
      call: (name, input) => this.call(name, input),
    };
    this.loader = new Loader(deps);
    this.directory = new Directory(deps);
    this.watching = new Watching({ ...deps, call: (input) => this.transport.callOverSocket('delivery.watch', input) });
    const here = { ...deps, store: this.store, now: () => this.now };
    this.drafts = new Drafts(here);
    this.sender = new Sender({
      ...here,
      call: (input) => this.transport.callOverSocket('conversations.sendMessage', input),
    });
    this.transport = new Transport({
      url: options.url ?? '',
      token: options.token,
      language: options.language,
      openSocket: options.openSocket ?? ((url) => new WebSocket(url) as SocketLike),
      fetch: options.fetch ?? ((...args) => fetch(...args)),
      onFrame: (frame) => this.receive(frame as AnyFrame),
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
    if (!this.state.synced || this.state.signedOut) return;
    await this.store.save(keptOf(this.state, this.options.keeping?.())).catch(() => undefined);
  }

  // ---- connection ----

  /** Shows what was kept, then connects and stays connected. */
  async connect(): Promise<void> {
    // Asked for at every step through the pages: a line that stands stays, with the calls on it.
    if (this.wanted && this.transport.connected) return;
    this.wanted = true;
    await this.restore();
    this.open();
  }

  /** Shows what was kept on this device, without connecting. */
  restore(): Promise<void> {
    this.loaded ??= this.load();
    return this.loaded;
  }

  private async load(): Promise<void> {
    const { unsentDrafts, ...kept } = await this.store.load().catch(() => ({ unsentDrafts: [] }));
    this.drafts.restore(unsentDrafts ?? []);
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

  /** Signs out and forgets everything kept here. False: the server was out of reach, and the session lives on there. */
  async signOut(): Promise<boolean> {
    const heard = await this.callOverHttp('people.signOut', {}).then(
      () => true,
      (error: unknown) => error instanceof CallError,
    );
    await this.close();
    this.drafts.clear();
    await this.store.clear();
    this.state = { ...emptyState, signedOut: true };
    for (const listener of this.listeners) listener();
    return heard;
  }

  private closed(code: number): void {
    clearInterval(this.keepAlive);
    this.syncing = undefined;
    this.loader.reset();
    const crowded = code === closeCodes.crowded;
    this.set({ ...requeueAll(this.state), status: crowded ? 'crowded' : 'offline' });
    if (!this.wanted) return;
    this.reconnectTimer = setTimeout(() => void this.reopen(), reconnectPause(this.attempts++, crowded));
  }

  /** A browser does not tell a refused socket from a lost one: ask once over HTTP whether we are still signed in. */
  private async reopen(): Promise<void> {
    if (this.attempts >= 2) {
      try {
        await this.callOverHttp('people.me', {});
      } catch (error) {
        if (error instanceof CallError && error.code === 'not-signed-in') {
          this.wanted = false;
          this.set(endedOf(this.state));
          return void (await this.store.save(keptOf(this.state)).catch(() => undefined));
        }
      }
    }
    this.open();
  }

  /** Tries at once: the network came back, or the window is shown again. A crowded address waits, unless somebody `asked`. */
  wake(asked = false): void {
    const { status } = this.state;
    if (this.wanted && (status === 'offline' || (asked && status === 'crowded'))) {
      this.attempts = 0;
      this.open();
    }
  }

  // ---- frames ----

  private receive(frame: AnyFrame): void {
    if (frame.type === 'hello' || frame.type === 'state.scheduled') this.options.onScheduled?.();
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
      this.drafts.clear();
      await this.store.clear().catch(() => undefined);
      this.state = { ...emptyState };
    }
    const renewed = this.state.epoch !== null && this.state.epoch !== hello.epoch;
    if (renewed) {
      // Who I am is shown until it is asked again: what was known of it is of another epoch.
      const me = this.state.me && { ...this.state.me, organizationEv: 0 };
      this.state = { ...emptyState, outbox: this.state.outbox, me };
    }
    this.set({ ...this.state, status: 'online', signedOut: false });
    clearInterval(this.keepAlive);
    this.keepAlive = setInterval(() => void this.beat(), beatEvery);
    (this.keepAlive as { unref?: () => void }).unref?.();
    // A server that is busy or has lost its database is asked again, as long as the socket stands.
    const online = () => this.state.status === 'online';
    if (online()) await keepTrying(() => this.syncNow(), online);
    this.watching.tell();
  }

  /** Half-open sockets look alive until one speaks. */
  private async beat(): Promise<void> {
    try {
      await this.watching.ask();
      if (++this.beats % beatsToLook === 0) await this.syncNow();
    } catch (error) {
      if (error instanceof CallError || this.state.status !== 'online') return;
      this.transport.disconnect();
      this.closed(0);
    }
  }

  /** Resolves when a look that began after the call has been taken in. */
  syncNow(): Promise<void> {
    const run = async (): Promise<void> => {
      const { cursor, epoch } = this.state;
      await this.directory.knowMe();
      const answer = await this.call('conversations.sync', { ...(cursor && epoch ? { cursor, epoch } : {}) });
      this.take(applySync(this.state, answer));
      void this.loadRest().catch(() => undefined);
      void this.directory.need([]);
      this.sender.flush();
      this.drafts.flush();
    };
    const mine = (this.syncing ?? Promise.resolve()).then(run);
    const guarded = mine.catch(() => undefined);
    this.syncing = guarded;
    return mine.catch((error: unknown) => {
      if (this.state.status === 'online') throw error;
    });
  }

  /** Older conversations come in the background, so that counts are whole. */
  private async loadRest(): Promise<void> {
    if (this.listing) return;
    this.listing = true;
    try {
      while (this.state.rest && this.state.status === 'online') {
        const page: Output<'conversations.list'> = await this.call('conversations.list', { cursor: this.state.rest, limit: 200 });
        for (const c of page.items) this.take(putConversation(this.state, c));
        this.set({ ...this.state, rest: page.next ?? null });
      }
    } finally {
      this.listing = false;
    }
  }

  private take(step: Step): void {
    this.set(step.state);
    // What cannot be answered now is asked again; after a lost connection the look finds it anyhow (SY6).
    const goOn = (error: unknown) => this.state.status === 'online' && !isFinal(error);
    for (const need of step.needs) void keepTrying(() => this.meet(need), goOn);
  }

  private async meet(need: Need): Promise<void> {
    switch (need.kind) {
      case 'conversation':
        return this.loader.conversation(need.id);
      case 'changes':
        return this.loader.pull(need.id, need.ev);
      case 'window':
        return this.loader.reopen(need.id);
      case 'person':
        return this.directory.changed(need.id, need.ev);
      case 'organization':
        return this.directory.refresh();
      case 'sync':
        return this.syncNow();
    }
  }

  // ---- people, presence ----

  /** Makes sure these people are in `state.people`; many calls of one moment become one. Settles once they were asked for, whatever came of it. */
  needPeople(ids: readonly string[], again = false): Promise<void> {
    return this.directory.need(ids, again);
  }

  /** What is on screen: topics and open groups come live, presence of people is told. */
  watch(what: Watched): void {
    this.watching.watch(what);
  }

  /** `outward`: to the contact of a customer conversation, who is told so where the channel can. */
  typing(conversation: string, outward = false): void {
    if (this.state.status !== 'online') return;
    const input = { conversation: conversation as never, outward };
    void this.transport.callOverSocket('delivery.typing', input).catch(() => undefined);
  }

  // ---- reading ----

  /** Loads a conversation's newest messages, or those around one. */
  openConversation(id: string, at: { around?: number } = {}): Promise<void> {
    this.set({ ...this.state, opened: { ...this.state.opened, [id]: this.now } });
    return this.loader.open(id, at);
  }
  jumpTo = (id: string, seq: number): Promise<void> => this.loader.open(id, { around: seq });
  jumpToNewest = (id: string): Promise<void> => this.loader.open(id, {});
  loadOlder = (id: string): Promise<void> => this.loader.older(id);
  loadNewer = (id: string): Promise<void> => this.loader.newer(id);

  /** Moves my pointer, which a state frame tells all my devices; answers whether the house has it. */
  async markRead(conversation: string, seq: number): Promise<boolean> {
    const me = this.state.conversations[conversation]?.me;
    if (!me || (me.readSeq >= seq && me.unreadFrom === null)) return true;
    return this.call('conversations.markRead', { conversation: conversation as never, seq }).then(
      () => true,
      () => false,
    );
  }

  // ---- writing ----

  /** Puts a message into the outbox and sends it when its turn comes, after `hold` ms at the earliest; answers its client id. */
  send(conversation: string, draft: Omit<Input<'conversations.sendMessage'>['draft'], 'clientId'>, hold = 0): string {
    return this.sender.send(conversation, draft, hold);
  }
  /** Sends at once what is held to be taken back. */
  sendNow = (clientId: string): void => this.sender.sendNow(clientId);
  /** Tries a failed message again. */
  retry = (clientId: string): void => this.sender.retry(clientId);
  /** Lets a message go that was not sent. */
  discard = (clientId: string): void => this.sender.discard(clientId);
}

/** Makes a client; see `Client`. */
export const createClient = (options: ClientOptions = {}): Client => new Client(options);
