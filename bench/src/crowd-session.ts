import { digitsAt, maskedFrame } from './load-frame.ts';
import { LoadSocket } from './load-socket.ts';

const letterS = 0x73;
const letterI = 0x69;
const uuidBytes = 36;
/** `{"stream":"` before the id, and `","prev":` behind it. */
const streamAt = 11;
const prevAt = streamAt + uuidBytes + 9;
const syncCall = 1;
const firstPull = 2;

/** Messages of one conversation, as a session took them in. */
export interface Taken {
  count: number;
  /** Sum of their `seq`: tells one missed and another doubled from none. */
  sum: number;
}

interface SyncAnswer {
  epoch: string;
  cursor: string;
  reset: boolean;
  conversations: { id: string; ev: number }[];
}

interface ChangesAnswer {
  ev: number;
  complete: boolean;
  messages: { seq: number; ev: number }[];
}

export interface SessionOptions {
  token: string;
  /** Which of its conversations is on screen: that one is pulled at once, others when they are opened. */
  opened: number;
  /** Called once for each time that it has caught up. */
  caughtUp(session: CrowdSession): void;
  fault(text: string): void;
}

/** A client that keeps to SY5 and SY6 and holds nothing but numbers: subscribe first, then look, then pull what is behind. */
export class CrowdSession {
  readonly taken = new Map<string, Taken>();
  /** How far each conversation is known. */
  readonly evs = new Map<string, number>();
  ready = false;
  private socket: LoadSocket | undefined;
  private cursor: string | undefined;
  private epoch: string | undefined;
  private looked = false;
  /** The conversation on screen; with `all` every other one as well. */
  private opened: string | undefined;
  private all = false;
  /** Conversations being pulled, by call; and how far each was heard of. */
  private readonly pulls = new Map<number, string>();
  private readonly heard = new Map<string, number>();
  private nextCall = firstPull;
  private readonly options: SessionOptions;

  constructor(options: SessionOptions) {
    this.options = options;
  }

  /** Opens a socket; resolves after the handshake. What follows is told by `caughtUp`. */
  async open(target: { port: number }): Promise<void> {
    this.forget();
    const socket = new LoadSocket(0);
    this.socket = socket;
    socket.listener = (_socket, bytes, start, end) => this.hear(bytes, start, end);
    const { token } = this.options;
    await socket.open({ host: '127.0.0.1', path: '/api/v1/socket', token, ...target }, () => this.forget());
  }

  /** Opens every conversation, one after the other as it were: what was missed in any of them is pulled. */
  openAll(): void {
    this.all = true;
    for (const stream of this.heard.keys()) this.ask(stream);
  }

  close(): void {
    this.socket?.close();
    this.forget();
  }

  /** The connection is gone, and so is everything asked on it. */
  private forget(): void {
    this.ready = false;
    this.looked = false;
    this.all = false;
    this.socket = undefined;
    this.pulls.clear();
    this.heard.clear();
  }

  private hear(bytes: Buffer, start: number, end: number): void {
    const kind = bytes[start + 2];
    if (kind === letterS) this.frame(bytes, start);
    else if (kind === letterI) this.answer(bytes.toString('utf8', start, end));
    else if (bytes.toString('latin1', start, start + 15) === '{"type":"hello"') this.greet();
  }

  private call(id: number, call: string, input: object): void {
    this.socket?.write(maskedFrame(JSON.stringify({ id, call, input })));
  }

  private greet(): void {
    const { cursor, epoch } = this;
    this.call(syncCall, 'conversations.sync', cursor && epoch ? { cursor, epoch } : {});
  }

  /** SY5: what does not follow on what is known is pulled, what is known is dropped. */
  private frame(bytes: Buffer, start: number): void {
    const stream = bytes.toString('latin1', start + streamAt, start + streamAt + uuidBytes);
    const known = this.evs.get(stream);
    if (known === undefined) return;
    const prev = digitsAt(bytes, start + prevAt);
    const evAt = bytes.indexOf('"ev":', start + prevAt) + 5;
    const ev = digitsAt(bytes, evAt);
    if (ev <= known) return;
    if (prev !== known) return this.pull(stream, ev);
    this.evs.set(stream, ev);
    const isMessage =
      bytes.toString('latin1', evAt + String(ev).length, evAt + String(ev).length + 22) === ',"type":"message.sent"';
    if (isMessage) this.take(stream, digitsAt(bytes, bytes.indexOf('"seq":', evAt) + 6));
  }

  private take(stream: string, seq: number): void {
    const taken = this.taken.get(stream);
    if (taken) {
      taken.count++;
      taken.sum += seq;
    } else this.taken.set(stream, { count: 1, sum: seq });
  }

  /** Before the look nothing is pulled: it tells of everything. */
  private pull(stream: string, ev: number): void {
    this.heard.set(stream, Math.max(this.heard.get(stream) ?? 0, ev));
    if (this.looked) this.ask(stream);
  }

  /** One pull for each conversation on screen at a time; of others the look told what a list shows. */
  private ask(stream: string): void {
    if (!this.all && stream !== this.opened) return;
    for (const pulled of this.pulls.values()) if (pulled === stream) return;
    const id = this.nextCall++;
    this.pulls.set(id, stream);
    this.call(id, 'conversations.changes', { conversation: stream, after: this.evs.get(stream) });
  }

  private answer(text: string): void {
    const { id, result, error } = JSON.parse(text) as { id: number; result?: unknown; error?: unknown };
    if (error !== undefined) return this.options.fault(`a call was refused: ${JSON.stringify(error).slice(0, 300)}`);
    if (id === syncCall) this.look(result as SyncAnswer);
    else this.pulled(id, result as ChangesAnswer);
    if (this.ready || !this.looked || this.pulls.size > 0) return;
    this.ready = true;
    this.options.caughtUp(this);
  }

  private look(answer: SyncAnswer): void {
    const first = this.cursor === undefined;
    if (!first && answer.reset) this.options.fault('a look after the restart had to begin anew');
    this.cursor = answer.cursor;
    this.epoch = answer.epoch;
    this.looked = true;
    if (first) this.opened = answer.conversations[this.options.opened % answer.conversations.length]?.id;
    for (const { id, ev } of answer.conversations) {
      if (first) this.evs.set(id, ev);
      else if (ev > (this.evs.get(id) ?? 0)) this.heard.set(id, Math.max(this.heard.get(id) ?? 0, ev));
    }
    for (const stream of this.heard.keys()) this.ask(stream);
  }

  private pulled(id: number, answer: ChangesAnswer): void {
    const stream = this.pulls.get(id);
    if (stream === undefined) return;
    this.pulls.delete(id);
    const known = this.evs.get(stream) ?? 0;
    if (!answer.complete) this.options.fault('more was missed than a pull brings');
    // Live frames may have come first; and what the answer holds beyond its own `ev` comes once more.
    for (const message of answer.messages) if (message.ev > known && message.ev <= answer.ev) this.take(stream, message.seq);
    this.evs.set(stream, Math.max(known, answer.ev));
    if (answer.ev < (this.heard.get(stream) ?? 0)) this.ask(stream);
    else this.heard.delete(stream);
  }
}
