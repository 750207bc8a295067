import { Fault, type WindowTrigger } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { standingOfHandle } from '../contacts/index.ts';
import { accountOf } from './account-reader.ts';
import { noteConsent } from './consents.ts';
import { keywordIn } from './keywords.ts';
import { consentNow, saidAlready } from './reader.ts';
import { openWindows } from './writer.ts';

/** Something a contact did that an account heard of. */
export interface Heard {
  account: string;
  handle: string;
  /** Unix ms; what lies ahead of our clock is taken for now. */
  at: number;
  trigger: WindowTrigger;
  /** What it wrote, for keywords. */
  text?: string | undefined;
  /** Nobody vouches for who wrote it: what it takes back is taken back, what it gives is not given. */
  isClaimed?: boolean;
}

/**
 * PO8 A word like STOP or 退订 takes back consent to everything on that channel; one like START gives it again to whoever had taken it back: by
 * itself it is no evidence that somebody ever agreed, and none at all where nobody vouches for who wrote it.
 */
async function obeyKeyword(
  platform: Platform,
  tx: Tx,
  { handle, at, text = '', isClaimed }: Heard,
  channel: string,
): Promise<'given' | 'withdrawn' | undefined> {
  const asked = keywordIn(text);
  if (!asked) return undefined;
  const given = asked === 'given';
  // Anybody writes a mail in anybody's name: it may keep us quiet, and no more.
  if (given && isClaimed) return undefined;
  const said = { handle, channel, given, evidence: 'keyword', at } as const;
  if (await saidAlready(tx, said)) return undefined;
  const standing = await standingOfHandle(tx, handle);
  const held = standing ? (await consentNow(tx, standing)).filter((one) => one.channel === channel) : [];
  const purposes = held.filter((one) => !one.given).map(({ purpose }) => purpose);
  if (given && purposes.length === 0) return undefined;
  await noteConsent(platform, tx, { ...said, ...(given ? { purposes } : {}), proof: text.trim(), by: null });
  return asked;
}

/** What contacts do opens the windows of the platform, and may be a keyword; nothing heard again changes anything. Of one account. */
export async function noteInboundMany(
  platform: Platform,
  tx: Tx,
  account: string,
  heard: readonly Omit<Heard, 'account'>[],
): Promise<void> {
  await hear(platform, tx, account, heard);
}

/** The same of one thing; answers what a keyword changed. */
export async function noteInbound(platform: Platform, tx: Tx, heard: Heard): Promise<{ consent?: 'given' | 'withdrawn' }> {
  const [consent] = await hear(platform, tx, heard.account, [heard]);
  return consent ? { consent } : {};
}

/** Answers what each keyword changed, in no order. */
async function hear(
  platform: Platform,
  tx: Tx,
  id: string,
  heard: readonly Omit<Heard, 'account'>[],
): Promise<('given' | 'withdrawn')[]> {
  if (heard.length === 0) return [];
  const account = await accountOf(tx, id);
  if (!account) throw new Fault('not-found', { what: 'account' });
  const now = platform.clock.now();
  const all = heard.map((one) => ({ ...one, account: id, at: Math.min(one.at, now) }));
  await openWindows(tx, all);
  const changed: ('given' | 'withdrawn')[] = [];
  for (const { one } of await keywordsOf(tx, all)) {
    const consent = await obeyKeyword(platform, tx, one, account.kind);
    if (consent) changed.push(consent);
  }
  return changed;
}

/** Those that are keywords, in the order of the contacts they change, as streams are to be taken; a contact's own in the order heard. */
async function keywordsOf(tx: Tx, heard: readonly Heard[]): Promise<{ one: Heard; root: string }[]> {
  const found: { one: Heard; root: string }[] = [];
  for (const one of heard)
    if (one.trigger === 'inbound' && keywordIn(one.text ?? ''))
      found.push({ one, root: (await standingOfHandle(tx, one.handle))?.root ?? '' });
  return found.sort((a, b) => (a.root < b.root ? -1 : a.root > b.root ? 1 : 0));
}
