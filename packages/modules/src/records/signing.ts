import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { formatKey, keyId, type Signer } from '@rapport/ledger';
import { newBytes } from '@rapport/platform';
import { nodeSha256 } from './node-hash.ts';

/** Before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410 §7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKeyOf = (seed: Uint8Array) => createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });

const publicBytes = (seed: Uint8Array): Buffer =>
  Buffer.from(createPublicKey(privateKeyOf(seed)).export({ format: 'jwk' }).x!, 'base64url');

/** A new key for a log of this name: 32 secret bytes, and the public key as notes have it. */
export function newSigningKey(name: string): { seed: Buffer; key: string } {
  const seed = newBytes(32);
  return { seed, key: formatKey(nodeSha256, name, publicBytes(seed)) };
}

/** Signs as a log (Ed25519, `0x01`). */
export function signerOf(name: string, seed: Uint8Array): Signer {
  const key = privateKeyOf(seed);
  return { name, id: keyId(nodeSha256, name, 1, publicBytes(seed)), sign: (text) => sign(null, text, key) };
}
