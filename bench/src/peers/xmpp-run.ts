import { writeDigits } from '../load-frame.ts';
import type { LoadRun } from '../load-plan.ts';
import { Run } from '../load-run.ts';
import { peerHost, peerRooms } from './peer-program.ts';
import { numberDigits, type XmppSocket } from './xmpp-socket.ts';

/** Where a sender's messages go: a room's name, or the number of a person. */
export type XmppTarget = { room: string } | { person: number };

/** Somebody's message with room for its number. */
class Template {
  private readonly bytes: Buffer;
  private readonly numberAt: number;

  constructor(target: XmppTarget, bodyBytes: number) {
    const to = 'room' in target ? `${target.room}@${peerRooms}` : `p${target.person}@${peerHost}`;
    const type = 'room' in target ? 'groupchat' : 'chat';
    const words = ' Every word of this message is weighed, stored and told.'.repeat(40);
    const body = `${'0'.repeat(numberDigits)}${words}`.slice(0, bodyBytes);
    this.bytes = Buffer.from(`<message to='${to}' type='${type}' id='m'><body>${body}</body></message>`);
    this.numberAt = this.bytes.indexOf('<body>') + 6;
  }

  make(n: number): Buffer {
    const bytes = Buffer.from(this.bytes);
    writeDigits(bytes, this.numberAt, numberDigits, n);
    return bytes;
  }
}

/**
 * Messages over XMPP. In a room the sender's own reflection is the acknowledgement; of a pair, which has none, the message's
 * coming at the other side, as everybody lives in this process. Both servers archive before that.
 */
export class XmppRun extends Run {
  private readonly sockets: XmppSocket[];
  private readonly templates: Template[];
  private readonly reflected: boolean;
  /** By socket and sender: the newest message that came. */
  private readonly newest: Int32Array[] = [];

  constructor(run: LoadRun, targets: readonly XmppTarget[], sockets: XmppSocket[]) {
    super(run);
    this.sockets = sockets;
    this.templates = targets.map((target) => new Template(target, run.bodyBytes));
    this.reflected = targets.every((target) => 'room' in target);
  }

  protected listen(on: boolean): void {
    for (const socket of this.sockets) {
      this.newest[socket.index] = new Int32Array(this.run.senders.length).fill(-1);
      socket.listener = on ? (from, n) => this.hear(from, n) : undefined;
    }
  }

  protected write(place: number, n: number): void {
    this.sockets[this.run.senders[place]!.socket]!.write(this.templates[place]!.make(n));
  }

  private hear(socket: XmppSocket, n: number): void {
    const place = this.placeOf(n);
    const newest = this.newest[socket.index]!;
    if (n <= newest[place]!) this.outOfOrder++;
    newest[place] = n;
    this.count();
    if (this.timed) this.time(n);
    if (!this.reflected || this.run.senders[place]!.socket === socket.index) this.acknowledge(place, n);
  }
}
