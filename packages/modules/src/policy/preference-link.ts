import { Fault, type Output, type Parsed } from '@rapport/contract';
import { isId, macOf, newBytes, type Platform, sameBytes } from '@rapport/platform';
import { type Actor, requirePermission } from '../access/index.ts';
import { standingOfContact } from '../contacts/index.ts';
import { preferenceKey } from './reader.ts';
import { insertPreferenceKey } from './writer.ts';

/** 128 bits: nobody guesses one over the network. */
const macLength = 16;

/** Whom a link speaks for: a contact, or a handle that was written to on a channel. */
export type Linked = { kind: 'contact'; id: string } | { kind: 'handle'; id: string; channel: string };

const textOf = (linked: Linked): string => (linked.kind === 'contact' ? `c ${linked.id}` : `h ${linked.id} ${linked.channel}`);

async function makeKey(platform: Platform): Promise<Buffer> {
  const stored = await preferenceKey(platform.db);
  if (stored) return platform.vault.open(stored);
  await platform.db.transaction((tx) => insertPreferenceKey(tx, platform.vault.seal(newBytes(32))));
  // Another node may have been first.
  return platform.vault.open((await preferenceKey(platform.db))!);
}

/** Opened once; a failure is not kept. */
function keyInMemory(platform: Platform): () => Promise<Buffer> {
  let key: Promise<Buffer> | undefined;
  return () => {
    key ??= makeKey(platform).catch((error: unknown) => {
      key = undefined;
      throw error;
    });
    return key;
  };
}

const macFor = async (platform: Platform, text: string): Promise<Buffer> =>
  macOf(await platform.keep(keyInMemory)(), `preferences/1 ${text}`).subarray(0, macLength);

async function tokenOf(platform: Platform, linked: Linked): Promise<string> {
  const text = textOf(linked);
  return Buffer.concat([await macFor(platform, text), Buffer.from(text)]).toString('base64url');
}

/** PO10 Whom a token speaks for; undefined when we did not sign it. */
export async function readToken(platform: Platform, token: string): Promise<Linked | undefined> {
  const bytes = Buffer.from(token, 'base64url');
  const text = bytes.subarray(macLength).toString();
  if (!sameBytes(bytes.subarray(0, macLength), await macFor(platform, text))) return undefined;
  const [kind, id = '', channel = ''] = text.split(' ');
  if (!isId(id)) return undefined;
  return kind === 'h' ? { kind: 'handle', id, channel } : { kind: 'contact', id };
}

/** The address of the page for whoever was written to; a mail says it in `List-Unsubscribe` too (RFC 2369, RFC 8058). */
export const unsubscribeLink = async (platform: Platform, to: { handle: string; channel: string }): Promise<string> =>
  `${platform.config.url}/p/${await tokenOf(platform, { kind: 'handle', id: to.handle, channel: to.channel })}`;

/** For somebody who asks for it by word of mouth. Whoever has it speaks for the contact: it is for those who may note what a contact said. */
export async function preferenceLink(
  platform: Platform,
  actor: Actor,
  { contact }: Parsed<'policy.preferenceLink'>,
): Promise<Output<'policy.preferenceLink'>> {
  requirePermission(actor, 'contacts.manage');
  const standing = await standingOfContact(platform.db, contact);
  if (!standing) throw new Fault('not-found', { what: 'contact' });
  return { url: `${platform.config.url}/p/${await tokenOf(platform, { kind: 'contact', id: standing.root })}` };
}
