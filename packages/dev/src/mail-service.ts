import net, { type AddressInfo } from 'node:net';

export interface ReceivedMail {
  to: string;
  subject: string;
  text: string;
}

/** A mail server on this machine (RFC 5321, as far as a client needs it) that keeps what it is given. */
export interface MailService {
  /** For SMTP_URL. */
  url: string;
  received: ReceivedMail[];
  /** So many of the next mails are refused for now (451). */
  refuse: number;
  close(): Promise<void>;
}

/** RFC 2047 words in a header. */
const decodeWords = (header: string): string =>
  header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, data: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(data, 'base64').toString() : unquote(data.replaceAll('_', ' ')),
    );

/** Quoted-printable. */
const unquote = (text: string): string =>
  Buffer.from(
    text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

function parse(raw: string): ReceivedMail {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, end).replace(/\r\n[ \t]+/g, ' ');
  const body = raw.slice(end + 4);
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '';
  const encoding = header('Content-Transfer-Encoding').toLowerCase();
  const text =
    encoding === 'base64' ? Buffer.from(body, 'base64').toString() : encoding === 'quoted-printable' ? unquote(body) : body;
  return { to: header('To'), subject: decodeWords(header('Subject')), text: text.replaceAll('\r\n', '\n') };
}

/** Talks with one client; `keep` answers what to say to a mail. */
function serve(socket: net.Socket, keep: (raw: string) => string): void {
  let waiting = '';
  let inData = false;
  socket.setEncoding('latin1');
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string): void => {
    if (/^(EHLO|HELO|MAIL|RCPT|RSET|NOOP)/i.test(line)) say('250 ok');
    else if (/^DATA/i.test(line)) {
      inData = true;
      say('354 go on');
    } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
    else say('502 not here');
  };
  socket.on('error', () => undefined);
  socket.on('data', (part: string) => {
    waiting += part;
    for (;;) {
      const mark = inData ? '\r\n.\r\n' : '\r\n';
      const at = waiting.indexOf(mark);
      if (at === -1) return;
      const taken = waiting.slice(0, at);
      waiting = waiting.slice(at + mark.length);
      if (inData) {
        inData = false;
        say(keep(taken.replaceAll('\r\n..', '\r\n.')));
      } else command(taken);
    }
  });
  say('220 rapport.test');
}

export async function startMailService(): Promise<MailService> {
  const sockets = new Set<net.Socket>();
  const service: MailService = { url: '', received: [], refuse: 0, close: () => Promise.resolve() };
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, (raw) => {
      if (service.refuse > 0) {
        service.refuse -= 1;
        return '451 later';
      }
      service.received.push(parse(raw));
      return '250 kept';
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  service.url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  service.close = () =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return service;
}
