import { base64, fromBase64, textOf, utf8, wholeNumber } from './bytes.ts';
import { hashLength } from './sha256.ts';

/** An event of the record as the tree holds it: no content, nothing that can be guessed. */
export interface Leaf {
  /** `message.sent`. */
  type: string;
  /** 32 hexadecimal digits. */
  recordId: string;
  /** Unix ms of the server. */
  at: number;
  /** 16 hexadecimal digits; see `streamTag`. */
  stream: string;
  /** The event's own number in its stream: 1, 2, 3 … without a gap. */
  seq: number;
  /** Leaf hash of the event before it in its stream; null for the first. */
  previous: Uint8Array | null;
  /** The leaf it is about; `epoch` when that stands in an earlier log of this house. */
  target: { epoch?: number; index: number } | null;
  /** Root of its parts; see `partsRoot`. */
  parts: Uint8Array;
}

const version = 'rapport-record/v1';
const typeForm = /^[a-z][A-Za-z0-9-]*(\.[a-z][A-Za-z0-9-]*)*$/;
const longestType = 64;
const recordIdForm = /^[0-9a-f]{32}$/;

export class LeafError extends Error {
  override name = 'LeafError';
}

function targetText(target: Leaf['target']): string {
  if (!target) return '-';
  return target.epoch === undefined ? String(target.index) : `${target.epoch}/${target.index}`;
}

function leafText(leaf: Leaf): string {
  return [
    version,
    leaf.type,
    leaf.recordId,
    String(leaf.at),
    `${leaf.stream} ${leaf.seq}`,
    leaf.previous ? base64(leaf.previous) : '-',
    targetText(leaf.target),
    base64(leaf.parts),
    '',
  ].join('\n');
}

function parseTarget(text: string): Leaf['target'] | undefined {
  if (text === '-') return null;
  const slash = text.indexOf('/');
  const index = wholeNumber(text.slice(slash + 1));
  const epoch = slash < 0 ? undefined : wholeNumber(text.slice(0, slash));
  if (index === undefined || (slash >= 0 && !epoch)) return undefined;
  return epoch === undefined ? { index } : { epoch, index };
}

function hashIn(text: string): Uint8Array | undefined {
  const bytes = fromBase64(text);
  return bytes?.length === hashLength ? bytes : undefined;
}

/**
 * Takes a leaf apart. Only what `formatLeaf` writes passes: one event has one spelling.
 * @throws LeafError
 */
export function parseLeaf(entry: Uint8Array): Leaf {
  let text: string;
  try {
    text = textOf(entry);
  } catch {
    throw new LeafError('The leaf is not UTF-8.');
  }
  return parseLeafText(text);
}

/** The same of its bytes as text. Every line passes in one spelling only, so that the whole has one. @throws LeafError */
export function parseLeafText(text: string): Leaf {
  const lines = text.split('\n');
  const [first, type = '', recordId = '', atText = '', place = '', previousText = '', targetText = '', partsText = ''] = lines;
  if (first !== version) throw new LeafError('The leaf is of an unknown version.');
  if (lines.length !== 9 || lines[8] !== '') throw new LeafError('The leaf has other lines than leaves have.');
  const [, stream, seqText] = /^([0-9a-f]{16}) (\d+)$/.exec(place) ?? [];
  const at = wholeNumber(atText);
  const seq = wholeNumber(seqText ?? '');
  const previous = previousText === '-' ? null : hashIn(previousText);
  const target = parseTarget(targetText);
  const parts = hashIn(partsText);
  if (!typeForm.test(type) || type.length > longestType) throw new LeafError('The type of the leaf is damaged.');
  if (!recordIdForm.test(recordId)) throw new LeafError('The id in the leaf is damaged.');
  if (at === undefined || !stream || !seq) throw new LeafError('Time or place of the leaf is damaged.');
  if (previous === undefined || (previous === null) !== (seq === 1))
    throw new LeafError('The first of a stream has none before it; all others have.');
  if (target === undefined || !parts) throw new LeafError('Target or parts of the leaf are damaged.');
  return { type, recordId, at, stream, seq, previous, target, parts };
}

/** The root of its parts, base 64, as the text of a leaf has it, which is not looked at else: for whoever made the leaf. */
export function partsInLeaf(text: string): string {
  const end = text.length - 1;
  return text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
}

const isNumber = (number: number, least = 0): boolean => Number.isSafeInteger(number) && number >= least;
const isHash = (bytes: Uint8Array): boolean => bytes.length === hashLength;

/** Whether `parseLeaf` would answer this leaf again. */
function isLeaf({ type, recordId, at, stream, seq, previous, target, parts }: Leaf): boolean {
  if (!typeForm.test(type) || type.length > longestType || !isNumber(at) || !isNumber(seq, 1)) return false;
  if (!recordIdForm.test(recordId) || !/^[0-9a-f]{16}$/.test(stream) || !isHash(parts)) return false;
  if ((previous === null) !== (seq === 1) || (previous && !isHash(previous))) return false;
  return target === null || (isNumber(target.index) && (target.epoch === undefined || isNumber(target.epoch, 1)));
}

/** The bytes of a leaf: what is hashed, stored and handed out. @throws LeafError where it could not be read again */
export function formatLeaf(leaf: Leaf): Uint8Array {
  if (!isLeaf(leaf)) throw new LeafError('This is no leaf.');
  return utf8(leafText(leaf));
}
