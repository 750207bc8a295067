import type { Addressee } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { lockConversations, openCustomerConversations, type Posted, postInboundMany } from '../../conversations/index.ts';
import { storeReceived } from '../../files/index.ts';
import { noteConsent, noteInboundMany } from '../../policy/index.ts';
import type { Account } from '../accounts/account.ts';
import type { ChannelEvent, Inbound, Ingest, Recall, Receipt } from '../adapter.ts';
import { itemsNamed } from '../outbox/outbox-reader.ts';
import { lockNativeIds } from '../outbox/outbox-writer.ts';
import { applyReceipts } from '../outbox/receipts.ts';
import { keptLine, keptText } from '../policy.ts';
import { type NativeMessage, nativeMessages } from '../said-reader.ts';
import { noteNativeMessages } from '../said-writer.ts';
import { greet, takeBack } from './apply-beside.ts';
import { noteMessagesOf } from './ingress-writer.ts';
import { handleResolver, type Seen } from './resolve-handle.ts';

interface Said {
  message: Inbound;
  handle: string;
  html: string | undefined;
}

interface Happened {
  event: ChannelEvent;
  handle: string;
}

/** What an arrival says, with everything done that needs no transaction of the posting: who it is, the file of its HTML. */
export type Ready = Said | { receipt: Receipt } | { recall: Recall } | Happened;

/** Who something comes from; undefined for what a platform says of ours. */
function seenIn(ingest: Ingest): Seen | undefined {
  if ('receipt' in ingest || 'recall' in ingest) return undefined;
  if ('event' in ingest) return { who: ingest.event.who, alias: ingest.event.alias ?? [] };
  return { who: ingest.message.from, alias: ingest.message.alias ?? [] };
}

/** Readies what arrivals of one page say; all of them together are looked up first. */
export async function readier(platform: Platform, page: readonly Ingest[]): Promise<(ingest: Ingest) => Promise<Ready>> {
  const resolve = await handleResolver(
    platform,
    page.flatMap((ingest) => seenIn(ingest) ?? []),
  );
  return async (ingest) => {
    if ('receipt' in ingest || 'recall' in ingest) return ingest;
    const handle = await resolve(seenIn(ingest)!);
    if ('event' in ingest) return { ...ingest, handle };
    const { message } = ingest;
    const html = message.html ? (await storeReceived(platform, 'message.html', Buffer.from(message.html))).file : undefined;
    return { message, handle, html };
  };
}

const instantOf = (platform: Platform, at: number): number => Math.min(at, platform.clock.now());

/** What contacts did opens windows and changes consents. Before streams are locked: policy locks the contact first, too. */
async function noteContacts(
  platform: Platform,
  tx: Tx,
  account: Account,
  { said, happened }: { said: readonly Said[]; happened: readonly Happened[] },
): Promise<void> {
  for (const { event, handle } of happened.toSorted((a, b) => (a.handle < b.handle ? -1 : a.handle > b.handle ? 1 : 0))) {
    if (event.type !== 'opted-out' && event.type !== 'opted-in') continue;
    const given = event.type === 'opted-in';
    const told = { given, evidence: 'platform' as const, proof: event.key, at: instantOf(platform, event.at), by: null };
    await noteConsent(platform, tx, { handle, channel: account.kind, ...told });
  }
  await noteInboundMany(platform, tx, account.id, [
    ...happened.flatMap(({ event: { trigger, at }, handle }) =>
      trigger ? [{ handle, at: instantOf(platform, at), trigger }] : [],
    ),
    // What no person of theirs wrote opens no window and withdraws nothing.
    ...said.flatMap(({ message, handle }) =>
      message.flags?.auto || message.byColleague !== undefined
        ? []
        : [
            {
              handle,
              at: instantOf(platform, message.occurredAt),
              trigger: message.trigger ?? ('inbound' as const),
              text: keptText(message.text),
              isClaimed: message.from.strength === 'claimed',
            },
          ],
    ),
  ]);
}

const namedLines = (all: readonly Addressee[]): Addressee[] =>
  all.map(({ address, name = '' }) => ({ address, ...(keptLine(name) ? { name: keptLine(name) } : {}) }));

