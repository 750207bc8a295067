import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { RecordProof } from '@rapport/contract';
import {
  base64,
  canonicalJson,
  formatCheckpoint,
  formatKey,
  formatLeaf,
  formatParts,
  hex,
  keyId,
  type Leaf,
  leafHash,
  nodeHash,
  partMaker,
  partSalt,
  partsRoot,
  sha256,
  signNote,
  textOf,
  utf8,
} from '@rapport/ledger';
import { expect, test } from 'vitest';
import { type Verdict, verifyProof } from './verify-proof.ts';

const origin = 'records.example/log';
const { privateKey } = generateKeyPairSync('ed25519');
const pem = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }) as string);
const raw = new Uint8Array(Buffer.from(createPublicKey(pem).export({ format: 'jwk' }).x!, 'base64url'));
const key = formatKey(sha256, origin, raw);
const signer = { name: origin, id: keyId(sha256, origin, 1, raw), sign: (text: Uint8Array) => sign(null, text, pem) };

const recordKey = new Uint8Array(32).fill(7);
const conversation = 'c';
const parts = [
  ['body', { text: 'words' }],
  ['meta', { at: 1, ev: 1, stream: conversation, type: 'message.sent' }],
] as const;
const contents = parts.map(([name, said]) => [name, canonicalJson(said)] as const);
const made = contents.map(([name, content]) => partMaker(sha256, recordKey)(name, sha256(content)));
const [ours, theirs] = ['0123456789abcdef', 'fedcba9876543210'];

const leafOf = (rest: Partial<Leaf>): string =>
  textOf(
    formatLeaf({
      type: 'message.sent',
      recordId: '0'.repeat(32),
      at: 1,
      stream: ours,
      seq: 1,
      previous: rest.seq === undefined || rest.seq === 1 ? null : new Uint8Array(32),
      target: null,
      parts: partsRoot(sha256, made),
      ...rest,
    }),
  );

const noteOf = (root: Uint8Array): Promise<string> => signNote(formatCheckpoint({ origin, size: 4, root }), [signer]);

/** A signed log of four leaves, and where each stands in it. */
async function logOf(leaves: readonly [string, string, string, string]) {
  const hashes = leaves.map((leaf) => leafHash(sha256, utf8(leaf)));
  const pairs = [nodeHash(sha256, hashes[0]!, hashes[1]!), nodeHash(sha256, hashes[2]!, hashes[3]!)];
  const root = nodeHash(sha256, pairs[0]!, pairs[1]!);
  const checkpoint = await noteOf(root);
  return (index: 0 | 1 | 2 | 3) => ({
    epoch: 1,
    index,
    leaf: leaves[index],
    proof: [hashes[index ^ 1]!, pairs[index < 2 ? 1 : 0]!].map(base64),
    checkpoint,
    key,
  });
}

const sent = leafOf({});
const edited = leafOf({ type: 'message.edited', seq: 2, target: { index: 0 } });
const again = leafOf({ type: 'message.edited', seq: 3, target: { index: 1 } });
const erased = (rest: Partial<Leaf> = {}) => leafOf({ type: 'message.erased', seq: 4, target: { index: 0 }, ...rest });

const resultOf = ({ steps }: Verdict, name: string) => steps.find((step) => step.name === name)?.result;

async function ofErased(erasure: string, index: 0 | 1 | 2 = 0, ev = index + 1) {
  const at = await logOf([sent, edited, again, erasure]);
  return verifyProof({ state: 'erased', ...at(index), erasure: at(3) } as Extract<RecordProof, { state: 'erased' }>, {
    conversation,
    ev,
  });
}

test('an erasure is about the record it names, and about the version that replaces that', async () => {
  for (const index of [0, 1] as const) {
    const verdict = await ofErased(erased(), index);
    expect([resultOf(verdict, 'leaf'), resultOf(verdict, 'path'), resultOf(verdict, 'erasure')]).toEqual([
      'right',
      'right',
      'right',
    ]);
  }
});

test('a later version leads to the first by the leaves in between, if they stand in the signed tree', async () => {
  const at = await logOf([sent, edited, again, erased()]);
  const proof = { state: 'erased', ...at(2), erasure: at(3) } as Extract<RecordProof, { state: 'erased' }>;
  const shown = { conversation, ev: 3 };
  expect(resultOf(await verifyProof({ ...proof, between: [at(1)] }, shown), 'erasure')).toBe('right');
  const forged = { ...at(1), leaf: leafOf({ type: 'message.edited', seq: 2, target: { index: 0 }, at: 9 }) };
  expect(resultOf(await verifyProof({ ...proof, between: [forged] }, shown), 'erasure')).toBe('unknown');
  const circle = { ...at(1), leaf: leafOf({ type: 'message.edited', seq: 2, target: { index: 1 } }) };
  expect(resultOf(await verifyProof({ ...proof, between: [circle] }, shown), 'erasure')).toBe('unknown');
});

