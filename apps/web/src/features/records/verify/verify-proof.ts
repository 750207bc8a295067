import type { Form, RecordProof } from '@rapport/contract';
import {
  type Checkpoint,
  canonicalJson,
  commitTo,
  fromBase64,
  hex,
  type Json,
  leafHash,
  NoteError,
  openNote,
  parseCheckpoint,
  parseLeaf,
  parseNote,
  parseParts,
  provesInclusion,
  same,
  sha256,
  textOf,
  utf8,
  verifierOf,
} from '@rapport/ledger';

export type StepName = 'leaf' | 'parts' | 'contents' | 'shown' | 'path' | 'signature' | 'erasure' | 'redaction';
export interface Step {
  name: StepName;
  /** `unknown`: this browser cannot tell. */
  result: 'right' | 'wrong' | 'unknown';
  /** A hash or a name, as it was reckoned. */
  detail?: string;
}

/** A part whose bytes are not in the proof: what a downloaded file must be. */
export interface FilePart {
  name: string;
  salt: string;
  commit: Uint8Array;
}

export interface Verdict {
  steps: Step[];
  /** Parts of which the proof shows the commitment alone. */
  closed: string[];
  /** Parts of which the ledger says that they were taken out. */
  redacted: string[];
  files: FilePart[];
  /** Place in its log, and how many leaves the signed log has. */
  index: number;
  size: number;
  /** Its words were destroyed: there is nothing to compare. */
  erased: boolean;
}

/** What the page shows, to be held against what was proved. */
export interface ShownRecord {
  conversation: string;
  ev: number;
  text?: string;
  form?: Form;
}

type Proved = Extract<RecordProof, { state: 'recorded' | 'differs' }>;
type Erased = Extract<RecordProof, { state: 'erased' }>;
type Standing = Erased['erasure'];
type Redaction = NonNullable<Proved['redactions']>[number];

const bytesOfHex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** What throws has not proved anything. */
function attempt(name: StepName, work: () => { right: boolean; detail?: string }): Step {
  try {
    const { right, ...more } = work();
    return { name, result: right ? 'right' : 'wrong', ...more };
  } catch {
    return { name, result: 'wrong' };
  }
}

const parsed = (content: string | undefined): Record<string, unknown> => JSON.parse(content ?? '{}') as Record<string, unknown>;
const spelt = (value: unknown): string => textOf(canonicalJson(value as Json));

/** Whether the words on the page are the proved ones, part by part. */
function isShown(
  contents: ReadonlyMap<string, string>,
  redacted: ReadonlySet<string>,
  { conversation, ev, text, form }: ShownRecord,
): boolean {
  const meta = parsed(contents.get('meta'));
  if (meta.stream !== conversation || meta.ev !== ev) return false;
  const said = redacted.has('body') ? '' : parsed(contents.get('body')).text;
  if (text !== undefined && said !== text) return false;
  if (!form) return true;
  const { values, ...envelope } = form as Form & Record<string, unknown>;
  if (!Object.entries(values).every(([name, value]) => contents.get(`field:${name}`) === spelt(value))) return false;
  const rest = parsed(contents.get('form'));
  return Object.entries(envelope).every(([name, value]) => {
    if (redacted.has(`form:${name}`)) return true;
    const own = contents.get(`form:${name}`);
    return (own ?? spelt(rest[name])) === spelt(value);
  });
}

async function signed(note: string, key: string): Promise<Step> {
  try {
    const verifier = verifierOf(sha256, key);
    const { text } = await openNote(note, [verifier]);
    return {
      name: 'signature',
      result: parseCheckpoint(text).origin === verifier.name ? 'right' : 'wrong',
      detail: verifier.name,
    };
  } catch (error) {
    // Only a note that was read and found wrong is wrong: a browser without Ed25519, or a page that was not served securely, cannot tell.
    return { name: 'signature', result: error instanceof NoteError ? 'wrong' : 'unknown' };
  }
}

const checkpointOf = (note: string): Checkpoint => parseCheckpoint(parseNote(note).text);