function postedOf(
  platform: Platform,
  { message, handle, html }: Said,
  conversation: string,
  answered: NativeMessage | undefined,
): Posted {
  const subject = message.subject ? keptLine(message.subject) : '';
  return {
    conversation,
    handle,
    address: keptLine(message.from.value),
    name: keptLine(message.from.display ?? '') || keptLine(message.from.value),
    vouched: message.from.strength === 'verified',
    dedupeKey: message.key,
    occurredAt: instantOf(platform, message.occurredAt),
    thread: message.thread,
    text: keptText(message.text),
    attachments: message.files ?? [],
    ...(subject ? { subject } : {}),
    ...(message.byColleague === undefined ? {} : { byColleague: keptLine(message.byColleague) }),
    ours: message.ours,
    ...(message.to ? { to: namedLines(message.to) } : {}),
    ...(message.cc ? { cc: namedLines(message.cc) } : {}),
    ...(html ? { html } : {}),
    ...(message.flags?.auto ? { auto: true } : {}),
    ...(answered?.conversation === conversation ? { inReplyTo: answered.seq } : {}),
  };
}

type SaidIn = Said & { item: string };

/** What answers something of the same page is written after it. */
function waves(said: readonly SaidIn[]): SaidIn[][] {
  const all: SaidIn[][] = [];
  let ids = new Set<string>();
  for (const one of said) {
    const last = all.at(-1);
    if (last && !one.message.answers?.some((id) => ids.has(id))) last.push(one);
    else {
      all.push([one]);
      ids = new Set();
    }
    if (one.message.nativeId) ids.add(one.message.nativeId);
  }
  return all;
}

async function post(
  platform: Platform,
  tx: Tx,
  { id }: Account,
  said: readonly SaidIn[],
  conversations: ReadonlyMap<string, string>,
): Promise<void> {
  const answered = await nativeMessages(
    tx,
    id,
    said.map(({ message }) => message.answers ?? []),
  );
  const posts = said.map((one, i) => postedOf(platform, one, conversations.get(one.handle)!, answered.get(i)));
  const places = await postInboundMany(platform, tx, posts);
  const written = said.map((one, i) => ({ ...one, conversation: posts[i]!.conversation, seq: places[i]!.seq }));
  await noteNativeMessages(
    tx,
    written.flatMap(({ message: { nativeId, thread }, handle, conversation, seq }) =>
      nativeId ? [{ account: id, nativeId, conversation, seq, thread, handle }] : [],
    ),
  );
  await noteMessagesOf(tx, written);
}

/**
 * Everything that follows from what came, in the transaction that marks it as done (CH3), in as many statements as of one. Whatever is locked is
 * locked in one order by all: names that the platform gave our messages, conversations that begin, contacts, streams.
 */
export async function apply(
  platform: Platform,
  tx: Tx,
  account: Account,
  items: readonly { item: string; ready: readonly Ready[] }[],
): Promise<void> {
  const ready = items.flatMap(({ item, ready: some }) => some.map((one) => ({ item, ...one })));
  const said = ready.flatMap((one) => ('message' in one ? [one] : []));
  const happened = ready.flatMap((one) => ('event' in one ? [one] : []));
  const receipts = ready.flatMap((one) => ('receipt' in one ? [one.receipt] : []));
  const greeted = happened.filter(({ event }) => event.greeting);
  const handles = [...said, ...greeted].map(({ handle }) => handle);
  await lockNativeIds(
    tx,
    account.id,
    receipts.flatMap(({ nativeId }) => nativeId ?? []),
  );
  const conversations = await openCustomerConversations(platform, tx, { account: account.id, handles });
  await noteContacts(platform, tx, account, { said, happened });
  // Policy locks the contact: before the streams of all others.
  for (const { event, handle } of greeted) await greet(platform, tx, conversations.get(handle)!, event);
  const told = (await itemsNamed(tx, account.id, receipts)).flatMap((item) => (item ? [item.conversation] : []));
  await lockConversations(tx, [...new Set([...conversations.values(), ...told])], '3s');
  for (const wave of waves(said)) await post(platform, tx, account, wave, conversations);
  for (const one of ready) if ('recall' in one) await takeBack(platform, tx, account.id, one.recall);
  await applyReceipts(platform, tx, account.id, receipts);
}
