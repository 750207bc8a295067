import { CardFileError, most } from './card.ts';

/** Text as address books and spreadsheets save it: UTF-8, UTF-16 with a mark, or what Windows writes in China. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length > most.bytes) throw new CardFileError('too-many', 'The file is too large.');
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) throw new CardFileError('unreadable', 'The file is no text.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
