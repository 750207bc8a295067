import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readFromArchive, sharedData } from '@rapport/dev/shared-data';
import { expect, test } from 'vitest';
import { fromBase64, provesConsistency, provesInclusion, sha256 } from './index.ts';

interface Case {
  leafIdx?: number;
  treeSize?: number;
  leafHash?: string;
  root?: string;
  size1?: number;
  size2?: number;
  root1?: string;
  root2?: string;
  proof: string[] | null;
  desc: string;
  wantErr: boolean;
}

const bytes = (text: string | undefined): Uint8Array => fromBase64(text ?? '') ?? new Uint8Array(0);

function holds(one: Case): boolean {
  const proof = (one.proof ?? []).map(bytes);
  if (one.treeSize === undefined)
    return provesConsistency(sha256, {
      first: one.size1!,
      second: one.size2!,
      firstRoot: bytes(one.root1),
      secondRoot: bytes(one.root2),
      proof,
    });
  const { leafIdx, treeSize } = one;
  return provesInclusion(sha256, { index: leafIdx!, size: treeSize, leaf: bytes(one.leafHash), root: bytes(one.root), proof });
}

const shared = sharedData('proofs of RFC 6962 as others judge them');

test.skipIf(!shared)('LG2 proofs that others published are judged as they judge them', () => {
  const archive = join(shared!, 'proto/merkle-rfc6962.tar.xz');
  const names = execFileSync('tar', ['-tJf', archive], { encoding: 'utf8' }).split('\n');
  const cases = names.filter((name) => name.endsWith('.json'));
  expect(cases.length).toBeGreaterThan(50);
  const wrong = cases.filter((name) => {
    const one = JSON.parse(readFromArchive(archive, name).toString()) as Case;
    return holds(one) === one.wantErr;
  });
  expect(wrong).toEqual([]);
});
