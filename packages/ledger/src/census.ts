import { base64, fromBase64, textOf, utf8, wholeNumber } from './bytes.ts';
import { hashLength, type Sha256 } from './sha256.ts';
import { emptyTree, grow, leafHash, rootOf } from './tree.ts';

/** How far a stream went when a census was taken. */
export interface CensusLine {
  /** Tag of the stream. */
  stream: string;
  seq: number;
  /** Leaf hash of its last event. */
  last: Uint8Array;
}

export const formatCensusLine = ({ stream, seq, last }: CensusLine): Uint8Array => utf8(`${stream} ${seq} ${base64(last)}\n`);

/** Bounds what may be left out at the end of a stream: all streams of the log's first `size` leaves, and how far each went. */
export interface Census {
  size: number;
  streams: number;
  /** Root of the RFC 6962 tree over the lines, in the order of their tags. */
  root: Uint8Array;
}

const version = 'rapport-census/v1';

export function takeCensus(hash: Sha256, size: number, lines: readonly CensusLine[]): Census {
  const sorted = [...lines].sort((one, other) => (one.stream < other.stream ? -1 : 1));
  const leaves = sorted.map((line) => leafHash(hash, formatCensusLine(line)));
  return { size, streams: lines.length, root: rootOf(hash, grow(hash, emptyTree, leaves)) };
}

export const formatCensus = ({ size, streams, root }: Census): Uint8Array =>
  utf8(`${version}\n${size}\n${streams}\n${base64(root)}\n`);

/** @throws where the bytes are none */
export function parseCensus(bytes: Uint8Array): Census {
  const [first, sizeText = '', streamsText = '', rootText = '', rest, ...more] = textOf(bytes).split('\n');
  const size = wholeNumber(sizeText);
  const streams = wholeNumber(streamsText);
  const root = fromBase64(rootText);
  if (first !== version || size === undefined || streams === undefined || root?.length !== hashLength)
    throw new Error('This is no census.');
  if (rest !== '' || more.length > 0) throw new Error('This is no census.');
  return { size, streams, root };
}
