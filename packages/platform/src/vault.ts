import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import type { KeyRing } from './keys/key-ring.ts';
import { newBytes } from './random.ts';

type What = 'key' | 'secret';

/**
 * Keys at rest. Every record and every blob has a random key of its own; what is stored is that key wrapped under a key
 * derived from a master key (AES-256-GCM, number of the master key ‖ 12-byte nonce ‖ ciphertext ‖ 16-byte tag). Destroying the
 * wrapped key destroys what it protects.
 */
export interface Vault {
  /** A new random 32-byte key and its wrapped form (61 bytes: number ‖ nonce ‖ key ‖ tag). */
  newKey(): { key: Buffer; wrapped: Buffer };
  unwrap(wrapped: Uint8Array): Buffer;
  /** Seals a small secret (a TOTP seed, a private key). */
  seal(plain: Uint8Array): Buffer;
  open(sealed: Uint8Array): Buffer;
  /** The same under the current master key: of a wrapped key or of a sealed secret. */
  again(what: What, old: Uint8Array): Buffer;
  /** Numbers of the master keys at hand, ascending. */
  numbers(): number[];
  /** Tells one master key from another without telling anything of it (HKDF-SHA-256, RFC 5869); undefined when it is not at hand. */
  markOf(number: number): Buffer | undefined;
  /** Number of the master key that wraps and seals. */
  readonly current: number;
  /** From now on this one wraps and seals. */
  use(number: number): void;
  /** Takes keys that were read again; none is forgotten. */
  add(ring: KeyRing): void;
}

/** Thrown for what is wrapped under a master key that is not at hand. */
export class KeyNotHereError extends Error {
  override name = 'KeyNotHereError';
  constructor(number: number | undefined) {
    super(
      `Something is sealed with master key ${number ?? '?'}, which this server does not have: copy the master keys from a node that works, or from the backup.`,
    );
  }
}

interface MasterKey {
  key: Buffer;
  secret: Buffer;
  mark: Buffer;
}

function derived(masterKey: Uint8Array): MasterKey {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', masterKey, 'rapport', purpose, 32));
  return { key: derive('record-key-wrapping/1'), secret: derive('secret-sealing/1'), mark: derive('key-mark/1') };
}

function encrypt(number: number, key: Uint8Array, plain: Uint8Array): Buffer {
  const nonce = newBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([Buffer.of(number), nonce, body, cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, bytes: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13));
  decipher.setAuthTag(bytes.subarray(bytes.length - 16));
  const plain = decipher.update(bytes.subarray(13, bytes.length - 16));
  // Only looks at the tag: of this cipher all bytes have come by now, and no copy of them is left behind.
  decipher.final();
  return plain;
}

/** The lowest key wraps until it is known which one does. */
export function createVault(ring: KeyRing): Vault {
  const keys = new Map<number, MasterKey>();
  const add = (more: KeyRing): void => {
    for (const [number, key] of more) if (!keys.has(number)) keys.set(number, derived(key));
  };
  add(ring);
  let current = Math.min(...keys.keys());
  const keyOf = (number: number | undefined): MasterKey => {
    const key = keys.get(number ?? 0);
    if (!key) throw new KeyNotHereError(number);
    return key;
  };
  const close = (what: What, plain: Uint8Array): Buffer => encrypt(current, keyOf(current)[what], plain);
  const open = (what: What, sealed: Uint8Array): Buffer => {
    if (sealed.length < 29) throw new Error('A stored key is damaged.');
    return decrypt(keyOf(sealed[0])[what], Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength));
  };
  return {
    newKey() {
      const key = newBytes(32);
      return { key, wrapped: close('key', key) };
    },
    unwrap: (wrapped) => open('key', wrapped),
    seal: (plain) => close('secret', plain),
    open: (sealed) => open('secret', sealed),
    again(what, old) {
      const plain = open(what, old);
      const fresh = close(what, plain);
      plain.fill(0);
      return fresh;
    },
    numbers: () => [...keys.keys()].sort((one, other) => one - other),
    markOf: (number) => keys.get(number)?.mark,
    get current() {
      return current;
    },
    use(number) {
      keyOf(number);
      current = number;
    },
    add,
  };
}

/** HMAC-SHA-256 of a text under a record key: compares drafts without keeping what was written (SY4). */
export const macOf = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();
