import { connect as connectTls } from 'node:tls';
import { createBlobs } from '../blobs/create-blobs.ts';
import type { Clock } from '../clock.ts';
import type { Settings } from '../config.ts';
import { createMailer } from '../mailer.ts';
import { CallRefused, callServer, whoAnswers } from '../net/call-server.ts';
import { type Found, found } from './found.ts';

const patience = 10_000;
const day = 86_400_000;
/** Certificates that renew themselves do so a month before; two weeks before the end something is wrong. */
const soon = 14 * day;

/** What a server far away says, within ten seconds. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patience / 1000} s`)), patience);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export async function checkMail(settings: Pick<Settings, 'smtpUrl' | 'mailFrom'>): Promise<Found> {
  if (!settings.smtpUrl) return found('mail-none');
  try {
    await within(createMailer(settings).verify());
    return found('mail-good');
  } catch (error) {
    return found('mail-refused', { reason: (error as Error).message });
  }
}

export async function checkStore(settings: Pick<Settings, 's3Url' | 'dataDir'>): Promise<Found> {
  if (!settings.s3Url) return found('files-here');
  try {
    await within(
      createBlobs(settings as Settings)
        .list()
        [Symbol.asyncIterator]()
        .next(),
    );
    return found('files-bucket');
  } catch (error) {
    return found('files-unreachable', { reason: (error as Error).message });
  }
}

/** NATS asks nobody who they are unless it was told to. */
export const checkBusAddress = ({ natsUrl }: Pick<Settings, 'natsUrl'>): Found[] =>
  natsUrl?.split(',').some((one) => !new URL(one).username) ? [found('bus-open')] : [];

export async function checkToken(settings: Pick<Settings, 'token' | 'url'>): Promise<Found> {
  const { token, url } = settings;
  if (!token) return found('token-none');
  try {
    const me = await callServer({ url, token }, 'people.me', {});
    return found('token-good', { name: me.user.name, url });
  } catch (error) {
    return found(error instanceof CallRefused ? 'token-refused' : 'token-unknown', { reason: (error as Error).message });
  }
}

interface Certificate {
  /** Why it is not accepted; undefined when it is. */
  refused: string | undefined;
  /** Unix ms. */
  until: number;
}

/** The certificate that an address shows, judged as clients judge it; undefined when nothing answers there. */
function certificateOf({ hostname, port }: URL): Promise<Certificate | undefined> {
  return new Promise((resolve) => {
    const name = hostname.replace(/^\[|\]$/g, '');
    // It is looked at even when it is not accepted: to say why.
    const socket = connectTls({
      host: name,
      port: Number(port || 443),
      servername: name,
      rejectUnauthorized: false,
      timeout: 5_000,
    });
    socket.once('secureConnect', () => {
      const until = new Date(socket.getPeerCertificate().valid_to).getTime();
      resolve({ refused: socket.authorized ? undefined : String(socket.authorizationError), until });
      socket.destroy();
    });
    for (const end of ['error', 'timeout'] as const)
      socket.once(end, () => {
        resolve(undefined);
        socket.destroy();
      });
  });
}

const isNear = (hostname: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|::1)$/.test(hostname);

/** Whether the public address leads here. `known`: the names of living nodes, when they are known. */
export async function checkAddress(url: string, clock: Clock, known: readonly string[] = []): Promise<Found[]> {
  const address = new URL(url);
  const certificate = address.protocol === 'https:' ? await certificateOf(address) : undefined;
  if (certificate?.refused) return [found('certificate-bad', { url, reason: certificate.refused })];
  const plain = address.protocol === 'http:' && !isNear(address.hostname) ? [found('address-plain', { url })] : [];
  const until = certificate ? new Date(certificate.until).toISOString().slice(0, 10) : '';
  const ending = certificate && certificate.until - clock.now() < soon ? [found('certificate-ends', { url, until })] : [];
  const answer = await whoAnswers(url);
  if (!answer) return [...plain, ...ending, found('address-silent', { url, reason: 'no connection' })];
  const other = answer.version === undefined || (known.length > 0 && answer.node !== undefined && !known.includes(answer.node));
  if (other) return [...plain, ...ending, found('address-elsewhere', { url })];
  if (plain.length + ending.length > 0) return [...plain, ...ending];
  return [certificate ? found('address-certificate', { url, until }) : found('address-answers', { url })];
}
