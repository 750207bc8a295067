import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { newBytes } from './random.ts';

/**
 * Keys at rest. Every record and every blob has a random key of its own; what is stored is that key wrapped under a key
 * derived from the master key (AES-256-GCM, 12-byte nonce ‖ ciphertext ‖ 16-byte tag). Destroying the wrapped key destroys
 * what it protects.
 */
export interface Vault {
  /** A new random 32-byte key and its wrapped form (61 bytes: version ‖ nonce ‖ key ‖ tag). */
  newKey(): { key: Buffer; wrapped: Buffer };
  unwrap(wrapped: Uint8Array): Buffer;
  /** A stable key of 32 bytes for one purpose, derived from the master key (HKDF-SHA-256, RFC 5869). */
  derive(purpose: string): Buffer;
  /** Seals a small secret (a TOTP seed, a private key). */
  seal(plain: Uint8Array): Buffer;
  open(sealed: Uint8Array): Buffer;
}

const version = 1;

function encrypt(key: Uint8Array, plain: Uint8Array): Buffer {
  const nonce = newBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([Buffer.of(version), nonce, body, cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < 29 || bytes[0] !== version) throw new Error('A stored key is damaged or of an unknown version.');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13));
  decipher.setAuthTag(bytes.subarray(bytes.length - 16));
  return Buffer.concat([decipher.update(bytes.subarray(13, bytes.length - 16)), decipher.final()]);
}

export function createVault(masterKey: Uint8Array): Vault {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', masterKey, 'rapport', purpose, 32));
  const recordKek = derive('record-key-wrapping/1');
  const secretKek = derive('secret-sealing/1');
  return {
    newKey() {
      const key = newBytes(32);
      return { key, wrapped: encrypt(recordKek, key) };
    },
    unwrap: (wrapped) => decrypt(recordKek, wrapped),
    derive,
    seal: (plain) => encrypt(secretKek, plain),
    open: (sealed) => decrypt(secretKek, sealed),
  };
}

/** HMAC-SHA-256 of a text under a record key: compares drafts without keeping what was written (SY4). */
export const macOf = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();
