import { setTimeout as sleep } from 'node:timers/promises';
import { clientIdOf, type LoadResult, type LoadRun } from './load-plan.ts';
import type { LoadSocket } from './load-socket.ts';

const firstCall = 1_000_000_000;
const drainWithin = 15_000;
const zero = 0x30;
const letterS = 0x73;
const clientIdMark = Buffer.from('"clientId":"');

/** A masked text frame (RFC 6455 §5.3) under the mask 0, which costs nothing to apply. */
function maskedFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const short = body.length < 126;
  const head = Buffer.alloc(short ? 6 : 8);
  head[0] = 0x81;
  if (short) head[1] = 0x80 | body.length;
  else {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(body.length, 2);
  }
  return Buffer.concat([head, body]);
}

function digitsAt(bytes: Buffer, at: number): number {
  let value = 0;
  for (let i = at; ; i++) {
    const digit = bytes[i]! - zero;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}

function writeDigits(frame: Buffer, at: number, count: number, value: number): void {
  let rest = value;
  for (let i = at + count - 1; i >= at; i--) {
    frame[i] = zero + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

/** One sender's frame with room for the numbers of each call. */
class Template {
  private readonly frame: Buffer;
  private readonly idAt: number;
  private readonly clientIdAt: number;

  constructor(conversation: string, run: string, bodyBytes: number) {
    const clientId = clientIdOf(run, 0);
    const draft = { clientId, text: 'Every word of this message is weighed, stored and told. '.repeat(40).slice(0, bodyBytes) };
    this.frame = maskedFrame(
      JSON.stringify({ id: firstCall, call: 'conversations.sendMessage', input: { conversation, draft } }),
    );
    this.idAt = this.frame.indexOf(String(firstCall));
    this.clientIdAt = this.frame.indexOf(clientId) + 24;
  }

  make(n: number): Buffer {
    const frame = Buffer.from(this.frame);
    writeDigits(frame, this.idAt, 10, firstCall + n);
    writeDigits(frame, this.clientIdAt, 12, n);
    return frame;
  }
}

/** One run: sends, counts what comes, and keeps what was acknowledged. */
export class Run {
  private readonly run: LoadRun;
  private readonly sockets: LoadSocket[];
  private readonly templates: Template[];
  private readonly placeOfSocket = new Map<number, number>();
  private readonly sender: number[] = [];
  private readonly seq: number[] = [];
  private readonly ev: number[] = [];
  private readonly sentAt: number[] = [];
  private latencies: number[] = [];
  private sending = true;
  private measuring = false;
  private acknowledged = 0;
  private delivered = 0;
  private expected = 0;
  private outOfOrder = 0;
  private errors = 0;
  private firstError: string | undefined;

  constructor(run: LoadRun, sockets: LoadSocket[]) {
    this.run = run;
    this.sockets = sockets;
    this.templates = run.senders.map((s) => new Template(s.conversation, run.run, run.bodyBytes));
    for (const [place, s] of run.senders.entries()) this.placeOfSocket.set(s.socket, place);
  }

  /** Sends for the given time, waits until everything has come, and tells. `mark` is called at both ends of the measured time. */
  async go(mark: (end: 'begin' | 'end') => void): Promise<LoadResult> {
    for (const socket of this.sockets) {
      socket.lastEv = -1;
      socket.listener = (from, bytes, start, end) => this.hear(from, bytes, start, end);
    }
    const pacer = this.run.pace === undefined ? undefined : this.startPace(this.run.pace);
    if (!pacer)
      for (let i = 0; i < this.run.window; i++) for (let place = 0; place < this.templates.length; place++) this.send(place);
    await sleep(this.run.warmUpSeconds * 1_000);
    mark('begin');
    const before = { at: performance.now(), messages: this.acknowledged, deliveries: this.delivered };
    this.measuring = true;
    await sleep(this.run.seconds * 1_000);
    this.measuring = false;
    mark('end');
    const seconds = (performance.now() - before.at) / 1_000;
    const messages = this.acknowledged - before.messages;
    const deliveries = this.delivered - before.deliveries;
    this.sending = false;
    clearInterval(pacer);
    await this.drain();
    return { seconds, messages, deliveries, ...this.percentiles(), ...this.totals() };
  }

  private startPace(pace: number): NodeJS.Timeout {
    const begun = performance.now();
    let next = 0;
    return setInterval(() => {
      const due = Math.floor(((performance.now() - begun) / 1_000) * pace);
      for (; next < due; next++) this.send(next % this.templates.length);
    }, 2);
  }

  private send(place: number): void {
    const n = this.sender.length;
    this.sender.push(place);
    this.seq.push(0);
    this.ev.push(0);
    this.sentAt.push(performance.now());
    this.sockets[this.run.senders[place]!.socket]!.write(this.templates[place]!.make(n));
  }

  /** `{"stream":"…","prev":…` is a delivery, `{"id":…` an answer; the rest (`{"type":…`) is not for us. */
  private hear(socket: LoadSocket, bytes: Buffer, start: number, end: number): void {
    const kind = bytes[start + 2];
    if (kind === letterS) this.deliver(socket, bytes, start, end);
    else if (kind === 0x69) this.answer(socket, bytes, start, end);
  }

  private deliver(socket: LoadSocket, bytes: Buffer, start: number, end: number): void {
    // {"stream":"…","prev":P,"ev":E,"type":"message.sent", and the rest of it is not looked at.
    let at = start + 56;
    let prev = 0;
    for (let digit = bytes[at]! - zero; digit >= 0 && digit <= 9; digit = bytes[++at]! - zero) prev = prev * 10 + digit;
    if (this.run.numbered) {
      if (prev !== socket.lastEv && socket.lastEv >= 0) this.outOfOrder++;
      socket.lastEv = prev + 1;
    }
    at += 6;
    while (bytes[at]! - zero <= 9 && bytes[at]! >= zero) at++;
    // People who joined during the set-up may still be told.
    if (bytes[at + 17] !== letterS) return;
    this.delivered++;
    if (this.run.pace === undefined || !this.measuring) return;
    const mark = bytes.indexOf(clientIdMark, start);
    if (mark < 0 || mark >= end) return;
    const sent = this.sentAt[digitsAt(bytes, mark + clientIdMark.length + 24)];
    if (sent !== undefined) this.latencies.push(performance.now() - sent);
  }

  private answer(socket: LoadSocket, bytes: Buffer, start: number, end: number): void {
    const text = bytes.toString('latin1', start, end);
    const { id, result } = JSON.parse(text) as { id: number; result?: { seq: number; ev: number } };
    const n = id - firstCall;
    const place = this.placeOfSocket.get(socket.index)!;
    if (result) {
      this.seq[n] = result.seq;
      this.ev[n] = result.ev;
      this.acknowledged++;
      this.expected += this.run.senders[place]!.members;
      if (this.measuring && this.run.pace === undefined) this.latencies.push(performance.now() - this.sentAt[n]!);
    } else {
      this.errors++;
      this.firstError ??= text.slice(0, 500);
    }
    if (this.sending && this.run.pace === undefined) this.send(place);
  }

  private async drain(): Promise<void> {
    const end = performance.now() + drainWithin;
    const done = () => this.acknowledged + this.errors === this.sender.length && this.delivered >= this.expected;
    while (!done() && performance.now() < end) await sleep(20);
    // What is sent twice would come now.
    await sleep(100);
    for (const socket of this.sockets) socket.listener = undefined;
  }

  private percentiles(): { p50: number; p99: number } {
    const sorted = Float64Array.from(this.latencies).sort();
    const at = (share: number) =>
      Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100;
    return { p50: at(0.5), p99: at(0.99) };
  }

  private totals() {
    const { acknowledged, delivered, expected, outOfOrder, errors, firstError } = this;
    return {
      acknowledged,
      delivered,
      expected,
      outOfOrder,
      errors,
      firstError,
      sender: Int32Array.from(this.sender),
      seq: Int32Array.from(this.seq),
      ev: Int32Array.from(this.ev),
    };
  }
}
