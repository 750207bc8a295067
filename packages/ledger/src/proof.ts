import { same } from './bytes.ts';
import { hashLength, type Sha256 } from './sha256.ts';
import { fold, nodeHash } from './tree.ts';

/** A complete subtree: the `index`-th of those of 2^`level` leaves. */
export interface TreeNode {
  level: number;
  index: number;
}

/** Answers the hashes of these nodes, in their order. */
export type ReadNodes = (nodes: readonly TreeNode[]) => Promise<readonly Uint8Array[]>;

/** Leaves from `low` up to `high`, which it leaves out. */
interface Span {
  low: number;
  high: number;
}

const span = (low: number, high: number): Span => ({ low, high });

/** The greatest power of two below n, for n > 1. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** PATH of RFC 6962 §2.1.1, as the spans whose hashes it holds. */
function pathOf(index: number, { low, high }: Span): Span[] {
  if (high - low === 1) return [];
  const middle = low + split(high - low);
  return index < middle
    ? [...pathOf(index, span(low, middle)), span(middle, high)]
    : [...pathOf(index, span(middle, high)), span(low, middle)];
}

/** SUBPROOF of RFC 6962 §2.1.2. */
function subproofOf(first: number, { low, high }: Span, whole: boolean): Span[] {
  if (first === high) return whole ? [] : [span(low, high)];
  const middle = low + split(high - low);
  return first <= middle
    ? [...subproofOf(first, span(low, middle), whole), span(middle, high)]
    : [...subproofOf(first, span(middle, high), false), span(low, middle)];
}

/** A span that begins at a multiple of its subtrees' sizes, as complete subtrees, the largest first. */
function nodesOf({ low, high }: Span): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = low; at < high; ) {
    let level = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= high) {
      width *= 2;
      level++;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

async function hashesOf(hash: Sha256, spans: readonly Span[], read: ReadNodes): Promise<Uint8Array[]> {
  const parts = spans.map(nodesOf);
  const hashes = await read(parts.flat());
  let at = 0;
  return parts.map((nodes) => {
    const own = hashes.slice(at, at + nodes.length);
    at += nodes.length;
    return fold(hash, own);
  });
}

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

function assertSizes(small: number, size: number): void {
  if (!isSize(small) || !isSize(size) || small > size) throw new Error(`There is no ${small} in a tree of ${size}.`);
}

/** Proof that the leaf `index` stands in the tree of `size` leaves; from the leaf's neighbour up. */
export async function inclusionProof(hash: Sha256, index: number, size: number, read: ReadNodes): Promise<Uint8Array[]> {
  assertSizes(index + 1, size);
  return hashesOf(hash, pathOf(index, span(0, size)), read);
}

/** Proof that the tree of `first` leaves is the beginning of the tree of `second`. `first` is at least 1. */
export async function consistencyProof(hash: Sha256, first: number, second: number, read: ReadNodes): Promise<Uint8Array[]> {
  assertSizes(first, second);
  if (first === 0) throw new Error('Nothing can be proved of an empty tree.');
  return first === second ? [] : hashesOf(hash, subproofOf(first, span(0, second), true), read);
}

/** The root of the first `size` leaves. */
export async function rootAt(hash: Sha256, size: number, read: ReadNodes): Promise<Uint8Array> {
  if (size === 0) return hash(new Uint8Array(0));
  return (await hashesOf(hash, [span(0, size)], read))[0]!;
}

const half = (n: number): number => Math.floor(n / 2);
const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every((one) => one.length === hashLength);

export interface Inclusion {
  index: number;
  size: number;
  leaf: Uint8Array;
  root: Uint8Array;
  proof: readonly Uint8Array[];
}

/** RFC 9162 §2.1.3.2. False for anything that is not a proof, hashes of a wrong length included. */
export function provesInclusion(hash: Sha256, { index, size, leaf, root, proof }: Inclusion): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let fn = index;
  let sn = size - 1;
  let reached = leaf;
  for (const step of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      reached = nodeHash(hash, step, reached);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      reached = nodeHash(hash, reached, step);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && same(reached, root);
}

export interface Consistency {
  first: number;
  second: number;
  firstRoot: Uint8Array;
  secondRoot: Uint8Array;
  proof: readonly Uint8Array[];
}

const isPowerOfTwo = (n: number): boolean => n === 1 || split(n) * 2 === n;

/** RFC 9162 §2.1.4.2. Of an empty tree nothing is proved: false. */
export function provesConsistency(hash: Sha256, { first, second, firstRoot, secondRoot, proof }: Consistency): boolean {
  if (!isSize(first) || !isSize(second) || first === 0 || first > second) return false;
  if (!areHashes([firstRoot, secondRoot, ...proof])) return false;
  if (first === second) return proof.length === 0 && same(firstRoot, secondRoot);
  if (proof.length === 0) return false;
  const [begin, ...steps] = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof;
  let fn = first - 1;
  let sn = second - 1;
  while (fn % 2 === 1) {
    fn = half(fn);
    sn = half(sn);
  }
  let fr = begin!;
  let sr = begin!;
  for (const step of steps) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(hash, step, fr);
      sr = nodeHash(hash, step, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      sr = nodeHash(hash, sr, step);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && same(fr, firstRoot) && same(sr, secondRoot);
}
