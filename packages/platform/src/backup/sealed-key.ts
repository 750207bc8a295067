import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto';
import { newBytes } from '../random.ts';

/** scrypt (RFC 7914) with 128 MiB: about half a second a guess. */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 };

interface Sealed {
  kdf: 'scrypt';
  N: number;
  r: number;
  p: number;
  salt: string;
  nonce: string;
  box: string;
  tag: string;
}

const keyOf = (passphrase: string, salt: Uint8Array, options: typeof cost): Buffer =>
  scryptSync(passphrase.normalize('NFC'), salt, 32, options);

/** The master keys under a passphrase (AES-256-GCM), as JSON. */
export function sealKey(key: Uint8Array, passphrase: string): string {
  const salt = newBytes(16);
  const nonce = newBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(passphrase, salt, cost), nonce);
  const box = Buffer.concat([cipher.update(key), cipher.final()]);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const { N, r, p } = cost;
  const sealed: Sealed = {
    kdf: 'scrypt',
    N,
    r,
    p,
    salt: text(salt),
    nonce: text(nonce),
    box: text(box),
    tag: text(cipher.getAuthTag()),
  };
  return `${JSON.stringify(sealed)}\n`;
}

/** Thrown when the passphrase of a backup is missing or wrong. */
export class PassphraseError extends Error {
  override name = 'PassphraseError';
}

export function openKey(text: string, passphrase: string | undefined): Buffer {
  if (!passphrase) throw new PassphraseError('The keys of this backup are sealed: give the passphrase it was made with.');
  const sealed = JSON.parse(text) as Sealed;
  const bytes = (part: string) => Buffer.from(part, 'base64');
  const { N, r, p } = sealed;
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyOf(passphrase, bytes(sealed.salt), { ...cost, N, r, p }),
    bytes(sealed.nonce),
  );
  decipher.setAuthTag(bytes(sealed.tag));
  try {
    return Buffer.concat([decipher.update(bytes(sealed.box)), decipher.final()]);
  } catch {
    throw new PassphraseError('The passphrase does not open the keys of this backup.');
  }
}