test('of a version whose way to the first is not in the proof nothing is claimed', async () => {
  expect(resultOf(await ofErased(erased(), 2), 'erasure')).toBe('unknown');
});

test('an erasure of something else excuses nothing', async () => {
  for (const other of [
    erased({ stream: theirs }),
    erased({ target: { index: 2 } }),
    erased({ target: { epoch: 2, index: 0 } }),
    erased({ target: null }),
  ])
    expect(resultOf(await ofErased(other), 'erasure')).toBe('wrong');
  expect(resultOf(await ofErased(erased({ type: 'message.recalled' })), 'erasure')).toBe('wrong');
  expect(resultOf(await ofErased(erased(), 0, 9), 'leaf')).toBe('wrong');
});

const at = await logOf([sent, edited, again, erased()]);
const shown = { conversation, ev: 1, text: 'words' };
const proved = () =>
  ({
    state: 'recorded',
    ...at(0),
    manifest: textOf(formatParts(made)),
    parts: contents.map(([name, content]) => ({
      name,
      salt: hex(partSalt(sha256, recordKey, name)),
      content: textOf(content),
    })),
  }) as Extract<RecordProof, { state: 'recorded' }>;

test('what was recorded is proved; another salt and another root prove nothing', async () => {
  const fine = await verifyProof(proved(), shown);
  expect(fine.steps.filter(({ result }) => result === 'wrong')).toEqual([]);
  const salted = proved();
  salted.parts[0]!.salt = 'ab'.repeat(32);
  expect(resultOf(await verifyProof(salted, shown), 'contents')).toBe('wrong');
  const rooted = { ...proved(), checkpoint: await noteOf(new Uint8Array(32)) };
  expect(resultOf(await verifyProof(rooted, shown), 'path')).toBe('wrong');
  const forged = proved();
  forged.checkpoint = forged.checkpoint.replace(/^[A-Za-z0-9+/]{43}=$/m, base64(new Uint8Array(32)));
  expect(resultOf(await verifyProof(forged, shown), 'signature')).toBe('wrong');
});

const redactionKey = new Uint8Array(32).fill(9);
const saidOf = (records: unknown) => canonicalJson({ records } as never);

/** A record whose words were taken out, and the event that says so. */
async function redactedProof(records: unknown, rest: Partial<Leaf> = {}) {
  const said = saidOf(records);
  const parts = [partMaker(sha256, redactionKey)('redaction', sha256(said))];
  const by = leafOf({ type: 'record.redacted', seq: 4, target: { index: 0 }, parts: partsRoot(sha256, parts), ...rest });
  const place = await logOf([sent, edited, again, by]);
  const whole = proved();
  return {
    ...whole,
    ...place(0),
    parts: whole.parts.filter(({ name }) => name !== 'body'),
    redactions: [
      {
        ...place(3),
        manifest: textOf(formatParts(parts)),
        parts: [{ name: 'redaction', salt: hex(partSalt(sha256, redactionKey, 'redaction')), content: textOf(said) }],
      },
    ],
  } as Extract<RecordProof, { state: 'recorded' }>;
}

test('words that were taken out are told as such where an event of the ledger names them, and the rest is proved', async () => {
  const wordless = { conversation, ev: 1, text: '' };
  const verdict = await verifyProof(await redactedProof([{ ev: 1, parts: ['body'] }]), wordless);
  expect(verdict.steps.map(({ result }) => result)).toEqual(verdict.steps.map(() => 'right'));
  expect(verdict).toMatchObject({ redacted: ['body'], closed: [] });
  // Words on the page are none of the record's any more.
  expect(
    resultOf(await verifyProof(await redactedProof([{ ev: 1, parts: ['body'] }]), { ...wordless, text: 'words' }), 'shown'),
  ).toBe('wrong');
  const { redactions: _, ...silent } = await redactedProof([{ ev: 1, parts: ['body'] }]);
  expect(await verifyProof(silent, { conversation, ev: 1 })).toMatchObject({ redacted: [], closed: ['body'] });
});

test('an event that names another record, another part, or is none of this conversation takes nothing out', async () => {
  const wordless = { conversation, ev: 1 };
  for (const proof of [
    await redactedProof([{ ev: 2, parts: ['body'] }]),
    await redactedProof([{ ev: 1, parts: ['body'] }], { stream: theirs }),
    await redactedProof([{ ev: 1, parts: ['body'] }], { type: 'message.edited' }),
  ]) {
    const verdict = await verifyProof(proof, wordless);
    expect([resultOf(verdict, 'redaction'), verdict.redacted]).toEqual(['wrong', []]);
  }
  const other = await verifyProof(await redactedProof([{ ev: 1, parts: ['file:1'] }]), wordless);
  expect(other).toMatchObject({ redacted: [], closed: ['body'] });
  const changed = await redactedProof([{ ev: 1, parts: ['file:1'] }]);
  changed.redactions![0]!.parts[0]!.content = textOf(saidOf([{ ev: 1, parts: ['body'] }]));
  expect(resultOf(await verifyProof(changed, wordless), 'redaction')).toBe('wrong');
});
