import type { Output, Parsed } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, namesAmong } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { memberRanks, membersAmong } from './reader.ts';

interface MembersAsked {
  conversation: string;
  cursor?: string | undefined;
  limit: number;
  text?: string | undefined;
}

/** Where a page of members goes on; what nobody handed out is refused before anything is looked up. */
export const memberPlace = (cursor: string | undefined): MemberPlace | undefined =>
  readCursor<MemberPlace>(cursor, ['number', 'text', 'id']);

/** The members of a conversation that whoever asks may see. Names are the people's to know: they are put in order here. */
export async function memberPage(
  platform: Platform,
  actor: Actor,
  { conversation, limit, text = '' }: MembersAsked,
  after: MemberPlace | undefined,
): Promise<Output<'conversations.members'>> {
  const ranks = new Map((await memberRanks(platform.db, conversation)).map(({ user, rank }) => [user, rank]));
  const named = await namesAmong(platform, actor, [...ranks.keys()], text.trim());
  const places = named.map(({ id, sortKey }): MemberPlace => [ranks.get(id)!, sortKey, id]).sort(byPlace);
  const wanted = after ? places.filter((place) => byPlace(place, after) > 0) : places;
  const { items, ...rest } = pageOf(wanted.slice(0, limit + 1), limit, (last) => last);
  const ids = items.map(([, , id]) => id);
  const rows = new Map((await membersAmong(platform.db, conversation, ids)).map((member) => [member.user as string, member]));
  return { items: ids.flatMap((id) => rows.get(id) ?? []), ...rest };
}

/** Where a member stands in the list. */
type MemberPlace = readonly [rank: number, sortKey: string, user: string];

function byPlace(a: MemberPlace, b: MemberPlace): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  return a[2] === b[2] ? 0 : a[2] < b[2] ? -1 : 1;
}

/** CV21 Who takes part; found by name, as people are. */
export async function listMembers(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.members'>,
): Promise<Output<'conversations.members'>> {
  const after = memberPlace(input.cursor);
  await requireConversation(platform.db, actor, input.conversation, 'look');
  return memberPage(platform, actor, input, after);
}
