import { Fault, type Message, type MessageDraft, type Output, type Parsed } from '@rapport/contract';
import { type Platform, pageOf, type Queryable, readCursor, type Tx } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { hideOldQuotes, messageHead } from './message-reader.ts';
import type { Place } from './rows.ts';
import { supplementedBy, supplementsOf } from './supplement-reader.ts';
import { countSupplement } from './supplement-writer.ts';

/** What a draft is a supplement of, checked (CV26): a message that one sees, recalled or not, and no supplement itself. */
export async function requireOriginal(
  q: Queryable,
  place: Place,
  draft: MessageDraft,
): Promise<{ seq: number; sender: string | null } | undefined> {
  const { supplement } = draft;
  if (!supplement) return undefined;
  const at = 'draft/supplement/of';
  if (draft.text.trim() === '') throw new Fault('invalid-input', { field: 'draft/text', reason: 'a supplement has words' });
  if (draft.quote !== undefined && draft.quote !== supplement.of)
    throw new Fault('invalid-input', { field: 'draft/quote', reason: 'a supplement quotes what it supplements' });
  if (draft.form) throw new Fault('invalid-input', { field: 'draft/form', reason: 'a supplement is no form record' });
  const found = supplement.of >= place.fromSeq ? await supplementedBy(q, place.id, supplement.of) : undefined;
  if (!found) throw new Fault('not-found', { what: 'message' });
  if (found.of !== null) throw new Fault('invalid-input', { field: at, reason: 'a supplement itself: supplement its original' });
  return { seq: supplement.of, sender: found.sender };
}

/** In the transaction that sends it: the original counts its supplement, and everybody is told. */
export async function bindSupplement(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  sent: { conversation: string; seq: number; of: number },
): Promise<void> {
  const { conversation, seq, of } = sent;
  const original = (await messageHead(tx, conversation, of))!;
  let supplements = 0;
  const { first } = await platform.log.append(tx, conversation, [
    { type: 'message.changed', actor: actor.user, target: original.ev, live: () => ({ seq: of, supplements }) },
  ]);
  supplements = await countSupplement(tx, conversation, of, seq, first);
}

/** Supplements of a message, oldest first (CV26). */
export async function listSupplements(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.supplements'>,
): Promise<Output<'conversations.supplements'>> {
  const { conversation, seq, limit } = input;
  const place = await requireConversation(platform.db, actor, conversation, 'look');
  const found = seq >= place.fromSeq ? await supplementedBy(platform.db, conversation, seq) : undefined;
  if (!found) throw new Fault('not-found', { what: 'message' });
  const [after] = readCursor<[number]>(input.cursor, ['number']) ?? [0];
  const messages: Message[] = await supplementsOf(platform.db, conversation, seq, after, limit + 1);
  return pageOf(hideOldQuotes(messages, place.fromSeq), limit, (m) => [m.seq]);
}
