import { createECDH } from 'node:crypto';
import webPush from 'web-push';
import type { Clock } from '../clock.ts';
import { checkAddress, GuardedFetchError, type GuardedFetchOptions, guardedFetch } from '../net/guarded-fetch.ts';
import { retryAfter } from '../net/retry-after.ts';
import type { PushNote, PushOutcome, PushTarget, PushTransport } from './push-transport.ts';

/** The server's key pair towards push services (VAPID, RFC 8292), base64url. */
export interface PushKeys {
  publicKey: string;
  privateKey: string;
}

export const newPushKeys = (): PushKeys => webPush.generateVAPIDKeys();

export interface WebPushOptions {
  keys: PushKeys;
  /** Whom a push service may write to: `mailto:` or `https:`. */
  subject: string;
  clock: Clock;
  /** `address:port` outside the open internet that may be reached, and by plain http. */
  allowAddresses: readonly string[];
}

const timeout = 10_000;

/** A point on P-256, uncompressed, and a secret of 16 bytes (RFC 8291 §3.1). */
function hasUsableKeys({ p256dh, auth }: PushTarget): boolean {
  if (!/^[\w-]+=*$/.test(p256dh) || !/^[\w-]+=*$/.test(auth)) return false;
  if (Buffer.from(auth, 'base64url').length !== 16) return false;
  const point = Buffer.from(p256dh, 'base64url');
  if (point.length !== 65 || point[0] !== 4) return false;
  try {
    const curve = createECDH('prime256v1');
    curve.generateKeys();
    curve.computeSecret(point);
    return true;
  } catch {
    return false;
  }
}

function outcomeOf(status: number, header: string | undefined, now: number): PushOutcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  if (status === 429 || status >= 500) {
    const after = retryAfter(header, now);
    return after === undefined ? { kind: 'later' } : { kind: 'later', after };
  }
  return { kind: 'refused' };
}

/** Web Push (RFC 8030, 8188, 8291, 8292): encrypted by the web-push library, sent past the SSRF guard. */
export function createWebPush(options: WebPushOptions): PushTransport {
  const named = new Set(options.allowAddresses);
  const guard: Pick<GuardedFetchOptions, 'timeout' | 'allow'> = {
    timeout,
    allow: (address, port) => named.has(`${address}:${port}`),
  };
  const isHttps = (endpoint: string): boolean => {
    const url = new URL(endpoint);
    return url.protocol === 'https:' || named.has(url.host);
  };
  return {
    publicKey: options.keys.publicKey,
    async accepts(target) {
      if (!isHttps(target.endpoint) || !hasUsableKeys(target)) return false;
      return checkAddress(target.endpoint, guard);
    },
    async send(target: PushTarget, note: PushNote) {
      const { headers, body } = webPush.generateRequestDetails(
        { endpoint: target.endpoint, keys: { p256dh: target.p256dh, auth: target.auth } },
        note.body,
        {
          vapidDetails: { subject: options.subject, ...options.keys },
          TTL: note.ttl,
          urgency: note.urgency,
          topic: note.topic,
          contentEncoding: 'aes128gcm',
        },
      );
      const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      try {
        const answer = await guardedFetch(target.endpoint, {
          ...guard,
          method: 'POST',
          headers: texts,
          ...(body ? { body } : {}),
          maxBytes: 4096,
          over: 'cut',
        });
        return outcomeOf(answer.status, answer.headers['retry-after'], options.clock.now());
      } catch (error) {
        if (!(error instanceof GuardedFetchError)) throw error;
        return error.reason === 'time' || error.reason === 'network' ? { kind: 'later' } : { kind: 'refused' };
      }
    },
  };
}
