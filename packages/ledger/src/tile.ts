import { concat } from './bytes.ts';
import type { ReadNodes, TreeNode } from './proof.ts';
import { hashLength, type Sha256 } from './sha256.ts';
import { leafHash } from './tree.ts';

/** Hashes of a full tile, entries of a full bundle (C2SP tlog-tiles). */
export const tileWidth = 256;
const tileLevels = 8;

/** `width` hashes that stand side by side at height 8 × `level`, beginning with the (256 × `index`)-th. */
export interface Tile {
  level: number;
  index: number;
  width: number;
}

/** The number of a tile in steps of three digits: `x001/x234/067`. */
function stepsOf(index: number): string {
  const digits = String(index);
  const steps = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!;
  return steps.map((step, i) => (i < steps.length - 1 ? `x${step}` : step)).join('/');
}

const suffix = (width: number): string => (width === tileWidth ? '' : `.p/${width}`);

export const tilePath = ({ level, index, width }: Tile): string => `tile/${level}/${stepsOf(index)}${suffix(width)}`;
export const bundlePath = ({ index, width }: Omit<Tile, 'level'>): string => `tile/entries/${stepsOf(index)}${suffix(width)}`;

const pathForm = /^tile\/(entries|0|[1-9]|[1-5]\d|6[0-3])\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Which tile or bundle a path names; undefined for any other spelling. `level` is absent for entries. */
export function parsePath(path: string): (Omit<Tile, 'level'> & { level?: number }) | undefined {
  const found = pathForm.exec(path);
  if (!found) return undefined;
  const [, level, steps, partial] = found;
  const index = Number(steps!.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? tileWidth : Number(partial);
  if (!Number.isSafeInteger(index) || stepsOf(index) !== steps || (partial !== undefined && width >= tileWidth)) return undefined;
  return { index, width, ...(level === 'entries' ? {} : { level: Number(level) }) };
}

/** How many hashes stand at height 8 × `level` in a tree of this size. */
const hashesAt = (level: number, size: number): number => Math.floor(size / tileWidth ** level);

/** How wide a tile is in a tree of this size; 0 when it is not there. */
export const widthIn = (size: number, level: number, index: number): number =>
  Math.max(0, Math.min(tileWidth, hashesAt(level, size) - index * tileWidth));

/** What a tree that grew from `old` to `size` leaves has that it had not before. */
export function newTiles(old: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const before = hashesAt(level, old);
    if (before === hashesAt(level, size)) continue;
    for (let index = Math.floor(before / tileWidth); widthIn(size, level, index) > 0; index++)
      tiles.push({ level, index, width: widthIn(size, level, index) });
  }
  return tiles;
}

/** The hash at the top of a whole tile, or of a part of it: level by level, in one piece of memory. `tile` holds a power of two of hashes. */
export function tileRoot(hash: Sha256, tile: Uint8Array): Uint8Array {
  const level = tile.slice();
  const pair = new Uint8Array(1 + 2 * hashLength);
  pair[0] = 1;
  for (let length = tile.length; length > hashLength; length /= 2)
    for (let at = 0; at < length; at += 2 * hashLength) {
      pair.set(level.subarray(at, at + 2 * hashLength), 1);
      level.set(hash(pair), at / 2);
    }
  return level.subarray(0, hashLength);
}

/** Answers the bytes of a tile. */
export type ReadTile = (tile: Tile) => Promise<Uint8Array>;

/** Reads nodes of a tree of `size` leaves from its tiles; each tile once a call. */
export function nodesFromTiles(hash: Sha256, size: number, read: ReadTile): ReadNodes {
  return async (nodes) => {
    const tiles = new Map<string, Promise<Uint8Array>>();
    return Promise.all(nodes.map((node) => nodeOf(node)));

    async function nodeOf({ level, index }: TreeNode): Promise<Uint8Array> {
      const at = Math.floor(level / tileLevels);
      const count = 2 ** (level - at * tileLevels);
      const number = Math.floor((index * count) / tileWidth);
      const first = index * count - number * tileWidth;
      const width = widthIn(size, at, number);
      if (first + count > width) throw new Error(`A tree of ${size} leaves has no such node.`);
      const tile: Tile = { level: at, index: number, width };
      const path = tilePath(tile);
      if (!tiles.has(path)) tiles.set(path, read(tile));
      const bytes = await tiles.get(path)!;
      if (bytes.length !== width * hashLength) throw new Error(`${path} has ${bytes.length} bytes.`);
      return tileRoot(hash, bytes.subarray(first * hashLength, (first + count) * hashLength));
    }
  };
}

/** Entries as a bundle: each after its length, 16 bits, the high byte first. */
export function packEntries(entries: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length > 0xffff) throw new Error(`An entry of ${entry.length} bytes does not fit into a bundle.`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry];
    }),
  );
}

/** @throws where the bytes do not end with an entry */
export function unpackEntries(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length; ) {
    const from = at + 2;
    const end = from + ((bundle[at]! << 8) | (bundle[at + 1] ?? 0));
    if (from > bundle.length || end > bundle.length) throw new Error('The bundle ends within an entry.');
    entries.push(bundle.subarray(from, end));
    at = end;
  }
  return entries;
}

export interface TileStore {
  read(path: string): Promise<Uint8Array>;
  /** Durable when it resolves. */
  write(path: string, bytes: Uint8Array): Promise<void>;
}

/**
 * Writes what a tree that grew from `old` to `size` leaves has anew: bundles, then tiles from the bottom up. The tiles of `old` must be
 * there. May be done again after it was cut off. `entries` answers those of a half-open range.
 */
export async function writeTiles(
  hash: Sha256,
  { old, size }: { old: number; size: number },
  entries: (low: number, high: number) => Promise<readonly Uint8Array[]>,
  store: TileStore,
): Promise<void> {
  for (const tile of newTiles(old, size)) {
    const first = tile.index * tileWidth;
    if (tile.level === 0) {
      const own = await entries(first, first + tile.width);
      if (own.length !== tile.width) throw new Error(`There are ${own.length} entries from ${first}, not ${tile.width}.`);
      await store.write(bundlePath(tile), packEntries(own));
      await store.write(tilePath(tile), concat(...own.map((entry) => leafHash(hash, entry))));
      continue;
    }
    const known = widthIn(old, tile.level, tile.index);
    const hashes = known > 0 ? [await store.read(tilePath({ ...tile, width: known }))] : [];
    for (let i = known; i < tile.width; i++)
      hashes.push(tileRoot(hash, await store.read(tilePath({ level: tile.level - 1, index: first + i, width: tileWidth }))));
    await store.write(tilePath(tile), concat(...hashes));
  }
}