/** The way from a leaf to the root that was signed. */
function wayOf({ leaf, proof, index, checkpoint }: Standing): Step {
  return attempt('path', () => {
    const { root, size } = checkpointOf(checkpoint);
    const way = proof.map((one) => fromBase64(one) ?? new Uint8Array());
    const hash = leafHash(sha256, utf8(leaf));
    return { right: provesInclusion(sha256, { index, size, leaf: hash, root, proof: way }), detail: hex(root) };
  });
}

const leafStep = ({ leaf }: Standing): Step =>
  attempt('leaf', () => ({ right: parseLeaf(utf8(leaf)).type !== '', detail: hex(leafHash(sha256, utf8(leaf))) }));

const placeOf = ({ epoch, index }: { epoch: number; index: number }): string => `${epoch}/${index}`;
const targetOf = ({ epoch, leaf }: Standing): string | undefined => {
  const { target } = parseLeaf(utf8(leaf));
  return target ? placeOf({ epoch: target.epoch ?? epoch, index: target.index }) : undefined;
};

/**
 * Whether an erasure is about a record of the same conversation: it names the first version, and the record is that, or leads to it by what each later version
 * replaces. `unknown`: a leaf in between is not in the proof, or does not stand in the signed tree.
 */
function aboutOf(proof: Standing, erasure: Standing, between: readonly Standing[]): Step['result'] {
  const [leaf, end] = [parseLeaf(utf8(proof.leaf)), parseLeaf(utf8(erasure.leaf))];
  const gone = targetOf(erasure);
  if (end.type !== 'message.erased' || end.stream !== leaf.stream || end.seq <= leaf.seq || gone === undefined) return 'wrong';
  if (gone === placeOf(proof)) return 'right';
  const steps = new Map(between.map((one) => [placeOf(one), one]));
  let at = targetOf(proof);
  while (at !== undefined && at !== gone) {
    const next = steps.get(at);
    if (!next) return 'unknown';
    steps.delete(at);
    at = targetOf(next);
  }
  return at === undefined ? 'wrong' : 'right';
}

/** Those of some leaves that stand in a tree that is signed. */
async function standingAmong(all: readonly Standing[]): Promise<Standing[]> {
  const found: Standing[] = [];
  for (const one of all)
    if (wayOf(one).result === 'right' && (await signed(one.checkpoint, one.key)).result !== 'wrong') found.push(one);
  return found;
}

function erasureStep(proof: Standing, erasure: Standing, between: readonly Standing[], signature: Step): Step {
  try {
    const result = wayOf(erasure).result !== 'right' || signature.result === 'wrong' ? 'wrong' : aboutOf(proof, erasure, between);
    return { name: 'erasure', result, detail: hex(leafHash(sha256, utf8(erasure.leaf))) };
  } catch {
    return { name: 'erasure', result: 'wrong' };
  }
}

/** Of an erased record: its leaf, which has the number that was asked for, and that of the event that took its words away. */
async function verifyErased({ erasure, between = [], ...proof }: Erased, { ev }: ShownRecord): Promise<Verdict> {
  const signature = await signed(erasure.checkpoint, erasure.key);
  const own = attempt('leaf', () => ({
    right: parseLeaf(utf8(proof.leaf)).seq === ev,
    detail: hex(leafHash(sha256, utf8(proof.leaf))),
  }));
  const steps = [
    own,
    wayOf(proof),
    erasureStep(proof, erasure, await standingAmong(between), signature),
    await signed(proof.checkpoint, proof.key),
  ];
  return {
    steps,
    closed: [],
    redacted: [],
    files: [],
    index: proof.index,
    size: checkpointOf(proof.checkpoint).size,
    erased: true,
  };
}

interface Taken {
  step: Step | undefined;
  parts: ReadonlySet<string>;
}

