import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PushTarget } from '@rapport/platform';

export interface ReceivedPush {
  path: string;
  headers: http.IncomingHttpHeaders;
  /** Decrypted. */
  text: string;
  /** Claims of the VAPID token, its signature checked. */
  claims: { aud: string; exp: number; sub: string };
}

/** A browser on this machine: its push service is an HTTP server, its keys are known, so what arrives can be read. */
export interface PushService {
  /** `127.0.0.1:port`, for the list of allowed addresses. */
  address: string;
  received: ReceivedPush[];
  /** Answers of the next requests, first first; 201 when there are none. */
  answers: { status: number; headers?: Record<string, string> }[];
  target(path?: string): PushTarget;
  close(): Promise<void>;
}

/** aes128gcm (RFC 8188) with the keys of Web Push (RFC 8291 §3.4), done here without the sender's library. */
function decrypt(body: Buffer, device: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const keyLength = body[20]!;
  const sender = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  if (sealed.length > recordSize) throw new Error('More than one record.');
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), device.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync('sha256', device.computeSecret(sender), auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  // The last record ends in 2, followed by padding.
  return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8');
}

/** `vapid t=<JWT, ES256>, k=<public key>` (RFC 8292 §3). */
function claimsOf(authorization: string): ReceivedPush['claims'] {
  const [, token, key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization) ?? [];
  const [head, claims, signature] = token!.split('.');
  const point = Buffer.from(key!, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature!, 'base64url')))
    throw new Error('The VAPID token is not signed by its key.');
  return JSON.parse(Buffer.from(claims!, 'base64url').toString()) as ReceivedPush['claims'];
}

export async function startPushService(): Promise<PushService> {
  const device = createECDH('prime256v1');
  device.generateKeys();
  const auth = randomBytes(16);
  const received: ReceivedPush[] = [];
  const answers: PushService['answers'] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        text: decrypt(Buffer.concat(parts), device, auth),
        claims: claimsOf(request.headers.authorization ?? ''),
      });
      const { status, headers } = answers.shift() ?? { status: 201 };
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    received,
    answers,
    target: (path = '/device') => ({
      endpoint: `http://${address}${path}`,
      p256dh: device.getPublicKey('base64url'),
      auth: auth.toString('base64url'),
    }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
