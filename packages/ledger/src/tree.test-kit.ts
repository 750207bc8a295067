import { createHash } from 'node:crypto';
import { leafHash, nodeHash, type ReadNodes, type Sha256, utf8 } from './index.ts';

export const fast: Sha256 = (content) => new Uint8Array(createHash('sha256').update(content).digest());

export const entryOf = (i: number): Uint8Array => utf8(`entry ${i}`);

/** MTH of RFC 6962 §2.1, word for word: the slow truth that everything else is held against. */
export function truth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return fast(new Uint8Array(0));
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(fast, truth(leaves.slice(0, k)), truth(leaves.slice(k)));
}

export const leavesOf = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => leafHash(fast, entryOf(i)));

/** Nodes reckoned from all leaves. */
export const readFrom =
  (leaves: readonly Uint8Array[]): ReadNodes =>
  async (nodes) =>
    nodes.map(({ level, index }) => truth(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)));

/** A store of tiles in memory. */
export function tilesInMemory() {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    read: async (path: string): Promise<Uint8Array> => {
      const bytes = files.get(path);
      if (!bytes) throw new Error(`There is no ${path}.`);
      return bytes;
    },
    write: async (path: string, bytes: Uint8Array): Promise<void> => void files.set(path, bytes),
  };
}
