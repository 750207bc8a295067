import {
  hashLength,
  nodesFromTiles,
  rootAt,
  type Sha256,
  same,
  type Tile,
  tilePath,
  tileRoot,
  tileWidth,
  widthIn,
} from '@rapport/ledger';

/** A tile that is not there, or is not that of the tree. */
export class TileError extends Error {
  override name = 'TileError';
  readonly path: string;
  readonly trouble: 'missing' | 'differs';

  constructor(path: string, trouble: 'missing' | 'differs') {
    super(`${path}: ${trouble}`);
    this.path = path;
    this.trouble = trouble;
  }
}

/** Tiles of the lowest level that are held: 64 MiB. */
const mostHeld = 8_192;

/** Answers the hashes of a tree from its tiles, each bound to the root before it is believed. */
export class LogTree {
  private readonly hash: Sha256;
  private readonly size: number;
  private readonly root: Uint8Array;
  private readonly read: (path: string) => Promise<Uint8Array | undefined>;
  private readonly low = new Map<number, Uint8Array | TileError>();
  private readonly high = new Map<string, Promise<Uint8Array>>();
  private edge: Promise<void> | undefined;

  constructor(hash: Sha256, tree: { size: number; root: Uint8Array }, read: (path: string) => Promise<Uint8Array | undefined>) {
    this.hash = hash;
    this.size = tree.size;
    this.root = tree.root;
    this.read = read;
  }

  /** Whether the tile of a leaf was loaded, or found to be wrong. */
  holds(index: number): boolean {
    return this.low.has(Math.floor(index / tileWidth));
  }

  /** Reads the tile of a leaf and binds it to the root. */
  async load(index: number): Promise<void> {
    if (this.holds(index)) return;
    const number = Math.floor(index / tileWidth);
    const tile = await this.lowTile(number);
    if (this.low.size >= mostHeld) this.low.delete(this.low.keys().next().value!);
    this.low.set(number, tile);
  }

  /** Hash of a leaf whose tile is held, as the tree has it. @throws TileError */
  leafAt(index: number): Uint8Array {
    const tile = this.low.get(Math.floor(index / tileWidth));
    if (!tile) throw new Error('The tile was not loaded.');
    if (tile instanceof TileError) throw tile;
    const at = (index % tileWidth) * hashLength;
    return tile.subarray(at, at + hashLength);
  }

  /** What is wrong with a tile is remembered as well: nothing is read twice. */
  private async lowTile(number: number): Promise<Uint8Array | TileError> {
    try {
      await this.rooted();
      return await this.boundTile(0, number);
    } catch (error) {
      if (error instanceof TileError) return error;
      throw error;
    }
  }

  /** The right edge makes the root: each hash of its tiles enters it. @throws TileError */
  private rooted(): Promise<void> {
    this.edge ??= this.checkEdge();
    return this.edge;
  }

  private async checkEdge(): Promise<void> {
    const read = nodesFromTiles(this.hash, this.size, (tile) => this.bytesOf(tile));
    if (!same(await rootAt(this.hash, this.size, read), this.root)) throw new TileError('checkpoint', 'differs');
  }

  private highTile(level: number, index: number): Promise<Uint8Array> {
    const name = `${level}/${index}`;
    const known = this.high.get(name) ?? this.boundTile(level, index);
    this.high.set(name, known);
    return known;
  }

  /** A full tile is bound by its place in the tile above, a partial one by the root. */
  private async boundTile(level: number, index: number): Promise<Uint8Array> {
    const tile: Tile = { level, index, width: widthIn(this.size, level, index) };
    if (tile.width < tileWidth) {
      await this.rooted();
      return this.bytesOf(tile);
    }
    const above = await this.highTile(level + 1, Math.floor(index / tileWidth));
    const bytes = await this.bytesOf(tile);
    const at = (index % tileWidth) * hashLength;
    if (!same(tileRoot(this.hash, bytes), above.subarray(at, at + hashLength))) throw new TileError(tilePath(tile), 'differs');
    return bytes;
  }

  private async bytesOf(tile: Tile): Promise<Uint8Array> {
    const path = tilePath(tile);
    const bytes = await this.read(path);
    if (!bytes) throw new TileError(path, 'missing');
    if (bytes.length !== tile.width * hashLength) throw new TileError(path, 'differs');
    return bytes;
  }
}

/** The tiles from which the hashes of these leaves are read and bound to the root: full ones up to the edge, and the edge. */
export function tilesNeeded(size: number, lowTiles: Iterable<number>): Tile[] {
  const full = new Set<string>();
  const tiles: Tile[] = [];
  const add = (level: number, index: number): void => {
    const width = widthIn(size, level, index);
    const name = `${level}/${index}`;
    if (width === 0 || full.has(name)) return;
    full.add(name);
    tiles.push({ level, index, width });
    if (width === tileWidth) add(level + 1, Math.floor(index / tileWidth));
  };
  for (const index of lowTiles) add(0, index);
  for (let level = 0; tileWidth ** level <= size; level++) {
    const last = Math.ceil(Math.floor(size / tileWidth ** level) / tileWidth) - 1;
    if (widthIn(size, level, last) < tileWidth) add(level, last);
  }
  return tiles;
}
