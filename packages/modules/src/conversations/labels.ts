import { Fault, labelsMost, type Output, type Parsed } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { labelsUsed } from './label-reader.ts';
import { putLabels } from './label-writer.ts';
import { lockConversation } from './lock-writer.ts';
import { messageLabels } from './message-label-reader.ts';
import { messageHead } from './message-reader.ts';

type Changed = Output<'labels.change'>;

/** The message as it may be labelled: it stands, and the actor sees it and may write there. */
async function requireStanding(tx: Tx, actor: Actor, conversation: string, seq: number) {
  await lockConversation(tx, conversation);
  const place = await requireConversation(tx, actor, conversation, 'post');
  const head = seq >= place.fromSeq ? await messageHead(tx, conversation, seq) : undefined;
  if (!head || head.withheld || head.recalled) throw new Fault('not-found', { what: 'message' });
  return head;
}

/** As PostgreSQL orders them by their bytes. */
export const inOrder = (labels: Iterable<string>): string[] =>
  [...labels].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

/** Puts labels on a message and takes others off (CV33); what changes nothing is no event. */
export async function changeLabels(
  platform: Platform,
  actor: Actor,
  { conversation, seq, add, remove }: Parsed<'labels.change'>,
): Promise<Changed> {
  await requireConversation(platform.db, actor, conversation, 'post');
  return platform.db.transaction(async (tx) => {
    const head = await requireStanding(tx, actor, conversation, seq);
    const before = await messageLabels(tx, conversation, seq);
    const left = before.labels.filter((label) => !remove.includes(label));
    const labels = inOrder(new Set([...left, ...add]));
    if (labels.length > labelsMost) throw new Fault('quota-exceeded', { quota: `${labelsMost} labels` });
    if (labels.join('\n') === before.labels.join('\n')) return { labels };
    const { first: ev, at } = await platform.log.append(tx, conversation, [
      { type: 'message.labelled', actor: actor.user, target: head.ev, live: () => ({ seq, labels }) },
    ]);
    const { key, wrapped } = platform.vault.newKey();
    key.fill(0);
    await putLabels(tx, { conversation, seq, ev, previousEv: before.ev, author: actor.user, at, key: wrapped, labels });
    return { labels };
  });
}

/** What to offer whoever begins to write a label (CV33). */
export const showLabelsUsed = async (
  platform: Platform,
  actor: Actor,
  { text, limit }: Parsed<'labels.used'>,
): Promise<Output<'labels.used'>> => ({ labels: await labelsUsed(platform.db, actor, text.trim(), limit) });
