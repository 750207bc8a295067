import { digitsAt, maskedFrame, writeDigits } from './load-frame.ts';
import { clientIdOf, type LoadRun } from './load-plan.ts';
import { Run } from './load-run.ts';
import type { LoadSocket } from './load-socket.ts';

const firstCall = 1_000_000_000;
const zero = 0x30;
const letterS = 0x73;
const clientIdMark = Buffer.from('"clientId":"');

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

/** Messages to the product, or to a limit that speaks as it does. */
export class ProductRun extends Run {
  private readonly sockets: LoadSocket[];
  private readonly templates: Template[];
  private readonly placeOfSocket = new Map<number, number>();

  constructor(run: LoadRun, sockets: LoadSocket[]) {
    super(run);
    this.sockets = sockets;
    this.templates = run.senders.map((s) => new Template(s.conversation, run.run, run.bodyBytes));
    for (const [place, s] of run.senders.entries()) this.placeOfSocket.set(s.socket, place);
  }

  protected listen(on: boolean): void {
    for (const socket of this.sockets) {
      socket.lastEv = -1;
      socket.listener = on ? (from, bytes, start, end) => this.hear(from, bytes, start, end) : undefined;
    }
  }

  protected write(place: number, n: number): void {
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
    this.count();
    if (!this.timed) return;
    const mark = bytes.indexOf(clientIdMark, start);
    if (mark < 0 || mark >= end) return;
    this.time(digitsAt(bytes, mark + clientIdMark.length + 24));
  }

  private answer(socket: LoadSocket, bytes: Buffer, start: number, end: number): void {
    const text = bytes.toString('latin1', start, end);
    const { id, result } = JSON.parse(text) as { id: number; result?: { seq: number; ev: number } };
    const n = id - firstCall;
    const place = this.placeOfSocket.get(socket.index)!;
    if (!result) return this.refuse(place, text);
    this.seq[n] = result.seq;
    this.ev[n] = result.ev;
    this.acknowledge(place, n);
  }
}
