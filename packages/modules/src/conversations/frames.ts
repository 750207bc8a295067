import { frameText, type Platform } from '@rapport/platform';
import { changesBetween } from './log-reader.ts';
import { messagesBySeq } from './message-reader.ts';

/**
 * The frames of a range of a stream, made again from the log and the present state: how a node repairs what the bus lost,
 * once for all its clients (SY5). Only what a message frame can carry is rebuilt; undefined asks clients to pull.
 */
export async function framesBetween(
  platform: Platform,
  conversation: string,
  first: number,
  last: number,
): Promise<string[] | undefined> {
  const entries = await changesBetween(platform.db, conversation, first, last);
  if (entries.length !== last - first + 1 || entries.some((e) => e.type !== 'message.sent')) return undefined;
  const messages = await messagesBySeq(
    platform.db,
    conversation,
    entries.map((e) => e.seq!),
  );
  if (messages.length !== entries.length) return undefined;
  // A message changed since carries a later `ev`: then its own frame is on the way, and this range cannot be told as it was.
  if (messages.some((m, i) => m.ev !== entries[i]!.ev)) return undefined;
  return entries.map((e, i) =>
    frameText({ stream: conversation, ev: e.ev, type: e.type, actor: e.actor, at: e.at }, { message: messages[i] }),
  );
}
