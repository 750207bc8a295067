import { connect, type Socket } from 'node:net';
import { digitsAt } from '../load-frame.ts';
import { peerHost, peerPassword, peerRooms } from './peer-program.ts';

/** One read buffer for all sockets: reads are worked off at once. */
const readBuffer = Buffer.allocUnsafe(256 * 1024);
const opening = `<?xml version='1.0'?><stream:stream to='${peerHost}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`;
const bodyMark = Buffer.from('<body>');
/** Each body begins with the number of its message. */
export const numberDigits = 12;
const headBytes = bodyMark.length + numberDigits;
const nothing = Buffer.alloc(0);
const answerWithin = 60_000;

/** Called with the number of each message that comes. */
export type OnMessage = (socket: XmppSocket, n: number) => void;

/** An XMPP client (RFC 6120) that only counts: what it receives is searched for bodies, not parsed. */
export class XmppSocket {
  readonly index: number;
  listener: OnMessage | undefined;
  private socket: Socket | undefined;
  /** What was said while an answer is waited for. */
  private said = '';
  private waiting: { mark: string; resolve: (text: string) => void; reject: (error: Error) => void } | undefined;
  /** The beginning of a body that was cut. */
  private part: Buffer = nothing;

  constructor(index: number) {
    this.index = index;
  }

  /** Connects, signs in (SASL PLAIN), binds a resource and becomes available. */
  async open(port: number, onLost: (reason: string) => void): Promise<void> {
    const name = `p${this.index}`;
    await this.connect(port, onLost);
    await this.ask(opening, '</stream:features>');
    const secret = Buffer.from(`\0${name}\0${peerPassword}`).toString('base64');
    await this.ask(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${secret}</auth>`, '<success');
    await this.ask(opening, '</stream:features>');
    await this.ask(
      `<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>r</resource></bind></iq>`,
      '</iq>',
    );
    await this.ask('<presence/>', '<presence');
  }

  /** Enters a room (XEP-0045), which the first to come makes. */
  async join(room: string): Promise<void> {
    const to = `${room}@${peerRooms}/p${this.index}`;
    await this.ask(
      `<presence to='${to}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>`,
      `code='110'`,
    );
  }

  write(bytes: Buffer): void {
    this.socket?.write(bytes);
  }

  close(): void {
    const socket = this.socket;
    this.socket = undefined;
    socket?.destroy();
  }

  private connect(port: number, onLost: (reason: string) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: '127.0.0.1',
        port,
        noDelay: true,
        onread: {
          buffer: readBuffer,
          callback: (length: number, bytes: Uint8Array) => {
            if (this.waiting) this.hear(this.waiting, (bytes as Buffer).toString('latin1', 0, length));
            else this.scan((bytes as Buffer).subarray(0, length));
            return true;
          },
        },
      });
      this.socket = socket;
      socket.once('connect', () => resolve());
      socket.on('error', reject);
      socket.on('close', () => {
        const lost = new Error(`The server closed the connection of p${this.index}. It said: ${this.said.slice(-300)}`);
        reject(lost);
        this.waiting?.reject(lost);
        if (this.socket) onLost(lost.message);
      });
    });
  }

  /** Says something and waits for a word of the answer. */
  private ask(text: string, mark: string): Promise<string> {
    this.said = '';
    return new Promise<string>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`p${this.index} was not answered ${mark}, but: ${this.said.slice(-300)}`)),
        answerWithin,
      );
      this.waiting = {
        mark,
        resolve: (answer) => {
          clearTimeout(late);
          resolve(answer);
        },
        reject,
      };
      this.socket?.write(text);
    });
  }

  private hear(waiting: NonNullable<XmppSocket['waiting']>, text: string): void {
    this.said += text;
    if (!this.said.includes(waiting.mark)) return;
    this.waiting = undefined;
    waiting.resolve(this.said);
  }

  /** Finds the bodies in what was read; a beginning at the end is kept for the next read. */
  private scan(read: Buffer): void {
    const bytes = this.part.length > 0 ? Buffer.concat([this.part, read]) : read;
    this.part = nothing;
    for (let at = 0; ; ) {
      const mark = bytes.indexOf(bodyMark, at);
      if (mark >= 0 && mark + headBytes <= bytes.length) {
        this.listener?.(this, digitsAt(bytes, mark + bodyMark.length));
        at = mark + headBytes;
        continue;
      }
      // A mark may be cut itself; most reads end with a whole stanza.
      const cut = mark >= 0 ? mark : bytes.indexOf('<', Math.max(at, bytes.length - bodyMark.length + 1));
      if (cut >= 0) this.part = Buffer.from(bytes.subarray(cut));
      return;
    }
  }
}
