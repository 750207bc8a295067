import type { MessageHit, SearchPlace } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type ConversationLabel, labelsOf } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';
import type { Found } from './find-messages.ts';
import type { Needle } from './matches.ts';
import { makeSnippet } from './snippet.ts';

/** Widths of snippets in UTF-16 units. */
const snippetWidth = 160;
const maxSnippet = 400;

export function toPlace(label: ConversationLabel): SearchPlace {
  const { peers, parent, ...rest } = label;
  const place = {
    ...rest,
    ...(peers ? { peers } : {}),
    ...(parent ? { parent: { ...parent, peers: parent.peers ?? undefined } } : {}),
  };
  return place as SearchPlace;
}

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
  if (snippet.ranges.length === 0 && document.source !== undefined && needles.length > 0) {
    const other = makeSnippet(document.source, needles, snippetWidth);
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
