import { createHash } from 'node:crypto';
import { parseAddresses } from './addresses.ts';
import { headerOf, headersOf } from './headers.ts';
import { parseMime } from './mime.ts';

/**
 * What tells a mail from all others: its Message-ID alone is anybody's to repeat, so that who wrote it, when, and its body count, too.
 * Headers that servers add on the way do not: the same mail by two ways is one. Recipients of ours that its headers do not name are
 * part of it: a blind copy to another inbox is not lost as a repetition.
 */
export function arrivalKey(raw: Uint8Array, envelope: readonly string[]): string {
  const root = parseMime(raw);
  const named = new Set(
    ['to', 'cc']
      .flatMap((name) => headersOf(root.headers, name).flatMap(parseAddresses))
      .map(({ address }) => address.toLowerCase()),
  );
  const hidden = envelope.map((address) => address.toLowerCase()).filter((address) => !named.has(address));
  const hash = createHash('sha256');
  // Without an id there is nothing by which two ways of one mail could be told: only the same bytes are the same.
  if (headerOf(root.headers, 'message-id') === undefined) hash.update(raw);
  for (const name of ['message-id', 'from', 'to', 'date', 'subject', 'content-type'])
    hash.update(`${headerOf(root.headers, name) ?? ''}\n`);
  hash.update([...new Set(hidden)].sort().join(','));
  hash.update('\n');
  hash.update(root.raw);
  return `m.${hash.digest('base64url')}`;
}
