import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { newBytes } from '../random.ts';

const purpose = Buffer.from('rapport backup-copy/1\u0001');

/**
 * The key under which something lies in backups, from the random key that it has in the house: destroyed with it. HKDF-Expand alone (RFC 5869
 * section 3.3), for there are very many.
 */
export const copyKeyOf = (key: Uint8Array): Buffer => createHmac('sha256', key).update(purpose).digest();

/** AES-256-GCM, nonce ‖ ciphertext ‖ tag, base64. `about`: what it is bound to. */
export function closeBox(key: Uint8Array, about: Uint8Array, plain: Uint8Array): string {
  const nonce = newBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(about);
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64');
}

/** Undefined when another key closed it. */
export function openBox(key: Uint8Array, about: Uint8Array, box: string): Buffer | undefined {
  const bytes = Buffer.from(box, 'base64');
  if (bytes.length < 28) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAAD(about);
  decipher.setAuthTag(bytes.subarray(bytes.length - 16));
  try {
    const plain = decipher.update(bytes.subarray(12, bytes.length - 16));
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}
