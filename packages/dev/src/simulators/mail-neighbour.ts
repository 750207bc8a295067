import { randomUUID } from 'node:crypto';
import net, { type AddressInfo } from 'node:net';

/** A mail that the house handed over. */
export interface NeighbourMail {
  from: string;
  to: string[];
  raw: string;
}

type SendFault = 'answer-lost' | 'busy';
type ArrivalFault = 'repeated' | 'answer-lost' | 'wrong-signature';

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';

/** Speaks RFC 5321 as a server: one connection, any number of mails. `judge` answers what is said to a mail; undefined: nothing, and it hangs up. */
function serve(socket: net.Socket, judge: (mail: NeighbourMail) => string | undefined): void {
  let waiting = '';
  let text = false;
  let mail: NeighbourMail = { from: '', to: [], raw: '' };
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string): void => {
    if (/^MAIL/i.test(line)) mail = { from: addressIn(line), to: [], raw: '' };
    if (/^RCPT/i.test(line)) mail.to.push(addressIn(line));
    if (/^QUIT/i.test(line)) return void socket.end('221 bye\r\n');
    text = /^DATA/i.test(line);
    say(text ? '354 go on' : '250 fine');
  };
  socket.setEncoding('latin1');
  socket.on('error', () => undefined);
  socket.on('data', (piece: string) => {
    waiting += piece;
    for (;;) {
      const mark = text ? '\r\n.\r\n' : '\r\n';
      const end = waiting.indexOf(mark);
      if (end === -1) return;
      const taken = waiting.slice(0, end);
      waiting = waiting.slice(end + mark.length);
      if (!text) {
        command(taken);
        continue;
      }
      text = false;
      const answer = judge({ ...mail, raw: Buffer.from(taken.replaceAll('\r\n..', '\r\n.'), 'latin1').toString('utf8') });
      if (answer === undefined) return void socket.destroy();
      say(answer);
    }
  });
  say('220 mx.neighbour.example ESMTP');
}

/** The words of a mail of one part, as the house writes plain ones. */
function wordsOf(raw: string): string {
  const at = raw.indexOf('\r\n\r\n');
  const [head, body] = [raw.slice(0, at), raw.slice(at + 4)];
  const encoding = /^content-transfer-encoding: (\S+)/im.exec(head)?.[1]?.toLowerCase();
  return (encoding === 'base64' ? Buffer.from(body, 'base64').toString() : body).trim();
}

/** Hands a mail over line by line, as a server does; what the other said last. `cut`: hangs up before the answer to the text. */
function hand(port: number, mail: NeighbourMail, cut: boolean): Promise<number> {
  const lines = ['EHLO mx.neighbour.example', `MAIL FROM:<${mail.from}>`, ...mail.to.map((to) => `RCPT TO:<${to}>`), 'DATA'];
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let heard = '';
    let sent = 0;
    const end = (code: number) => {
      socket.destroy();
      resolve(code);
    };
    socket.on('error', () => end(0));
    socket.on('close', () => resolve(0));
    socket.on('data', (piece) => {
      heard += piece.toString();
      if (!/^\d{3} [^\n]*\n$/m.test(heard)) return;
      const code = Number(/^(\d{3}) [^\n]*\n$/m.exec(heard)![1]);
      heard = '';
      if (code >= 400 || sent > lines.length) return end(code);
      if (sent < lines.length) return void socket.write(`${lines[sent++]}\r\n`);
      sent++;
      socket.write(`${mail.raw.replace(/^\./gm, '..')}\r\n.\r\n`, () => {
        // The text is on its way; nobody listens any more.
        if (cut) socket.end(() => end(0));
      });
    });
  });
}

/** Somebody else's mail server, by which people write to an address of ours and are answered. Misbehaves when told to. */
export class MailNeighbour {
  /** Our door, and the address that people there know. */
  ours: { port: number; address: string } = { port: 0, address: 'support@example.org' };
  readonly taken: NeighbourMail[] = [];
  private readonly server: net.Server;
  private readonly sockets = new Set<net.Socket>();
  private nextTaking: SendFault | undefined;
  private nextMail: ArrivalFault | undefined;

  constructor() {
    this.server = net.createServer((socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      serve(socket, (mail) => this.judge(mail));
    });
  }

  private judge(mail: NeighbourMail): string | undefined {
    const fault = this.nextTaking;
    this.nextTaking = undefined;
    if (fault === 'busy') return '451 4.3.2 come back later';
    this.taken.push(mail);
    return fault === 'answer-lost' ? undefined : '250 2.0.0 kept';
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Whether somebody answers at our door. */
  async reaches(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = net.connect(this.ours.port, '127.0.0.1');
      socket.once('data', (piece) => {
        socket.destroy();
        resolve(piece.toString().startsWith('220'));
      });
      socket.once('error', () => resolve(false));
    });
  }

  /** What becomes of the next mail that the house hands over. */
  failNextSending(fault: SendFault): void {
    this.nextTaking = fault;
  }

  /** How the next mail is brought: three times, again because the answer was lost, or for somebody who is not there (as forged ones are). */
  faultNext(fault: ArrivalFault): void {
    this.nextMail = fault;
  }

  /** Somebody writes; whether their server counts it as delivered. */
  async says(person: string, words: string): Promise<{ acknowledged: boolean }> {
    const fault = this.nextMail;
    this.nextMail = undefined;
    const to = fault === 'wrong-signature' ? 'somebody@elsewhere.example' : this.ours.address;
    const head = [`From: <${person}>`, `To: <${to}>`, `Message-ID: <${randomUUID()}@neighbour.example>`, 'Subject: Question'];
    const raw = [...head, `Date: ${new Date().toUTCString()}`, 'Content-Type: text/plain; charset=utf-8', '', words].join('\r\n');
    const mail = { from: person, to: [to], raw };
    const answers: number[] = [];
    if (fault === 'answer-lost') await hand(this.ours.port, mail, true);
    for (let n = 0; n < (fault === 'repeated' ? 3 : 1); n++) answers.push(await hand(this.ours.port, mail, false));
    return { acknowledged: answers.every((code) => code === 250) };
  }

  /** Words that it took for somebody, in order. */
  sentTo(person: string): string[] {
    return this.taken.filter(({ to }) => to.includes(person)).map(({ raw }) => wordsOf(raw));
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
