import { labelsMost, mentionsOf } from '@rapport/contract';
import type { NumberedChange, Platform, Tx } from '@rapport/platform';
import { addReferences } from '../files/index.ts';
import type { ImportedHead } from './import-reader.ts';
import {
  type ImportedConversation,
  type ImportedMessage,
  type ImportedReaction,
  type ImportedVersion,
  insertImportedConversations,
  insertImportedMentions,
  insertImportedMessages,
  insertImportedReactions,
  insertImportedVersions,
  keepAllRead,
  keepImportedAttachments,
  updateImportedMessages,
} from './import-writer.ts';
import { putLabels } from './label-writer.ts';
import { inOrder } from './labels.ts';
import { messageLabels } from './message-label-reader.ts';
import { countSupplement } from './supplement-writer.ts';
import { isTeam } from './team-reader.ts';
import { changeConversation } from './writer.ts';

/** What one batch of an import writes. Numbers were handed out from locked streams. */
export interface ImportedBatch {
  /** Topics that are opened. */
  topics: ImportedConversation[];
  messages: ImportedMessage[];
  /** Earlier messages that changed, as they stand now. */
  touched: ImportedHead[];
  versions: ImportedVersion[];
  reactions: ImportedReaction[];
  /** Labels that messages get. `at`: Unix ms. */
  labels: { conversation: string; seq: number; ev: number; author: string; at: number; labels: string[] }[];
  /** Messages that are supplements, and what they are about; `ev` of the original's change. */
  supplements: { conversation: string; seq: number; of: number; ev: number }[];
  /** Files of messages. */
  attached: { conversation: string; seq: number; files: string[] }[];
  changes: NumberedChange[];
  /** Streams that were there before, with the `seq` before and after. */
  grown: { conversation: string; before: number; after: number }[];
}

/**
 * Opens conversations of an import, empty and without members. Answers the ids of those that are new: of a direct conversation
 * there is one for each set of people (CV9).
 */
export async function openImported(platform: Platform, tx: Tx, rows: readonly ImportedConversation[]): Promise<string[]> {
  if (rows.length === 0) return [];
  await platform.log.create(
    tx,
    rows.map((r) => r.id),
    'conversation',
  );
  return insertImportedConversations(tx, rows);
}

/** Writes a batch: conversations, messages, versions with a record key each, log rows (the same as of live messages). */
export async function writeImported(platform: Platform, tx: Tx, batch: ImportedBatch): Promise<void> {
  await openImported(platform, tx, batch.topics);
  await platform.log.appendBulk(tx, batch.changes);
  if (batch.messages.length > 0) await insertImportedMessages(tx, batch.messages);
  if (batch.versions.length > 0) {
    await insertImportedVersions(
      tx,
      batch.versions.map((v) => ({ ...v, key: platform.vault.newKey().wrapped })),
    );
  }
  const edits = batch.versions.filter((v) => v.previousEv !== null);
  if (edits.length > 0) await keepImportedAttachments(tx, edits);
  for (const { conversation, seq, files } of batch.attached)
    await addReferences(tx, files, { kind: 'message', id: `${conversation}/${seq}` });
  const mentions = batch.versions.filter((v) => v.previousEv === null).flatMap(mentionRows);
  if (mentions.length > 0) await insertImportedMentions(tx, mentions);
  if (batch.reactions.length > 0) await insertImportedReactions(tx, batch.reactions);
  if (batch.touched.length > 0) await updateImportedMessages(tx, batch.touched);
  for (const given of batch.labels) await labelImported(platform, tx, given);
  for (const { conversation, seq, of, ev } of batch.supplements) await countSupplement(tx, conversation, of, seq, ev);
  const grown = batch.grown.filter((g) => g.after > g.before);
  if (grown.length > 0) await keepAllRead(tx, grown);
}

/** What it has stays; beyond the most that a message holds the rest is left. */
async function labelImported(platform: Platform, tx: Tx, given: ImportedBatch['labels'][number]): Promise<void> {
  const { ev, labels: has } = await messageLabels(tx, given.conversation, given.seq);
  const labels = inOrder([...new Set([...has, ...given.labels])].slice(0, labelsMost));
  await putLabels(tx, { ...given, previousEv: ev, key: platform.vault.newKey().wrapped, labels });
}

function mentionRows(v: ImportedVersion): { conversation: string; seq: number; user: string | null; audience: string | null }[] {
  const { users, all } = mentionsOf(v.text);
  const place = { conversation: v.conversation, seq: v.seq };
  const people = users.map((user) => ({ ...place, user, audience: null }));
  return all ? [...people, { ...place, user: null, audience: 'all' }] : people;
}

/** Name, description and archiving as the source has them last; live clients are told. */
export async function changeImported(
  platform: Platform,
  tx: Tx,
  conversation: string,
  actor: string | null,
  change: Partial<{ name: string; purpose: string; archived: boolean; visibility: 'open' }>,
): Promise<void> {
  // A group that has become a team since stays private, whatever the source says.
  if (change.visibility === 'open' && (await isTeam(tx, conversation))) delete change.visibility;
  if (Object.keys(change).length === 0) return;
  await changeConversation(tx, conversation, change);
  await platform.log.append(tx, conversation, [{ type: 'conversation.changed', actor, live: () => ({ change }) }]);
}
