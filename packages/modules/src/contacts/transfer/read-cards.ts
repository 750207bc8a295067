import type { CardFile, Own } from './card.ts';
import { decodeText } from './decode.ts';
import { readCsv } from './read-csv.ts';
import { readVcards } from './read-vcards.ts';

/**
 * What a file says of contacts: vCards, or else a table.
 * @throws CardFileError where it cannot be read at all
 */
export function readCards(bytes: Uint8Array, own: Own): CardFile {
  const text = decodeText(bytes);
  return /^\ufeff?\s*BEGIN:VCARD/i.test(text) ? readVcards(text, own) : readCsv(text, own);
}
