import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bundlePath,
  consistencyProof,
  emptyTree,
  grow,
  inclusionProof,
  leafHash,
  newTiles,
  nodesFromTiles,
  packEntries,
  parsePath,
  provesConsistency,
  provesInclusion,
  rootAt,
  rootOf,
  same,
  tilePath,
  unpackEntries,
  writeTiles,
} from './index.ts';
import { entryOf, fast, leavesOf, tilesInMemory } from './tree.test-kit.ts';

const entries = async (low: number, high: number): Promise<Uint8Array[]> =>
  Array.from({ length: high - low }, (_, i) => entryOf(low + i));

test('LG3 tiles lie at the places of C2SP tlog-tiles', () => {
  expect(tilePath({ level: 0, index: 0, width: 256 })).toBe('tile/0/000');
  expect(tilePath({ level: 1, index: 1234067, width: 256 })).toBe('tile/1/x001/x234/067');
  expect(tilePath({ level: 63, index: 1000, width: 7 })).toBe('tile/63/x001/000.p/7');
  expect(bundlePath({ index: 273, width: 112 })).toBe('tile/entries/273.p/112');
  fc.assert(
    fc.property(fc.nat(63), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
      expect(parsePath(tilePath({ level, index, width }))).toEqual({ level, index, width });
      expect(parsePath(bundlePath({ index, width }))).toEqual({ index, width });
    }),
  );
  const others = [
    'tile/00/000',
    'tile/64/000',
    'tile/0/0',
    'tile/0/x000/001',
    'tile/0/x001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
  ];
  for (const path of [...others, 'tile/0/000.p/01', 'tile/entries/../000', 'tile/0/000/', '/tile/0/000', 'tile/-1/000'])
    expect(parsePath(path), path).toBeUndefined();
});

test('LG3 a tree of 70,000 has the tiles the specification counts', () => {
  const tiles = newTiles(0, 70_000);
  const count = (level: number): number => tiles.filter((tile) => tile.level === level && tile.width === 256).length;
  expect([count(0), count(1), count(2)]).toEqual([273, 1, 0]);
  expect(tiles.filter((tile) => tile.width < 256)).toEqual([
    { level: 0, index: 273, width: 112 },
    { level: 1, index: 1, width: 17 },
    { level: 2, index: 0, width: 1 },
  ]);
  expect(newTiles(70_000, 70_000)).toEqual([]);
});

test('LG3 bundles hold entries of up to 65,535 bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (list) => {
      expect(unpackEntries(packEntries(list)).map((one) => [...one])).toEqual(list.map((one) => [...one]));
    }),
  );
  expect(unpackEntries(packEntries([new Uint8Array(0xffff)]))[0]).toHaveLength(0xffff);
  expect(() => packEntries([new Uint8Array(0x10000)])).toThrow();
  for (const cut of [[0], [0, 2, 1], [0, 1]]) expect(() => unpackEntries(Uint8Array.from(cut))).toThrow();
});

test('LG3 a tree grown in any steps, each perhaps twice, has the same tiles, and proofs come from them', async () => {
  const end = 66_400;
  const sizes = [1, 2, 255, 256, 257, 600, 65_535, 65_536, 65_537, end];
  const store = tilesInMemory();
  let old = 0;
  let tree = emptyTree;
  const roots = new Map<number, Uint8Array>();
  for (const size of sizes) {
    await writeTiles(fast, { old, size }, entries, store);
    if (size < 1_000) await writeTiles(fast, { old, size }, entries, store);
    tree = grow(
      fast,
      tree,
      (await entries(old, size)).map((entry) => leafHash(fast, entry)),
    );
    roots.set(size, rootOf(fast, tree));
    const read = nodesFromTiles(fast, size, (tile) => store.read(tilePath(tile)));
    expect(await rootAt(fast, size, read)).toEqual(roots.get(size));
    old = size;
  }
  const atOnce = tilesInMemory();
  await writeTiles(fast, { old: 0, size: end }, entries, atOnce);
  for (const [path, bytes] of atOnce.files) expect(same(bytes, await store.read(path)), path).toBe(true);

  const read = nodesFromTiles(fast, end, (tile) => atOnce.read(tilePath(tile)));
  for (const index of [0, 255, 256, 12_345, 65_535, 65_536, end - 1]) {
    const leaf = leafHash(fast, entryOf(index));
    const proof = await inclusionProof(fast, index, end, read);
    expect(provesInclusion(fast, { index, size: end, leaf, root: roots.get(end)!, proof })).toBe(true);
  }
  for (const first of sizes) {
    const proof = await consistencyProof(fast, first, end, read);
    const claim = { first, second: end, firstRoot: roots.get(first)!, secondRoot: roots.get(end)!, proof };
    expect(provesConsistency(fast, claim)).toBe(true);
  }
  await expect(inclusionProof(fast, 0, end + 1, read)).rejects.toThrow();
});

test('LG3 a tile of a wrong length is refused', async () => {
  const store = tilesInMemory();
  await writeTiles(fast, { old: 0, size: 5 }, entries, store);
  store.files.set('tile/0/000.p/5', store.files.get('tile/0/000.p/5')!.slice(0, 4 * 32));
  await expect(
    rootAt(
      fast,
      5,
      nodesFromTiles(fast, 5, (tile) => store.read(tilePath(tile))),
    ),
  ).rejects.toThrow('128 bytes');
  expect(leavesOf(1)[0]).toHaveLength(32);
});
