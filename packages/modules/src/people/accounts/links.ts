import { Fault } from '@rapport/contract';
import { newSecret, type Platform, secretHash, type Tx } from '@rapport/platform';
import { endLinks, insertLink, takeLink } from './writer.ts';

/** Also the first part of the page's path in the web client: `/reset/<token>`. */
export type LinkPurpose = 'set-up' | 'invitation' | 'reset';

/**
 * Makes a link that works once; answers its address (PE12). Earlier ones for the same thing end, but for those that set the house up: the
 * one who reads them on a console cannot know which node printed last.
 */
export async function makeLink(
  tx: Tx,
  platform: Platform,
  purpose: LinkPurpose,
  subject: string | null,
  expiresAt: number,
): Promise<string> {
  const token = newSecret('rpl');
  if (purpose !== 'set-up') await endLinks(tx, purpose, subject);
  await insertLink(tx, { tokenHash: secretHash(token), purpose, subject, now: platform.clock.now(), expiresAt });
  return `${platform.config.url}/${purpose}/${token}`;
}

/** Uses a link up and answers what it is for; throws `link-not-valid`. */
export async function useLink(tx: Tx, platform: Platform, purpose: LinkPurpose, token: string): Promise<string | null> {
  const link = await takeLink(tx, purpose, secretHash(token), platform.clock.now());
  if (!link) throw new Fault('link-not-valid');
  return link.subject;
}
