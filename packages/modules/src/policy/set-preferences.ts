import type { CapLimit, ConsentPurpose, Evidence } from '@rapport/contract';
import { newId, type Platform, type Queryable, type Tx } from '@rapport/platform';
import { standingOfContact, standingOfHandle } from '../contacts/index.ts';
import { everyPurpose, noteConsent, noteConsentOf } from './consents.ts';
import type { Linked } from './preference-link.ts';
import { type ChannelChoices, rhythmOf, rhythms } from './preference-page.ts';
import { consentNow, preferencesNow } from './reader.ts';
import { reached } from './ways.ts';
import { insertPreference } from './writer.ts';

/** What a contact who came by a link finds chosen. */
export interface Chosen {
  root: string;
  language: string | null;
  channels: ChannelChoices[];
}

const asWish = (one: { most: number | null; hours: number | null } | undefined): CapLimit | null =>
  one && one.hours !== null ? { most: one.most, hours: one.hours } : null;

/** The channels that reach the contact, that it ever said something about, and that it comes from. */
export async function chosenBy(q: Queryable, linked: Linked): Promise<Chosen | undefined> {
  const standing = await (linked.kind === 'handle' ? standingOfHandle(q, linked.id) : standingOfContact(q, linked.id));
  if (!standing) return undefined;
  const said = await consentNow(q, standing);
  const wishes = await preferencesNow(q, standing.contacts);
  const names = new Set([
    ...(linked.kind === 'handle' ? [linked.channel] : []),
    ...(await reached(q, standing.root)).map(({ account }) => account.kind),
    ...said.map(({ channel }) => channel),
  ]);
  const given = (channel: string, purpose: ConsentPurpose): boolean =>
    said.some((one) => one.channel === channel && one.purpose === purpose && one.given);
  const channels = [...names].map((channel) => ({
    channel,
    given: { marketing: given(channel, 'marketing'), survey: given(channel, 'survey') },
    rhythm: rhythmOf(asWish(wishes.find((one) => one.channel === channel))),
  }));
  return { root: standing.root, language: standing.language, channels };
}

/** Tells links apart that were in a message from those that somebody here handed on. */
const proofOf = (linked: Linked): string => (linked.kind === 'handle' ? 'link in a message' : 'link handed out');

async function say(
  platform: Platform,
  tx: Tx,
  { linked, root }: { linked: Linked; root: string },
  said: { channel: string; purposes: readonly ConsentPurpose[]; given: boolean; evidence: Evidence },
): Promise<void> {
  if (said.purposes.length === 0) return;
  const all = { ...said, proof: proofOf(linked), at: platform.clock.now(), by: null };
  // What was said by a handle goes with it.
  if (linked.kind === 'handle' && linked.channel === said.channel) await noteConsent(platform, tx, { ...all, handle: linked.id });
  else await noteConsentOf(platform, tx, { ...all, contact: root });
}

/** Takes consent back: on the channel of the link, or on every one that it was given on. What was never given is refused from now on, too. */
export const stopAt = (platform: Platform, linked: Linked, where: 'here' | 'all'): Promise<boolean> =>
  platform.db.transaction(async (tx) => {
    const chosen = await chosenBy(tx, linked);
    if (!chosen) return false;
    for (const { channel } of chosen.channels)
      if (where === 'all' || linked.kind === 'contact' || linked.channel === channel)
        await say(
          platform,
          tx,
          { linked, root: chosen.root },
          { channel, purposes: everyPurpose, given: false, evidence: 'unsubscribe' },
        );
    return true;
  });

/** Notes what was chosen otherwise than it stood; `wanted` are the fields of the page's form. */
export const setPreferences = (platform: Platform, linked: Linked, wanted: URLSearchParams): Promise<boolean> =>
  platform.db.transaction(async (tx) => {
    const chosen = await chosenBy(tx, linked);
    if (!chosen) return false;
    const from = { linked, root: chosen.root };
    for (const { channel, given, rhythm } of chosen.channels) {
      const ticked = (purpose: ConsentPurpose): boolean => wanted.get(`${purpose}.${channel}`) === '1';
      for (const now of [true, false]) {
        const purposes = everyPurpose.filter((purpose) => ticked(purpose) === now && given[purpose] !== now);
        await say(platform, tx, from, { channel, purposes, given: now, evidence: 'preference' });
      }
      const often = wanted.get(`often.${channel}`) ?? rhythm;
      const wish = rhythms[often];
      if (often === rhythm || wish === undefined) continue;
      const at = platform.clock.now();
      const { most, hours } = wish ?? { most: null, hours: null };
      await insertPreference(tx, { id: newId(at), contact: chosen.root, channel, most, hours, at, by: null });
    }
    return true;
  });
