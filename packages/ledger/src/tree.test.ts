import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  consistencyProof,
  emptyTree,
  fold,
  grow,
  hex,
  inclusionProof,
  packFrontier,
  provesConsistency,
  provesInclusion,
  rootAt,
  rootOf,
  sha256,
  unpackFrontier,
} from './index.ts';
import { fast, leavesOf, readFrom, truth } from './tree.test-kit.ts';

const leaves = leavesOf(70);
const read = readFrom(leaves);
const roots = Array.from({ length: 71 }, (_, size) => truth(leaves.slice(0, size)));

test('LG1 roots of our own entries ("entry 0", "entry 1" …) never change', () => {
  const known = [0, 1, 2, 3, 7, 8, 70].map(
    (size) => `${size} ${hex(rootOf(sha256, grow(sha256, emptyTree, leaves.slice(0, size))))}`,
  );
  expect(known).toMatchInlineSnapshot(`
    [
      "0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "1 773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701",
      "2 5a47662fd8a317d96049a3f9f47c55dc67ca66051baa3683dbb19b2fe09a07b0",
      "3 94fbd0dd836f50301692e6d0eade728ee19ec52bfff1606ed807c8575d5aaa19",
      "7 98c97f0ba3175cd08b031dd084b9dc4e649b64d1a28e6ea694646503173ab587",
      "8 b69732ce5c914162ca9accfaf4e95d3f9874d68805437088aaff184a4db96773",
      "70 e6e3e845c0aa23367d8fe1498ba9733b4dffa3df21362d42401dcbbfb3909c12",
    ]
  `);
});

test('LG1 a tree grown leaf by leaf has the root of RFC 6962 at every size, kept or not', () => {
  let tree = emptyTree;
  for (let size = 0; size <= 70; size++) {
    expect(rootOf(fast, tree)).toEqual(roots[size]);
    tree = unpackFrontier(tree.size, packFrontier(tree));
    if (size < 70) tree = grow(fast, tree, [leaves[size]!]);
  }
  expect(() => unpackFrontier(3, packFrontier(tree))).toThrow();
  expect(fold(fast, tree.hashes)).toEqual(roots[70]);
});

test('LG2 every leaf of every tree up to 40 is proved, and nothing else', async () => {
  for (let size = 1; size <= 40; size++) {
    for (let index = 0; index < size; index++) {
      const proof = await inclusionProof(fast, index, size, read);
      const claim = { index, size, leaf: leaves[index]!, root: roots[size]!, proof };
      expect(provesInclusion(fast, claim)).toBe(true);
      expect(provesInclusion(fast, { ...claim, leaf: leaves[index + 1]! })).toBe(false);
      expect(provesInclusion(fast, { ...claim, root: roots[size - 1]! })).toBe(false);
      expect(provesInclusion(fast, { ...claim, proof: [...proof, leaves[0]!] })).toBe(false);
      if (proof.length > 0) expect(provesInclusion(fast, { ...claim, proof: proof.slice(1) })).toBe(false);
      if (index > 0) expect(provesInclusion(fast, { ...claim, index: index - 1 })).toBe(false);
    }
  }
});

test('LG2 every pair of trees up to 40 is proved, and nothing else', async () => {
  for (let second = 1; second <= 40; second++) {
    expect(await rootAt(fast, second, read)).toEqual(roots[second]);
    for (let first = 1; first <= second; first++) {
      const proof = await consistencyProof(fast, first, second, read);
      const claim = { first, second, firstRoot: roots[first]!, secondRoot: roots[second]!, proof };
      expect(provesConsistency(fast, claim)).toBe(true);
      expect(provesConsistency(fast, { ...claim, firstRoot: roots[first - 1]! })).toBe(false);
      expect(provesConsistency(fast, { ...claim, secondRoot: roots[second + 1]! })).toBe(false);
      expect(provesConsistency(fast, { ...claim, proof: [...proof, leaves[0]!] })).toBe(false);
      if (proof.length > 0) expect(provesConsistency(fast, { ...claim, proof: proof.slice(0, -1) })).toBe(false);
    }
  }
});

test('LG2 one changed bit, a hash of another length or a size that is none makes a proof worthless', async () => {
  const proof = await inclusionProof(fast, 33, 70, read);
  const claim = { index: 33, size: 70, leaf: leaves[33]!, root: roots[70]!, proof };
  const between = await consistencyProof(fast, 33, 70, read);
  const pair = { first: 33, second: 70, firstRoot: roots[33]!, secondRoot: roots[70]!, proof: between };
  const flip = (hashes: readonly Uint8Array[], at: number, bit: number): Uint8Array[] =>
    hashes.map((one, i) =>
      i === at % hashes.length ? one.map((byte, k) => (k === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)) : one,
    );
  fc.assert(
    fc.property(fc.nat(100), fc.nat(255), (at, bit) => {
      expect(provesInclusion(fast, { ...claim, proof: flip(proof, at, bit) })).toBe(false);
      expect(provesConsistency(fast, { ...pair, proof: flip(between, at, bit) })).toBe(false);
    }),
  );
  const long = new Uint8Array(33);
  for (const broken of [
    { leaf: long },
    { root: roots[70]!.slice(0, 31) },
    { index: -1 },
    { index: 70 },
    { index: 0.5 },
    { size: 0 },
  ])
    expect(provesInclusion(fast, { ...claim, ...broken })).toBe(false);
  for (const broken of [{ firstRoot: long }, { first: 0, firstRoot: roots[0]! }, { first: 71 }, { second: 2 ** 60 }])
    expect(provesConsistency(fast, { ...pair, ...broken })).toBe(false);
  await expect(consistencyProof(fast, 0, 70, read)).rejects.toThrow();
  await expect(inclusionProof(fast, 70, 70, read)).rejects.toThrow();
});
