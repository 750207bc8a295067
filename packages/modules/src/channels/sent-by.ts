import type { Arrival } from './adapter.ts';

/** What of an arrival is looked at: those who send stand at its beginning. */
const looked = 256 * 1024;
/** Shorter addresses stand in everything. */
const shortest = 5;

/** Headers of a mail that say who sent it (RFC 5322 §3.6.2). */
const senderHeaders = /^(?:from|sender|reply-to|return-path):/i;

/** Whether it has headers of a mail: lines of a name and a colon up to an empty line, one of them `From`. */
function mailHeaders(text: string): string[] | undefined {
  const head = text.split(/\r?\n\r?\n/, 1)[0] ?? '';
  // A long header goes on in lines that begin with a blank.
  const headers = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return headers.some((line) => /^from:/i.test(line)) ? headers : undefined;
}

/**
 * Whether one of these addresses sent what came, told without reading it as its channel would (it may be unreadable): of a mail by its headers
 * alone, for others may name them in theirs; else by what the call says anywhere. What came sealed by its platform says nothing.
 */
export function isFrom({ raw, beside }: Pick<Arrival, 'raw' | 'beside'>, addresses: readonly string[]): boolean {
  const text = Buffer.from(raw.subarray(0, looked)).toString('utf8');
  const headers = mailHeaders(text);
  const where = headers ? headers.filter((line) => senderHeaders.test(line)).join('\n') : text;
  const said = `${where}\n${beside ? JSON.stringify(beside) : ''}`.toLowerCase();
  return addresses.some((address) => address.length >= shortest && namedIn(said, address.toLowerCase()));
}

/** As a whole: `li@x.cn` is not in `wanli@x.cn`. */
function namedIn(text: string, address: string): boolean {
  const within = /[\p{L}\p{N}._+-]/u;
  for (let at = text.indexOf(address); at >= 0; at = text.indexOf(address, at + 1)) {
    const goesOn = /^\.?[\p{L}\p{N}_-]/u.test(text.slice(at + address.length, at + address.length + 3));
    if (!goesOn && !within.test(text.charAt(at - 1))) return true;
  }
  return false;
}
