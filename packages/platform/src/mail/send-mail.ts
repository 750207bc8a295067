import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { addressOf, type MailHost, MailHostError, tlsOf } from './mail-host.ts';

export interface OutgoingServer extends MailHost {
  user?: string | undefined;
  /** A password, or an access token where `token` is set (XOAUTH2). */
  password?: string | undefined;
  token?: boolean | undefined;
}

export interface MailEnvelope {
  /** '' for a null return path. */
  from: string;
  to: string[];
}

/**
 * How handing a mail over ended. `unknown`: the text left and no answer came, so that it may have been taken. `later`: not taken, and the
 * server (or nobody) says for now. `code` is the server's reply and enhanced code, or a word of ours; never its sentence.
 */
export type HandedOver =
  | { state: 'taken'; refused: { address: string; code: string }[] }
  | { state: 'later' | 'unknown' | 'refused' | 'credentials'; code: string; recipient: boolean };

interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  rejectedErrors?: SmtpError[];
  recipient?: string;
}

const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/;
const codeOf = ({ responseCode, response, code }: SmtpError): string =>
  responseCode
    ? `${responseCode}${response && enhanced.test(response) ? ` ${enhanced.exec(response)![1]}` : ''}`
    : (code ?? 'ERROR');

/** What an error of the library means for the mail; `left`: all of its text was given to the connection. */
function handedOverOf(error: SmtpError, left: boolean): HandedOver {
  const [rejected] = error.rejectedErrors ?? [];
  const { responseCode } = rejected ?? error;
  const code = codeOf(rejected ?? error);
  const recipient = rejected !== undefined || error.command === 'RCPT TO';
  if (error.code === 'EAUTH' || responseCode === 530 || responseCode === 535) {
    return responseCode !== undefined && responseCode < 500
      ? { state: 'later', code, recipient: false }
      : { state: 'credentials', code, recipient: false };
  }
  if (responseCode !== undefined) return { state: responseCode < 500 ? 'later' : 'refused', code, recipient };
  // No answer: before the text left it is as if nothing had been; after it nobody knows.
  return { state: left ? 'unknown' : 'later', code, recipient: false };
}

/** Milliseconds that a connection waits for another mail. */
const restAtMost = 20_000;
/** Connections that are kept for one server and user. */
const idleAtMost = 4;

/** One connection. What it says by itself while nobody waits for an answer ends it. */
class Line {
  private readonly connection: SMTPConnection;
  private ended = false;
  private failed: ((error: SmtpError) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(connection: SMTPConnection) {
    this.connection = connection;
    connection.on('error', (error: SmtpError) => this.end(error));
    connection.on('end', () => this.end(Object.assign(new Error('The line ended.'), { code: 'ECONNECTION' })));
  }

  get usable(): boolean {
    return !this.ended;
  }

  private end(error: SmtpError): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.failed?.(error);
  }

  /** An answer, or the end of the line: whichever comes first. */
  private ask<T>(work: (done: (error: SmtpError | null | undefined, answer?: T) => void) => void): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.failed = reject;
      work((error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }

  async open({ user, password = '', token }: OutgoingServer): Promise<void> {
    await this.ask((done) => this.connection.connect((error?: SmtpError | null) => done(error)));
    if (!user) return;
    const shown = token ? { user, oauth2: new XOAuth2({ user, accessToken: password }) } : { user, pass: password };
    await this.ask((done) => this.connection.login(shown, (error) => done(error as SmtpError | null)));
  }

  async send({ from, to }: MailEnvelope, raw: Readable): Promise<SmtpError[]> {
    const info = await this.ask<{ rejectedErrors?: SmtpError[] | undefined }>((done) =>
      this.connection.send({ from: from === '' ? false : from, to }, raw, (error, answer) =>
        done(error as SmtpError | null, answer as { rejectedErrors?: SmtpError[] | undefined }),
      ),
    );
    return info?.rejectedErrors ?? [];
  }

  rest(over: () => void): void {
    this.timer = setTimeout(over, restAtMost);
    this.timer.unref();
  }

  awake(): void {
    clearTimeout(this.timer);
  }

  close(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.connection.quit();
    this.connection.close();
  }
}

/** Connections to servers that take our mail; those that went well wait a while for the next. */
export class MailSender {
  private readonly idle = new Map<string, Line[]>();

  /** @throws MailHostError when the server cannot even be looked for. */
  async send(server: OutgoingServer, mail: { envelope: MailEnvelope; raw: Buffer }): Promise<HandedOver> {
    const { key, make } = await this.prepared(server);
    let left = false;
    let line: Line | undefined;
    try {
      line = this.taken(key) ?? (await make());
      // Read only after the server said that it listens: when its end was read, all of it may have been heard.
      const raw = Readable.from([mail.raw]);
      raw.once('end', () => {
        left = true;
      });
      const rejected = await line.send(mail.envelope, raw);
      this.keep(key, line);
      return { state: 'taken', refused: rejected.map((one) => ({ address: one.recipient ?? '', code: codeOf(one) })) };
    } catch (error) {
      line?.close();
      return handedOverOf(error as SmtpError, left);
    }
  }

  /** Whether the server takes us. @throws MailHostError */
  async verify(server: OutgoingServer): Promise<void> {
    const { make } = await this.prepared(server);
    try {
      (await make()).close();
    } catch (error) {
      const { code, responseCode } = error as SmtpError;
      const reason = code === 'EAUTH' ? 'auth' : responseCode ? 'refused' : 'network';
      throw new MailHostError(reason, codeOf(error as SmtpError));
    }
  }

  /** Ends what waits; what is under way ends by itself. */
  close(): void {
    for (const line of [...this.idle.values()].flat()) line.close();
    this.idle.clear();
  }

  private taken(key: string): Line | undefined {
    const waiting = this.idle.get(key) ?? [];
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
      line.awake();
      if (line.usable) return line;
    }
    return undefined;
  }

  private keep(key: string, line: Line): void {
    const waiting = this.idle.get(key) ?? [];
    if (!line.usable || waiting.length >= idleAtMost) return line.close();
    this.idle.set(key, [...waiting, line]);
    line.rest(() => {
      this.idle.set(
        key,
        (this.idle.get(key) ?? []).filter((one) => one !== line),
      );
      line.close();
    });
  }

  private async prepared(server: OutgoingServer): Promise<{ key: string; make: () => Promise<Line> }> {
    const { port, security, user, password, token, host, authorities } = server;
    const address = await addressOf(server);
    const make = async (): Promise<Line> => {
      const line = new Line(
        new SMTPConnection({
          host: address,
          port,
          secure: security === 'tls',
          requireTLS: security === 'starttls',
          ignoreTLS: security === 'none',
          tls: tlsOf(server),
          connectionTimeout: 15_000,
          greetingTimeout: 15_000,
          socketTimeout: 45_000,
        }),
      );
      try {
        await line.open(server);
        return line;
      } catch (error) {
        line.close();
        throw error;
      }
    };
    return { key: JSON.stringify([address, host, port, security, user, password, token, authorities]), make };
  }
}
