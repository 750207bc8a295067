import type { Hints } from '../bus.ts';
import { bytesOfFrame, isTextFrame, type LiveFrame } from '../gateway/frame.ts';

/** Subjects that other nodes are told of, in the order of their numbers on the wire: append only. */
const sent = ['stream', 'user', 'lossy', 'revoked', 'changed', 'presence'] as const;
export type SentSubject = (typeof sent)[number];
export type SentHint = { [S in SentSubject]: { subject: S; hint: Hints[S] } }[SentSubject];

/** One message between nodes: all hints of one turn of the event loop. */
export interface Batch {
  /** The node that speaks, a UUID. */
  node: string;
  /** Counts the messages of this node, so that a hearer knows when one was lost. */
  number: number;
  /** The node says goodbye. */
  farewell: boolean;
  hints: SentHint[];
}

/**
 * A message is `R`, version, flags, node (16 bytes), number (6 bytes), and then hints: subject (1), length of head (4), head (JSON
 * without frames), count of frames (2), and each frame as length (4) and the bytes that sockets are written.
 */
const headLength = 25;
const magic = 0x52;
const version = 1;
const mostFrames = 0xffff;

type Head = Record<string, unknown>;

/** The part of a hint that is written as JSON; its frames go beside it as they are. */
function headOf({ subject, hint }: SentHint): unknown {
  if (subject === 'stream')
    return { stream: hint.stream, kind: hint.kind, first: hint.first, last: hint.last, trace: hint.trace };
  if (subject === 'user') return { user: hint.user };
  if (subject === 'lossy') return { conversation: hint.conversation, except: hint.except };
  return hint;
}

function framesOf({ subject, hint }: SentHint): readonly LiveFrame[] {
  if (subject === 'stream') return hint.frames;
  return subject === 'user' || subject === 'lossy' ? [hint.frame] : [];
}

export const isSent = (subject: string): subject is SentSubject => (sent as readonly string[]).includes(subject);

/** The bytes of one hint, in parts. */
export function encodeHint(hint: SentHint): Buffer[] {
  const frames = framesOf(hint);
  const head = Buffer.from(JSON.stringify(headOf(hint)));
  const before = Buffer.allocUnsafe(5);
  before[0] = sent.indexOf(hint.subject);
  before.writeUInt32BE(head.length, 1);
  const count = Buffer.allocUnsafe(2);
  count.writeUInt16BE(Math.min(frames.length, mostFrames));
  const parts: Buffer[] = [before, head, count];
  for (const frame of frames.slice(0, mostFrames)) {
    const bytes = bytesOfFrame(frame);
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  }
  return parts;
}

export const lengthOf = (parts: readonly Buffer[]): number => parts.reduce((sum, part) => sum + part.length, 0);

/** Joins encoded hints to one message. `node` is 16 bytes. */
export function encodeBatch(node: Buffer, number: number, farewell: boolean, parts: readonly Buffer[]): Buffer {
  const head = Buffer.allocUnsafe(headLength);
  head[0] = magic;
  head[1] = version;
  head[2] = farewell ? 1 : 0;
  node.copy(head, 3);
  head.writeUIntBE(number, 19, 6);
  return Buffer.concat([head, ...parts]);
}

export const nodeBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');
const nodeName = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

/** Reads a message; throws when it is not one of ours. Frames are parts of `bytes`, not copies. */
export function decodeBatch(bytes: Buffer): Batch {
  if (bytes.length < headLength || bytes[0] !== magic || bytes[1] !== version) throw new Error('not a message between nodes');
  const hints: SentHint[] = [];
  let at = headLength;
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('a message between nodes is cut off');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const subject = sent[take(1)[0]!];
    const head: unknown = JSON.parse(take(take(4).readUInt32BE()).toString('utf8'));
    const frames: Buffer[] = [];
    for (let count = take(2).readUInt16BE(); count > 0; count--) frames.push(take(take(4).readUInt32BE()));
    const hint = subject && typeof head === 'object' && head ? readers[subject](head as Head, frames) : undefined;
    if (!hint || !frames.every(isTextFrame)) throw new Error('a hint of another node has no known shape');
    hints.push({ subject, hint } as SentHint);
  }
  return {
    node: nodeName(bytes.toString('hex', 3, 19)),
    number: bytes.readUIntBE(19, 6),
    farewell: bytes[2] === 1,
    hints,
  };
}

const text = (value: unknown): value is string => typeof value === 'string';
const count = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const state = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(text);

/** Checks a hint's shape; undefined when it has another. */
const readers: { [S in SentSubject]: (head: Head, frames: Buffer[]) => Hints[S] | undefined } = {
  stream: ({ stream, kind, first, last, trace }, frames) =>
    text(stream) && text(kind) && count(first) && count(last)
      ? { stream, kind, first, last, frames, ...(text(trace) ? { trace } : {}) }
      : undefined,
  user: ({ user }, [frame]) => (text(user) && frame ? { user, frame } : undefined),
  lossy: ({ conversation, except }, [frame]) =>
    text(conversation) && frame ? { conversation, frame, ...(text(except) ? { except } : {}) } : undefined,
  revoked: ({ user, sessions }) =>
    text(user) && (sessions === 'all' || (Array.isArray(sessions) && sessions.every(text))) ? { user, sessions } : undefined,
  changed: ({ what, id }) => (text(what) && text(id) ? { what, id } : undefined),
  presence: ({ node, states, whole, ask }) =>
    text(node) && Array.isArray(states) && states.every(state) && typeof whole === 'boolean' && typeof ask === 'boolean'
      ? { node, states: states as [string, string][], whole, ask }
      : undefined,
};
