import type { MessageHit, RecordHit, SearchPlace } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { labelsOf, type SaidWithCustomer, toPlace } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';
import type { Found } from './find-messages.ts';
import type { Needle } from './matches.ts';
import { kindsOf } from './narrow.ts';
import { makeSnippet } from './snippet.ts';

/** Widths of snippets in UTF-16 units. */
const snippetWidth = 160;
const maxSnippet = 400;

/** What the found messages' conversations are called. */
export async function placesById(platform: Platform, actor: Actor, found: readonly Found[]): Promise<Map<string, SearchPlace>> {
  const ids = [...new Set(found.map(({ message }) => message.conversation))];
  const labels = ids.length === 0 ? [] : await labelsOf(platform.db, actor.user, ids);
  return new Map(labels.map((label) => [label.id, toPlace(label)]));
}

/** Places of the needles in a short text. */
export const highlightsIn = (text: string, needles: readonly Needle[]): [number, number][] =>
  needles.length === 0 ? [] : makeSnippet(text, needles, Math.max(text.length, 1)).ranges.map(([from, to]) => [from, to]);

function snippetOf({ document }: Found, needles: readonly Needle[]): MessageHit['snippet'] {
  let snippet = makeSnippet(document.plain, needles, snippetWidth);
  for (const beside of [document.source, document.filled]) {
    if (snippet.ranges.length > 0 || beside === undefined || needles.length === 0) continue;
    const other = makeSnippet(beside, needles, snippetWidth);
    if (other.ranges.length > 0) snippet = other;
  }
  const cut = snippet.text.length > maxSnippet;
  const end = cut ? snippet.start + maxSnippet : snippet.end;
  const ranges = snippet.ranges
    .filter(([, to]) => to <= end)
    .map(([from, to]): [number, number] => [from - snippet.start, to - snippet.start]);
  return {
    text: cut ? snippet.text.slice(0, maxSnippet) : snippet.text,
    cutBefore: snippet.cutBefore,
    cutAfter: snippet.cutAfter || cut,
    ranges,
  };
}

/** What every find says about its message. */
export const aboutMessage = ({ message, document }: Found, places: ReadonlyMap<string, SearchPlace>) => ({
  conversation: places.get(message.conversation) as SearchPlace,
  seq: message.seq,
  sender: message.sender as MessageHit['sender'],
  ...(document.senderName === undefined ? {} : { senderName: document.senderName }),
  at: message.at,
});

export async function presentMessages(
  platform: Platform,
  actor: Actor,
  found: readonly Found[],
  needles: readonly Needle[],
): Promise<MessageHit[]> {
  const places = await placesById(platform, actor, found);
  return found
    .filter(({ message }) => places.has(message.conversation))
    .map((one) => ({
      ...aboutMessage(one, places),
      snippet: snippetOf(one, needles),
      attachments: one.document.attachments
        .map((attachment) => ({ attachment, ranges: highlightsIn(attachment.name, needles) }))
        .filter(({ ranges }) => ranges.length > 0),
      edited: one.message.edited,
    }));
}

const customerOfHit = ({ channel, account, direction }: SaidWithCustomer): NonNullable<RecordHit['customer']> => ({
  channel,
  account: account as never,
  direction,
});

/** As `presentMessages`, with what each is. */
export async function presentRecords(
  platform: Platform,
  actor: Actor,
  found: readonly Found[],
  needles: readonly Needle[],
): Promise<RecordHit[]> {
  const hits = await presentMessages(platform, actor, found, needles);
  const byPlace = new Map(found.map(({ message }) => [`${message.conversation}/${message.seq}`, message]));
  return hits.map((hit) => {
    const message = byPlace.get(`${hit.conversation.id}/${hit.seq}`)!;
    const form = message.content?.form;
    const about = {
      ...hit,
      kinds: kindsOf(message),
      ...(message.labels ? { labels: message.labels } : {}),
      ...(message.customer ? { customer: customerOfHit(message.customer) } : {}),
    };
    if (message.recalled || !form) return about;
    const { template, version, title, late } = form;
    return { ...about, form: { template, version, title, ...(late ? { late } : {}) } };
  });
}
