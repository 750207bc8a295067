import type { HouseFrame, VisitorFile, VisitorFrame } from '@rapport/contract';
import { keep, recall } from './kept.ts';
import { emptyTalk, heard, nextToSay, type TalkState, type Unsent } from './state.ts';

/** Codes with which the house closes for good: the token means nothing any more. */
const forgotten = 4003;
/** Pauses before the next attempt, ms: doubled each time, spread by half. */
const firstPause = 500;
const longestPause = 20_000;
/** What was said and not confirmed for so long is said again on a new socket (the house takes it once). */
const answerWithin = 10_000;

export interface TalkOptions {
  account: string;
  token: string;
  /** Address of the socket. */
  url: string;
  changed(state: TalkState): void;
  /** A newer token of this visit, for the next time. */
  renewed(token: string): void;
  /** The house knows this visit no more. */
  gone(): void;
  page(): { url: string; title: string } | undefined;
}

/** One visitor's talk: a socket that comes back by itself, and what was said here until the house has it. */
export class Talk {
  state: TalkState;
  private socket: WebSocket | undefined;
  private pause = firstPause;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private doubt: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  /** Said on this socket, by client id. */
  private readonly said = new Set<string>();
  private readonly options: TalkOptions;

  constructor(options: TalkOptions) {
    this.options = options;
    this.state = { ...emptyTalk, unsent: this.keptUnsent(), read: Number(recall(this.key('read')) ?? 0) };
    addEventListener('online', this.atOnce);
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    removeEventListener('online', this.atOnce);
    clearTimeout(this.timer);
    clearTimeout(this.doubt);
    this.socket?.close();
  }

  say(text: string, files: VisitorFile[]): void {
    const one: Unsent = { clientId: crypto.randomUUID(), text, files, state: 'waiting' };
    // Whoever writes on is not done.
    this.become({ ...this.state, unsent: [...this.state.unsent, one], rating: undefined });
    this.sayNext();
  }

  again(clientId: string): void {
    const unsent = this.state.unsent.map((one) => (one.clientId === clientId ? { ...one, state: 'waiting' as const } : one));
    this.become({ ...this.state, unsent });
    this.said.delete(clientId);
    this.sayNext();
  }

  drop(clientId: string): void {
    this.become({ ...this.state, unsent: this.state.unsent.filter((one) => one.clientId !== clientId) });
  }

  read(seq: number): void {
    if (seq <= this.state.read) return;
    keep(this.key('read'), String(seq));
    this.become({ ...this.state, read: seq });
    this.send({ type: 'read', seq });
  }

  rate(id: string, score: number, comment: string): void {
    this.send({ type: 'rate', id, score, ...(comment ? { comment } : {}) });
  }

  /** The question how it went is put away. */
  notNow(): void {
    this.become({ ...this.state, rating: undefined });
  }

  earlier(): void {
    const first = this.state.messages[0];
    if (first && this.state.more) this.send({ type: 'earlier', before: first.seq });
  }

  private key(what: string): string {
    return `rapport-${this.options.account}-${what}`;
  }

  private keptUnsent(): Unsent[] {
    try {
      return JSON.parse(recall(this.key('unsent')) ?? '[]') as Unsent[];
    } catch {
      return [];
    }
  }

  private become(state: TalkState): void {
    if (state.unsent !== this.state.unsent)
      keep(this.key('unsent'), state.unsent.length > 0 ? JSON.stringify(state.unsent) : undefined);
    this.state = state;
    this.options.changed(state);
  }

  private readonly atOnce = (): void => {
    if (this.state.isUp || this.stopped) return;
    this.pause = firstPause;
    this.connect();
  };

  private connect(): void {
    clearTimeout(this.timer);
    this.socket?.close();
    const socket = new WebSocket(this.options.url);
    this.socket = socket;
    this.said.clear();
    socket.onopen = () => this.send({ type: 'hello', token: this.options.token, after: this.state.cursor });
    socket.onmessage = ({ data }) => socket === this.socket && this.hear(JSON.parse(data as string) as HouseFrame);
    socket.onclose = ({ code }) => socket === this.socket && this.lost(code);
  }

  private hear(frame: HouseFrame): void {
    if (frame.type === 'token') return this.options.renewed(frame.token);
    this.become(heard(this.state, frame, Date.now()));
    if (frame.type === 'kept' || frame.type === 'refused') clearTimeout(this.doubt);
    else if (frame.type !== 'hello') return;
    if (frame.type === 'hello') this.pause = firstPause;
    this.sayNext();
  }

  private lost(code: number): void {
    this.socket = undefined;
    clearTimeout(this.doubt);
    if (this.stopped) return;
    this.become({ ...this.state, isUp: false });
    if (code === forgotten) return this.options.gone();
    this.timer = setTimeout(() => this.connect(), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, longestPause);
  }

  private sayNext(): void {
    if (!this.state.isUp || this.socket?.readyState !== WebSocket.OPEN) return;
    for (const one of nextToSay(this.state, this.said)) {
      this.said.add(one.clientId);
      this.sayIt(one);
    }
  }

  private sayIt({ clientId, text, files }: Unsent): void {
    const page = this.options.page();
    this.send({ type: 'say', clientId, text, files: files.map(({ id }) => id), ...(page ? { page } : {}) });
    clearTimeout(this.doubt);
    this.doubt = setTimeout(() => this.socket?.close(), answerWithin);
  }

  private send(frame: VisitorFrame): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }
}