/** What one event says was taken out of a record, where all of it is proved: leaf, parts, place, and that it came later in the same conversation. */
function namedBy(redaction: Redaction, record: { stream: string; seq: number }): string[] | undefined {
  const leaf = parseLeaf(utf8(redaction.leaf));
  if (leaf.type !== 'record.redacted' || leaf.stream !== record.stream || leaf.seq <= record.seq) return undefined;
  if (wayOf(redaction).result !== 'right' || !same(sha256(utf8(redaction.manifest)), leaf.parts)) return undefined;
  const said = redaction.parts.find(({ name }) => name === 'redaction');
  const commit = parseParts(utf8(redaction.manifest)).find(({ name }) => name === 'redaction')?.commit;
  if (said?.content === undefined || !commit) return undefined;
  if (!same(commitTo(sha256, bytesOfHex(said.salt), sha256(utf8(said.content))), commit)) return undefined;
  const { records } = parsed(said.content) as { records?: { ev: number; parts: string[] }[] };
  return records?.flatMap(({ ev, parts }) => (ev === record.seq ? parts : []));
}

/** Parts that the ledger says were taken out of a record. */
async function takenOut({ redactions = [], leaf }: Proved): Promise<Taken> {
  const parts = new Set<string>();
  if (redactions.length === 0) return { step: undefined, parts };
  let result: Step['result'] = 'right';
  for (const one of redactions) {
    const signature = await signed(one.checkpoint, one.key);
    const { result: named } = attempt('redaction', () => {
      const names = namedBy(one, parseLeaf(utf8(leaf)));
      for (const name of names ?? []) parts.add(name);
      return { right: names !== undefined && names.length > 0 };
    });
    if (named === 'wrong' || signature.result === 'wrong') result = 'wrong';
  }
  if (result === 'wrong') parts.clear();
  return { step: { name: 'redaction', result, detail: hex(leafHash(sha256, utf8(redactions.at(-1)!.leaf))) }, parts };
}

/**
 * Reckons in this browser whether a record stands in the ledger (docs/records.md): hash of the leaf, root of its parts, commitments of what is
 * shown, the way to the root, the signature. Nothing the house says of itself is believed but its key.
 */
export async function verifyProof(proof: Proved | Erased, shown: ShownRecord): Promise<Verdict> {
  if (proof.state === 'erased') return verifyErased(proof, shown);
  const contents = new Map(proof.parts.flatMap(({ name, content }) => (content === undefined ? [] : [[name, content] as const])));
  const salts = new Map(proof.parts.map(({ name, salt }) => [name, salt]));
  const commits = new Map(parseParts(utf8(proof.manifest)).map(({ name, commit }) => [name, commit]));
  const taken = await takenOut(proof);
  const steps: Step[] = [
    leafStep(proof),
    attempt('parts', () => {
      const root = sha256(utf8(proof.manifest));
      return { right: same(root, parseLeaf(utf8(proof.leaf)).parts), detail: hex(root) };
    }),
    attempt('contents', () => ({
      right: [...contents].every(([name, content]) => {
        const commit = commits.get(name);
        return commit !== undefined && same(commitTo(sha256, bytesOfHex(salts.get(name)!), sha256(utf8(content))), commit);
      }),
    })),
    attempt('shown', () => ({ right: isShown(contents, taken.parts, shown) })),
    wayOf(proof),
    await signed(proof.checkpoint, proof.key),
    ...(taken.step ? [taken.step] : []),
  ];
  const unshown = [...commits].filter(([name]) => !contents.has(name));
  return {
    steps,
    closed: unshown.flatMap(([name]) => (salts.has(name) || taken.parts.has(name) ? [] : [name])),
    redacted: unshown.flatMap(([name]) => (!salts.has(name) && taken.parts.has(name) ? [name] : [])),
    files: unshown.flatMap(([name, commit]) => {
      const salt = salts.get(name);
      return salt === undefined ? [] : [{ name, salt, commit }];
    }),
    index: proof.index,
    size: checkpointOf(proof.checkpoint).size,
    erased: false,
  };
}

/** Whether these bytes are those of the file that was recorded. */
export const isThatFile = (bytes: Uint8Array, { salt, commit }: FilePart): boolean =>
  same(commitTo(sha256, bytesOfHex(salt), sha256(bytes)), commit);
