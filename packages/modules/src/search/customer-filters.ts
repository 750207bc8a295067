import type { Platform } from '@rapport/platform';
import { contactsNamed, handlesEverOf } from '../contacts/index.ts';
import { conversationsOfHandles, type MessageText, type Viewer } from '../conversations/index.ts';
import { isWithin, type Stretch, stretchesOfNumbers } from '../inbox/index.ts';
import type { Actor } from '../people/index.ts';
import { channelToken, conversationToken } from './document.ts';
import type { ContactRef, SearchQuery } from './query.ts';
import { termTsquery } from './tokens.ts';

/** What a query asks of talk with customers (SE10). */
export interface CustomerFilters {
  channels: SearchQuery['channels'];
  /** What the cases that were named are about; undefined: none was. */
  stretches: readonly Stretch[] | undefined;
  /** Conversations with the contacts that were named; undefined: none was. */
  talks: ReadonlySet<string> | undefined;
  notTalks: ReadonlySet<string>;
}

/** More places than this are not put to the index one by one; then what holds of the message decides alone. */
const mostPlaces = 400;

/**
 * Conversations with these contacts, whoever may see them: of those alone something is found that one may look at. A name means nobody to whoever
 * may not see contacts.
 */
async function talksOf(platform: Platform, actor: Actor, refs: readonly ContactRef[]): Promise<Set<string>> {
  if (refs.length === 0) return new Set();
  const ids = refs.flatMap((ref) => (ref.by === 'id' ? [ref.id] : []));
  const names = new Map(refs.flatMap((ref) => (ref.by === 'id' ? [] : [[ref.name.toLowerCase(), ref.name]])));
  const contacts = new Set([...ids, ...(await contactsNamed(platform, actor, [...names.values()]))]);
  const handles = await handlesEverOf(platform.db, [...contacts]);
  return new Set((await conversationsOfHandles(platform.db, handles)).map(({ conversation }) => conversation));
}

/** Cases of others are as cases that are not there; an archivist looks at every case in what they may look at. */
export async function customerFilters(
  platform: Platform,
  actor: Actor,
  viewer: Viewer,
  { channels, cases, contacts }: SearchQuery,
): Promise<CustomerFilters> {
  const whose = viewer.kind === 'archivist' ? null : actor;
  const wanted = contacts.filter(({ excluded }) => !excluded);
  const unwanted = contacts.filter(({ excluded }) => excluded);
  return {
    channels,
    stretches: cases.length === 0 ? undefined : await stretchesOfNumbers(platform, platform.db, whose, cases),
    talks: wanted.length === 0 ? undefined : await talksOf(platform, actor, wanted),
    notTalks: await talksOf(platform, actor, unwanted),
  };
}

const quoted = (token: string): string => termTsquery({ exact: [token], decisive: false }) ?? '';
const anyOf = (tokens: readonly string[]): string[] => (tokens.length === 0 ? [] : [`( ${tokens.map(quoted).join(' | ')} )`]);

const placeTokens = (places: ReadonlySet<string>): string[] =>
  places.size > mostPlaces ? [] : [...places].map(conversationToken);

/** What of it the index can decide. */
export const customerFilterClauses = ({ channels, stretches = [], talks = new Set() }: CustomerFilters): string[] => [
  ...anyOf(channels.flatMap(({ kind, excluded }) => (excluded ? [] : channelToken(kind)))),
  ...channels.flatMap(({ kind, excluded }) => (excluded ? `!${quoted(channelToken(kind))}` : [])),
  ...anyOf([...new Set(stretches.map(({ conversation }) => conversationToken(conversation)))]),
  ...anyOf(placeTokens(talks)),
];

/** It asks for something, not only for the absence of things. */
export const customerFiltersSelect = ({ channels, stretches, talks }: CustomerFilters): boolean =>
  stretches !== undefined || talks !== undefined || channels.some(({ excluded }) => !excluded);

/** It asks for some places: common words are not common there. */
export const customerFiltersNarrow = ({ stretches, talks }: CustomerFilters): boolean =>
  stretches !== undefined || talks !== undefined;

/** Nothing can match: nobody, or no place, is meant. */
export const customerFiltersEmpty = ({ stretches, talks }: CustomerFilters): boolean =>
  stretches?.length === 0 || talks?.size === 0;

/** What holds of the message as it stands. */
export function passesCustomerFilters({ channels, stretches, talks, notTalks }: CustomerFilters, message: MessageText): boolean {
  const { conversation, seq, customer } = message;
  if (channels.some(({ kind, excluded }) => excluded && kind === customer?.channel)) return false;
  const wanted = channels.filter(({ excluded }) => !excluded);
  if (wanted.length > 0 && !wanted.some(({ kind }) => kind === customer?.channel)) return false;
  if (notTalks.has(conversation) || (talks && !talks.has(conversation))) return false;
  if (stretches === undefined) return true;
  if (!customer) return false;
  const said = { conversation, seq, thread: customer.thread, note: customer.direction === 'note' };
  return stretches.some((part) => isWithin(said, part));
}
