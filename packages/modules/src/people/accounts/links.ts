import { Fault } from '@rapport/contract';
import { newSecret, type Platform, secretHash, type Tx } from '@rapport/platform';
import { endLinks, insertLink, takeLink } from './writer.ts';

/** Pages of the web client; the secret stands after `#`, so that it is in no server's log. */
const pages = { 'set-up': '/set-up', invitation: '/join', reset: '/reset' } as const;
export type LinkPurpose = keyof typeof pages;

/** Makes a link that works once, ending earlier ones for the same thing; answers its address (PE12). */
export async function makeLink(
  tx: Tx,
  platform: Platform,
  purpose: LinkPurpose,
  subject: string | null,
  expiresAt: number,
): Promise<string> {
  const token = newSecret('rpl');
  await endLinks(tx, purpose, subject);
  await insertLink(tx, { tokenHash: secretHash(token), purpose, subject, now: platform.clock.now(), expiresAt });
  return `${platform.config.url}${pages[purpose]}#${token}`;
}

/** Uses a link up and answers what it is for; throws `link-not-valid`. */
export async function useLink(tx: Tx, platform: Platform, purpose: LinkPurpose, token: string): Promise<string | null> {
  const link = await takeLink(tx, purpose, secretHash(token), platform.clock.now());
  if (!link) throw new Fault('link-not-valid');
  return link.subject;
}
