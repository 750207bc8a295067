import type { Platform } from '@rapport/platform';
import type { MessageText, Viewer } from '../conversations/index.ts';
import { isWithin, type Stretch, stretchesOfNumbers } from '../inbox/index.ts';
import type { Actor } from '../people/index.ts';
import { channelToken, conversationToken } from './document.ts';
import type { SearchQuery } from './query.ts';
import { termTsquery } from './tokens.ts';

/** What a query asks of talk with customers (SE10). */
export interface CustomerFilters {
  channels: SearchQuery['channels'];
  /** What the cases that were named are about; undefined: none was. */
  stretches: readonly Stretch[] | undefined;
}

/** Cases of others are as cases that are not there; an archivist looks at every case in what they may look at. */
export async function customerFilters(
  platform: Platform,
  actor: Actor,
  viewer: Viewer,
  { channels, cases }: SearchQuery,
): Promise<CustomerFilters> {
  const whose = viewer.kind === 'archivist' ? null : actor;
  return { channels, stretches: cases.length === 0 ? undefined : await stretchesOfNumbers(platform, platform.db, whose, cases) };
}

const quoted = (token: string): string => termTsquery({ exact: [token], decisive: false }) ?? '';
const anyOf = (tokens: readonly string[]): string[] => (tokens.length === 0 ? [] : [`( ${tokens.map(quoted).join(' | ')} )`]);

/** What of it the index can decide. */
export const customerFilterClauses = ({ channels, stretches = [] }: CustomerFilters): string[] => [
  ...anyOf(channels.flatMap(({ kind, excluded }) => (excluded ? [] : channelToken(kind)))),
  ...channels.flatMap(({ kind, excluded }) => (excluded ? `!${quoted(channelToken(kind))}` : [])),
  ...anyOf([...new Set(stretches.map(({ conversation }) => conversationToken(conversation)))]),
];

/** It asks for something, not only for the absence of things. */
export const customerFiltersSelect = ({ channels, stretches }: CustomerFilters): boolean =>
  stretches !== undefined || channels.some(({ excluded }) => !excluded);

/** What holds of the message as it stands. */
export function passesCustomerFilters({ channels, stretches }: CustomerFilters, message: MessageText): boolean {
  const { conversation, seq, customer } = message;
  if (channels.some(({ kind, excluded }) => excluded && kind === customer?.channel)) return false;
  const wanted = channels.filter(({ excluded }) => !excluded);
  if (wanted.length > 0 && !wanted.some(({ kind }) => kind === customer?.channel)) return false;
  if (stretches === undefined) return true;
  if (!customer) return false;
  const said = { conversation, seq, thread: customer.thread, note: customer.direction === 'note' };
  return stretches.some((part) => isWithin(said, part));
}
