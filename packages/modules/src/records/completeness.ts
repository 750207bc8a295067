import type { Completeness, Parsed } from '@rapport/contract';
import { parseLeaf } from '@rapport/ledger';
import type { Platform } from '@rapport/platform';
import { requireConversation } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';
import { censusHolding, newestNumbers } from './card-reader.ts';
import { leafOf, streamsNamed } from './reader.ts';
import type { LeafRow } from './rows.ts';

/** Leaves looked at for gaps: the newest, so that the price has an end. */
const mostChecked = 50_000;

const edgeOf = (leaf: LeafRow): NonNullable<Completeness['first']> => ({
  ev: leaf.ev,
  epoch: leaf.epoch,
  index: leaf.index,
  at: parseLeaf(leaf.leaf).at,
});

/** Whether everything that happened in a conversation stands in the ledger (RE8), for whoever may see it. */
export async function completeness(
  platform: Platform,
  actor: Actor,
  { conversation }: Parsed<'records.completeness'>,
): Promise<Completeness> {
  const { db } = platform;
  const { ev: events } = await requireConversation(db, actor, conversation, 'look');
  const [stream] = await streamsNamed(db, [conversation]);
  const leaves = stream?.ev ?? 0;
  const low = Math.max(0, leaves - mostChecked);
  const checked = await newestNumbers(db, conversation, low);
  const [first, last, census] = await Promise.all([
    leafOf(db, conversation, 1),
    leafOf(db, conversation, leaves),
    censusHolding(db, conversation),
  ]);
  return {
    events: Math.max(events, leaves),
    leaves,
    checked: checked.count,
    gaps: checked.gaps,
    ...(first ? { first: edgeOf(first) } : {}),
    ...(last ? { last: edgeOf(last) } : {}),
    ...(census ? { census: { ev: census.ev, epoch: census.epoch, index: census.index, at: parseLeaf(census.leaf).at } } : {}),
  };
}
