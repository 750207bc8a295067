import { type Conversation, excerptOf, type Message, type Output, type Parsed } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { lookFor } from './look-lane.ts';
import { messagesBySeq } from './message-reader.ts';
import { sharedIds } from './outline-reader.ts';
import { newestIds, openGroupIds, summariesOf, summaryOf, topicIds } from './reader.ts';
import { isSnapshot } from './snapshot.ts';

/** Rows as the ids ask for them. */
const inOrder = (ids: readonly string[], found: readonly Conversation[]): Conversation[] => {
  const byId = new Map(found.map((c) => [c.id as string, c]));
  return ids.flatMap((id) => byId.get(id) ?? []);
};

/**
 * What changed for me since my cursor (SY6). A cursor of another epoch, or one that is none, is as good as no cursor: then the
 * newest conversations come, and whatever was held begins anew.
 */
export async function sync(
  platform: Platform,
  actor: Actor,
  epoch: string,
  input: Parsed<'conversations.sync'>,
): Promise<Output<'conversations.sync'>> {
  const known = input.cursor && input.epoch === epoch && isSnapshot(input.cursor) ? input.cursor : null;
  const { cursor, reset, conversations, drafts, folders, saved, organizationEv } = await lookFor(platform, actor, known);
  const answer = { epoch, cursor, reset, conversations, drafts, folders, saved, organizationEv };
  if (!reset) return answer;
  const { items, next } = await listConversations(platform, actor, { limit: input.limit, archived: false });
  return { ...answer, conversations: items, ...(next ? { next } : {}) };
}

type Page = { items: Conversation[]; next?: string };

/** The conversations of a page of ids. */
async function summarized(platform: Platform, actor: Actor, page: { items: { id: string }[]; next?: string }): Promise<Page> {
  const ids = page.items.map(({ id }) => id);
  return { ...page, items: inOrder(ids, ids.length === 0 ? [] : await summariesOf(platform.db, actor, ids)) };
}

const byActivity = ({ at, id }: { at: number; id: string }) => [at, id];
const byName = ({ name, id }: { name: string; id: string }) => [name, id];

const activityCursor = (cursor: string | undefined) => {
  const place = readCursor<[number, string]>(cursor, ['number', 'id']);
  return place && { at: place[0], id: place[1] };
};

export async function listConversations(platform: Platform, actor: Actor, input: Parsed<'conversations.list'>): Promise<Page> {
  const rows = await newestIds(platform.db, actor.user, {
    before: activityCursor(input.cursor),
    limit: input.limit + 1,
    archived: input.archived,
  });
  return summarized(platform, actor, pageOf(rows, input.limit, byActivity));
}

/** What a topic hangs on, as its list shows it; nothing of what was taken back. */
function rootOf(message: Message | undefined): Output<'conversations.topics'>['items'][number]['root'] {
  if (!message || message.recalled) return null;
  const { sender, senderName, text, attachments } = message;
  const file = attachments?.[0]?.name;
  return { sender, text: excerptOf(text), ...(senderName ? { senderName } : {}), ...(file ? { file } : {}) };
}

/** CV1, SY10 Topics of a conversation: whoever may see one may see the message it hangs on, as they are listed from their first `seq` on. */
export async function listTopics(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.topics'>,
): Promise<Output<'conversations.topics'>> {
  const place = await requireConversation(platform.db, actor, input.conversation, 'look');
  const rows = await topicIds(platform.db, input.conversation, place.fromSeq, activityCursor(input.cursor), input.limit + 1);
  const page = await summarized(platform, actor, pageOf(rows, input.limit, byActivity));
  const seqs = page.items.flatMap((topic) => topic.parent?.seq ?? []);
  const roots = new Map((await messagesBySeq(platform.db, input.conversation, seqs)).map((m) => [m.seq, m]));
  return { ...page, items: page.items.map((topic) => ({ ...topic, root: rootOf(roots.get(topic.parent?.seq ?? 0)) })) };
}

/** Open groups I could join; guests see none (CV1). */
export async function browse(platform: Platform, actor: Actor, input: Parsed<'conversations.browse'>): Promise<Page> {
  if (actor.kind === 'guest' || !actor.permissions.has('conversations.browse')) return { items: [] };
  const rows = await openGroupIds(
    platform.db,
    actor.user,
    input.text,
    readCursor<[string, string]>(input.cursor, ['text', 'id']),
    input.limit + 1,
  );
  return summarized(platform, actor, pageOf(rows, input.limit, byName));
}

/** Groups I take part in with somebody; with myself, none. */
export async function sharedWith(platform: Platform, actor: Actor, input: Parsed<'conversations.sharedWith'>): Promise<Page> {
  if (input.user === actor.user) return { items: [] };
  const after = readCursor<[string, string]>(input.cursor, ['text', 'id']);
  const rows = await sharedIds(platform.db, [actor.user, input.user], after, input.limit + 1);
  return summarized(platform, actor, pageOf(rows, input.limit, byName));
}

export async function getConversation(platform: Platform, actor: Actor, input: { conversation: string }): Promise<Conversation> {
  await requireConversation(platform.db, actor, input.conversation, 'look');
  return summaryOf(platform.db, actor, input.conversation);
}
