import { hashLength, type Sha256 } from './sha256.ts';

/** Hash of an entry (RFC 6962 §2.1): SHA-256(0x00 ‖ entry). */
export function leafHash(hash: Sha256, entry: Uint8Array | string): Uint8Array {
  if (typeof entry === 'string') return hash(`\0${entry}`);
  const bytes = new Uint8Array(1 + entry.length);
  bytes.set(entry, 1);
  return hash(bytes);
}

/** Hash of two neighbours (RFC 6962 §2.1): SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(hash: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * hashLength);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + hashLength);
  return hash(bytes);
}

/** The right edge of a tree: the roots of its complete subtrees, the largest first. All that is needed to grow it. */
export interface Frontier {
  size: number;
  hashes: readonly Uint8Array[];
}

export const emptyTree: Frontier = { size: 0, hashes: [] };

/** The tree with one or several more leaves. */
export function grow(hash: Sha256, tree: Frontier, leaves: readonly Uint8Array[]): Frontier {
  const hashes = [...tree.hashes];
  let size = tree.size;
  for (const leaf of leaves) {
    hashes.push(leaf);
    for (let left = size; left % 2 === 1; left = (left - 1) / 2) {
      const right = hashes.pop()!;
      hashes.push(nodeHash(hash, hashes.pop()!, right));
    }
    size++;
  }
  return { size, hashes };
}

/** Joins roots of complete subtrees of falling size to one root. */
export const fold = (hash: Sha256, hashes: readonly Uint8Array[]): Uint8Array =>
  hashes.reduceRight((right, left) => nodeHash(hash, left, right));

export const rootOf = (hash: Sha256, tree: Frontier): Uint8Array =>
  tree.size === 0 ? hash(new Uint8Array(0)) : fold(hash, tree.hashes);

/** How many complete subtrees a tree of this size has: ones of the number in base 2. */
function subtreesOf(size: number): number {
  let count = 0;
  for (let left = size; left > 0; left = Math.floor(left / 2)) count += left % 2;
  return count;
}

/** The hashes of a frontier in one piece, as stored beside its size. */
export function packFrontier(tree: Frontier): Uint8Array {
  const bytes = new Uint8Array(tree.hashes.length * hashLength);
  tree.hashes.forEach((one, i) => {
    bytes.set(one, i * hashLength);
  });
  return bytes;
}

/** @throws where the bytes are not the frontier of a tree of this size */
export function unpackFrontier(size: number, bytes: Uint8Array): Frontier {
  const count = subtreesOf(size);
  if (bytes.length !== count * hashLength) throw new Error(`A tree of ${size} leaves has ${count} complete subtrees.`);
  return { size, hashes: Array.from({ length: count }, (_, i) => bytes.slice(i * hashLength, (i + 1) * hashLength)) };
}
