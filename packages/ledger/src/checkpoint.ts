import { base64, fromBase64, wholeNumber } from './bytes.ts';
import { hashLength } from './sha256.ts';

/** What a log says of itself (C2SP tlog-checkpoint), the text of a signed note. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
}

export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${base64(root)}\n`;

/**
 * Lines after the third are not ours: no log of a house has any, and nobody could audit them.
 * @throws where the text is none
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, sizeText, rootText, rest, ...more] = text.split('\n');
  const size = wholeNumber(sizeText ?? '');
  const root = fromBase64(rootText ?? '');
  if (!origin || size === undefined || root?.length !== hashLength || rest !== '' || more.length > 0)
    throw new Error('This is no checkpoint of a log.');
  return { origin, size, root };
}
