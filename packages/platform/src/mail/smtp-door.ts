import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** A mail as it came, with its envelope. */
export interface DoorMail {
  /** '' for a null return path. */
  from: string;
  /** Recipients that the door took. */
  to: string[];
  raw: Buffer;
  /** Address of whoever brought it. */
  remote: string;
  encrypted: boolean;
}

export interface SmtpDoorOptions {
  host: string;
  /** 0 for any free one. */
  port: number;
  /** What it calls itself in the greeting. */
  name: string;
  maxBytes: number;
  /** Connections at the same time. */
  maxClients: number;
  /** PEM; without it STARTTLS is not offered. */
  tls?: { key: string; cert: string };
  /** Whether this is an address of ours; for all others the door refuses (no relay). */
  takes(address: string): boolean;
  /** Keeps a mail; once it resolves it is durable, and is acknowledged. */
  keep(mail: DoorMail): Promise<void>;
}

export interface SmtpDoor {
  port: number;
  /** Lets those finish who are in the middle of a mail. */
  close(): Promise<void>;
}

const answer = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

/** Mails that lie in memory at the same time, as so many of the largest: a hundred strangers must not bring a hundred of them. */
const largestAtOnce = 8;

/** Bytes of all mails under way. */
interface Held {
  bytes: number;
  most: number;
}

type Taken = { raw: Buffer } | { refused: 'size' | 'crowded' };

async function readAll(stream: SMTPServerDataStream, maxBytes: number, held: Held): Promise<Taken> {
  let pieces: Buffer[] = [];
  let [length, mine] = [0, 0];
  let crowded = false;
  try {
    // Beyond a limit it is read to its end, and not kept: the sender hears why only after the dot.
    for await (const piece of stream) {
      const { length: more } = piece as Buffer;
      length += more;
      crowded ||= held.bytes + more > held.most;
      if (length > maxBytes || crowded) {
        pieces = [];
        held.bytes -= mine;
        mine = 0;
      } else {
        pieces.push(piece as Buffer);
        held.bytes += more;
        mine += more;
      }
    }
    if (length > maxBytes || stream.sizeExceeded) return { refused: 'size' };
    return crowded ? { refused: 'crowded' } : { raw: Buffer.concat(pieces) };
  } finally {
    held.bytes -= mine;
  }
}

const envelopeOf = ({ envelope, remoteAddress, secure }: SMTPServerSession): Omit<DoorMail, 'raw'> => ({
  from: envelope.mailFrom ? envelope.mailFrom.address : '',
  to: envelope.rcptTo.map(({ address }) => address),
  remote: remoteAddress,
  encrypted: secure,
});

/** A mail server that takes what is for us, keeps it, and only then says so (RFC 5321 §6.1). */
export async function openSmtpDoor(options: SmtpDoorOptions): Promise<SmtpDoor> {
  const { maxBytes, tls } = options;
  const held: Held = { bytes: 0, most: largestAtOnce * maxBytes };
  const server = new SMTPServer({
    name: options.name,
    banner: 'Rapport',
    size: maxBytes,
    maxClients: options.maxClients,
    authOptional: true,
    disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    socketTimeout: 120_000,
    closeTimeout: 3_000,
    logger: false,
    ...(tls ? { key: tls.key, cert: tls.cert, minVersion: 'TLSv1.2' as const } : {}),
    onRcptTo: ({ address }, session, done) => {
      if (session.envelope.rcptTo.length >= 200) return done(answer(452, '4.5.3 Too many recipients'));
      done(options.takes(address) ? null : answer(550, '5.1.1 Nobody of that name here'));
    },
    onData: (stream, session, done) => {
      readAll(stream, maxBytes, held)
        .then(async (taken) => {
          if ('refused' in taken)
            return done(
              taken.refused === 'size'
                ? answer(552, `5.3.4 A mail may have ${maxBytes} bytes`)
                : answer(452, '4.3.1 Too much comes at once, please try again later'),
            );
          await options.keep({ ...envelopeOf(session), raw: taken.raw });
          done(null, 'Kept');
        })
        .catch(() => done(answer(451, '4.3.0 Cannot be kept now, please try again later')));
    },
  });
  // Errors of single connections: whoever talks nonsense is none of ours.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
