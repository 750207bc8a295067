import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Marks of ours in mail: `r.<message>.<16 hex of an HMAC>`. As a Message-ID before `@`, as a tag of the address that is answered, or in
 * the text: gateways rewrite the first, forwarders lose the second. Whoever cannot make the HMAC cannot put a mail into a thread.
 */

const mac = (key: string, token: string): string => createHmac('sha256', key).update(`mail:${token}`).digest('hex').slice(0, 16);

/** Ids in lower-case hex: a local part may lose its case on the way. */
const tokenOf = (id: string): string =>
  /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id) ? id.replaceAll('-', '') : Buffer.from(id, 'utf8').toString('hex');

/** The mark of a message of ours; the same at every attempt. */
export const markOf = (key: string, id: string): string => `r.${tokenOf(id)}.${mac(key, tokenOf(id))}`;

const marks = /(?<![0-9a-z])r\.([0-9a-f]{2,200})\.([0-9a-f]{16})(?![0-9a-f])/gi;

/** Marks of one text that are tried: each costs an HMAC, and whoever writes a mail may write a million of them. */
const triedAtMost = 1_000;

/** The marks of ours that stand in a text, their HMACs proven. */
export function marksIn(key: string, text: string): string[] {
  const found: string[] = [];
  let tried = 0;
  for (const [, token = '', given = ''] of text.matchAll(marks)) {
    if (++tried > triedAtMost) break;
    const lower = token.toLowerCase();
    if (timingSafeEqual(Buffer.from(mac(key, lower)), Buffer.from(given.toLowerCase())))
      found.push(`r.${lower}.${given.toLowerCase()}`);
  }
  return [...new Set(found)];
}

/** A key for a thread that nobody of us has a mail of yet: of its first mail's id, so that its mails agree whatever order they come in. */
export const rootKey = (rootId: string): string => createHash('sha256').update(rootId).digest('hex').slice(0, 24);

/** The id of the message that a mark names. */
export function idOf(mark: string): string {
  const token = mark.split('.')[1] ?? '';
  if (/^[0-9a-f]{32}$/.test(token)) return token.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return Buffer.from(token, 'hex').toString('utf8');
}
