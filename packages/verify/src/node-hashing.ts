import { createHash } from 'node:crypto';
import { hashLength, type Sha256 } from '@rapport/ledger';
import type { Hashing } from './hashing.ts';

/** In one call, where Node has it (20.12). Imported by name it would keep older ones, which people who verify may have, from starting at all. */
const atOnce = process.getBuiltinModule?.('node:crypto').hash;

/** As letters it takes Node half the time that a buffer takes, which is made outside of the heap. */
function lettersToBytes(letters: string): Uint8Array {
  const bytes = new Uint8Array(hashLength);
  for (let i = 0; i < hashLength; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

/** Node's: several times as fast as our own. */
const hash: Sha256 = atOnce
  ? (content) => lettersToBytes(atOnce('sha256', content, 'binary'))
  : (content) => new Uint8Array(createHash('sha256').update(content).digest());

export const nodeHashing: Hashing = {
  hash,
  stream() {
    const stream = createHash('sha256');
    return { update: (bytes) => void stream.update(bytes), digest: () => new Uint8Array(stream.digest()) };
  },
};
