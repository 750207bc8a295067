import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { TokenService } from './token-service.ts';

/** A server that takes mail from whoever shows a token (XOAUTH2), as Exchange Online and Gmail do; passwords it refuses. */
export class TokenSmtp {
  /** What was taken, as it came. */
  readonly taken: string[] = [];
  /** As whom somebody signed in, or tried to. */
  readonly signIns: { user: string; good: boolean }[] = [];
  /** Sending by SMTP is switched off for the mailbox. */
  off = false;
  private readonly server: SMTPServer;
  private readonly sockets = new Set<Socket>();

  constructor(tokens: TokenService) {
    this.server = new SMTPServer({
      authMethods: ['XOAUTH2', 'LOGIN'],
      // The dialogue is in clear: both ends are this process.
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username = '', accessToken = '' }, _session, done) => {
        const good = !this.off && tokens.opens(accessToken, username, 'SMTP.SendAsApp');
        this.signIns.push({ user: username, good });
        if (good) return done(null, { user: username });
        const why = this.off
          ? '5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.'
          : '5.7.3 Authentication unsuccessful';
        done(Object.assign(new Error(why), { responseCode: 535 }));
      },
      onData: (stream, _session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          this.taken.push(Buffer.concat(parts).toString());
          done();
        });
      },
    });
    this.server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    // A client that goes away in the middle is its own affair.
    this.server.on('error', () => undefined);
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', () => resolve());
    });
    return this;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Ends all connections. */
  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.hangUp();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
