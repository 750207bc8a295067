import type { Direction, RecordKind } from '@rapport/contract';
import type { MessageText } from '../conversations/index.ts';
import { isWithin, type Stretch } from '../inbox/index.ts';
import {
  accountToken,
  channelToken,
  conversationToken,
  directionToken,
  labelToken,
  marksIn,
  markToken,
  senderToken,
  templateToken,
} from './document.ts';
import type { SearchQuery } from './query.ts';
import { termTsquery } from './tokens.ts';

/** What is chosen beside the words. All of it must hold. */
export interface Chosen {
  kind?: RecordKind | undefined;
  template?: string | undefined;
  label?: string | undefined;
  /** Each a set of senders, one of whom it must be. */
  people: ReadonlySet<string>[];
  channel?: string | undefined;
  account?: string | undefined;
  direction?: Direction | undefined;
  /** Conversations with a contact, one of which it must be. */
  talks?: ReadonlySet<string> | undefined;
  /** What a case is about; it must be in one of these. */
  stretches?: readonly Stretch[] | undefined;
  /** Unix ms, half-open. */
  from?: number | undefined;
  until?: number | undefined;
}

export interface Narrowing extends Chosen {
  /** Recalled messages too, of which nothing is told but that they were: only where nothing is asked of their words. */
  recalled: boolean;
}

/** What was recalled answers no question about its words, unless they are read. */
export const narrowingOf = (
  chosen: Chosen,
  { terms, has }: Pick<SearchQuery, 'terms' | 'has'>,
  recalledWords = false,
): Narrowing => ({
  ...chosen,
  recalled:
    recalledWords || (terms.length === 0 && has.length === 0 && chosen.template === undefined && chosen.label === undefined),
});

/** More people than this are not put to the index one by one; then the recheck alone decides. */
const mostPeople = 400;

/** Sets of senders that the index is asked for. */
export const indexedPeople = (narrowing: Narrowing | undefined): ReadonlySet<string>[] =>
  narrowing?.people.filter(({ size }) => size <= mostPeople) ?? [];

/** More places than this are not put to the index one by one, neither. */
const mostPlaces = 400;

/** Sets of conversations that the index is asked for. */
export const indexedPlaces = (narrowing: Narrowing | undefined): ReadonlySet<string>[] =>
  [narrowing?.talks, narrowing?.stretches && new Set(narrowing.stretches.map(({ conversation }) => conversation))].filter(
    (places): places is ReadonlySet<string> => places !== undefined && places.size <= mostPlaces,
  );

const quoted = (token: string): string => termTsquery({ exact: [token], decisive: false }) ?? '';

/** What of it the index can decide, as clauses of a tsquery. */
export function narrowingClauses(narrowing: Narrowing): string[] {
  const { kind, template, label, recalled } = narrowing;
  const clauses: string[] = [];
  if (kind === 'message') clauses.push(`!${quoted(markToken('form'))}`, `!${quoted(markToken('supplement'))}`);
  else if (kind !== undefined) clauses.push(quoted(markToken(kind)));
  // The index knows nothing of what was recalled but that, where, when and by whom.
  if (template !== undefined && kind !== 'recalled') clauses.push(quoted(templateToken(template)));
  if (label !== undefined && kind !== 'recalled') clauses.push(quoted(labelToken(label)));
  if (!recalled) clauses.push(`!${quoted(markToken('recalled'))}`);
  for (const people of indexedPeople(narrowing)) clauses.push(...anyOf(people, senderToken));
  for (const places of indexedPlaces(narrowing)) clauses.push(...anyOf(places, conversationToken));
  return [...clauses, ...customerClauses(narrowing)];
}

const anyOf = (ids: ReadonlySet<string>, token: (id: string) => string): string[] =>
  ids.size > 0 ? [`( ${[...ids].map((id) => quoted(token(id))).join(' | ')} )`] : [];

const customerClauses = ({ channel, account, direction }: Narrowing): string[] => [
  ...(channel === undefined ? [] : [quoted(channelToken(channel))]),
  ...(account === undefined ? [] : [quoted(accountToken(account))]),
  ...(direction === undefined ? [] : [quoted(directionToken(direction))]),
];

/** Nothing can match: nobody, or no place, is meant. */
export const narrowsToNothing = ({ people, talks, stretches }: Narrowing): boolean =>
  people.some(({ size }) => size === 0) || talks?.size === 0 || stretches?.length === 0;

/** It asks for something, not only for the absence of things. */
export const narrowsIndex = (narrowing: Narrowing | undefined): boolean =>
  narrowing !== undefined &&
  (narrowing.template !== undefined ||
    narrowing.label !== undefined ||
    (narrowing.kind !== undefined && narrowing.kind !== 'message') ||
    customerClauses(narrowing).length > 0 ||
    narrowsToFew(narrowing));

/** It asks for some people or places: common words are not common there. */
export const narrowsToFew = (narrowing: Narrowing | undefined): boolean =>
  indexedPeople(narrowing).length > 0 || indexedPlaces(narrowing).length > 0;

/** The kinds of record that a message is: what is neither form record nor supplement is a message. */
export function kindsOf(message: MessageText): RecordKind[] {
  if (message.recalled) return ['recalled'];
  const marks = marksIn(message);
  const own = (['form', 'supplement'] as const).find((kind) => marks.includes(kind)) ?? 'message';
  return [own, ...(['file', 'edited'] as const).filter((kind) => marks.includes(kind))];
}

/** What holds of the message as it stands, whatever the index had of it. */
export function passesNarrowing(narrowing: Narrowing, message: MessageText): boolean {
  if (message.recalled && !narrowing.recalled) return false;
  if (narrowing.kind !== undefined && !kindsOf(message).includes(narrowing.kind)) return false;
  if (narrowing.template !== undefined && message.content?.form?.template !== narrowing.template) return false;
  if (narrowing.label !== undefined && !message.labels?.includes(narrowing.label)) return false;
  if (!passesCustomer(narrowing, message)) return false;
  return narrowing.people.every((people) => message.sender !== null && people.has(message.sender));
}

/** What is chosen of talk with customers. */
function passesCustomer(narrowing: Narrowing, { conversation, seq, customer }: MessageText): boolean {
  const { channel, account, direction, talks, stretches } = narrowing;
  if (channel !== undefined && customer?.channel !== channel) return false;
  if (account !== undefined && customer?.account !== account) return false;
  if (direction !== undefined && customer?.direction !== direction) return false;
  if (talks !== undefined && !talks.has(conversation)) return false;
  if (stretches === undefined) return true;
  if (customer === null) return false;
  const said = { conversation, seq, thread: customer.thread, note: customer.direction === 'note' };
  return stretches.some((part) => isWithin(said, part));
}
