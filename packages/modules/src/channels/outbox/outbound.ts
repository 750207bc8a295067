import type { Addressee, Outward } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { customersOf, outwardsAt } from '../../conversations/index.ts';
import { unsubscribeLink } from '../../policy/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Outbound } from '../adapter.ts';
import { nativeIdsOfMany } from '../said-reader.ts';
import type { OutItem } from './outbox-reader.ts';

/** Most references that go with a message (RFC 5322 puts no limit, relays do). */
const mostReferences = 40;
/** Purposes that contacts may end. */
const endable: ReadonlySet<string> = new Set(['marketing', 'survey']);

/** What is to be sent, and the id of the handle it goes to; or why there is nothing to send any more. */
export type Leaving = { message: Outbound; handleId: string } | { gone: 'recalled' | 'erased' };

type Said = Awaited<ReturnType<typeof outwardsAt>>[number];

/** Whom a message is for: the contact is who counts among several. */
async function addressee(platform: Platform, conversation: string, to: readonly Addressee[]): Promise<string> {
  if (to.length < 2) return to[0]?.address ?? '';
  const contact = (await customersOf(platform.db, [conversation]))[0]?.address.toLowerCase();
  return (to.find(({ address }) => address.toLowerCase() === contact) ?? to[0]!).address;
}

async function messageOf(
  platform: Platform,
  account: Account,
  { item, said, outward, references }: { item: OutItem; said: Said; outward: Outward; references: string[] },
): Promise<Outbound> {
  const { handle, expiresAt, purpose } = said;
  return {
    id: item.id,
    attempt: item.attempts + 1,
    conversation: item.conversation,
    thread: outward.thread ?? '',
    handle: await addressee(platform, item.conversation, outward.to),
    to: outward.to,
    cc: outward.cc ?? [],
    ...(outward.subject ? { subject: outward.subject } : {}),
    text: said.text,
    files: said.attachments,
    ...(said.location ? { location: said.location } : {}),
    purpose,
    automatic: said.sender === null,
    references,
    ...(endable.has(purpose) ? { unsubscribe: { url: await unsubscribeLink(platform, { handle, channel: account.kind }) } } : {}),
    ...(outward.occasion ? { occasion: outward.occasion } : {}),
    ...(outward.template ? { template: outward.template } : {}),
    at: said.at,
    ...(expiresAt === null ? {} : { expiresAt }),
  };
}

/** What is to be sent next, as it was frozen, in the order of the items. */
export async function outboundsOf(platform: Platform, account: Account, items: readonly OutItem[]): Promise<Leaving[]> {
  if (items.length === 0) return [];
  const found = await outwardsAt(platform.db, items);
  const said = new Map(found.map((one) => [`${one.conversation}/${one.seq}`, one]));
  const places = items.map((item) => {
    const one = said.get(`${item.conversation}/${item.seq}`);
    return { item, said: one, outward: one?.outward, thread: one?.outward?.thread ?? '' };
  });
  const references = await nativeIdsOfMany(
    platform.db,
    places.map(({ item: { conversation, seq }, thread }) => ({ conversation, thread, seq })),
    mostReferences,
  );
  const leaving: Leaving[] = [];
  for (const [i, { item, said: one, outward }] of places.entries()) {
    if (!one || !outward) leaving.push({ gone: 'erased' });
    else if (one.recalled) leaving.push({ gone: 'recalled' });
    else {
      const message = await messageOf(platform, account, { item, said: one, outward, references: references[i]! });
      leaving.push({ message, handleId: one.handle });
    }
  }
  return leaving;
}
