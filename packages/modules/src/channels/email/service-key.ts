import { createPrivateKey, type KeyObject, sign } from 'node:crypto';

/** A key of a service account of Google, as the file that is downloaded holds it. Where it says that it is sent is not believed. */
export interface ServiceKey {
  account: string;
  /** Which of the account's keys it is; '' when it does not say. */
  id: string;
  key: KeyObject;
}

/** @throws Error when it is none; says nothing of it */
export function readServiceKey(text: string): ServiceKey {
  const file = JSON.parse(text) as Record<string, unknown> | null;
  const [account, key, id = ''] = [file?.client_email, file?.private_key, file?.private_key_id];
  if (typeof account !== 'string' || typeof key !== 'string' || typeof id !== 'string')
    throw new Error('no key of a service account');
  const read = createPrivateKey(key);
  if (read.asymmetricKeyType !== 'rsa') throw new Error('no RSA key');
  return { account, id, key: read };
}

export function serviceKeyProblem(given: string): string | undefined {
  try {
    readServiceKey(given);
    return undefined;
  } catch {
    return 'the JSON file of a key of a service account';
  }
}

/** Seconds that what is signed may be used for. */
const lifetime = 300;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What the account asks for, signed (RFC 7523, RS256): to act for `user` within `scope`. `now`: Unix ms. */
export function assertionOf(
  { account, id, key }: ServiceKey,
  { user, scope, audience, now }: { user: string; scope: string; audience: string; now: number },
): string {
  const iat = Math.floor(now / 1000);
  const head = encoded({ alg: 'RS256', typ: 'JWT', ...(id ? { kid: id } : {}) });
  const said = `${head}.${encoded({ iss: account, sub: user, scope, aud: audience, iat, exp: iat + lifetime })}`;
  return `${said}.${sign('sha256', Buffer.from(said), key).toString('base64url')}`;
}
