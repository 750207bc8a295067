import type { Conversation, Member, Output, Parsed } from '@rapport/contract';
import { type Platform, pgCode, type Queryable, readCursor, writeCursor } from '@rapport/platform';
import { type Actor, organizationStreamEv } from '../people/index.ts';
import { requireConversation } from './guard.ts';
import { changedIds, membersOf, newestIds, openGroupIds, summariesOf, summaryOf, topicIds } from './reader.ts';
import { draftsOf, foldersOf, savedOf, snapshotNow } from './state-reader.ts';

/** More changed conversations than this, and the client begins anew. */
const maxChanged = 500;
const snapshotShape = /^\d{1,20}:\d{1,20}:(\d{1,20}(,\d{1,20})*)?$/;

/** Rows as the ids ask for them. */
const inOrder = (ids: readonly string[], found: readonly Conversation[]): Conversation[] => {
  const byId = new Map(found.map((c) => [c.id as string, c]));
  return ids.flatMap((id) => byId.get(id) ?? []);
};

/** A cursor that looks like one but is none is as good as no cursor. */
async function changedOrUndefined(db: Queryable, user: string, cursor: string): Promise<string[] | undefined> {
  try {
    return await changedIds(db, user, cursor);
  } catch (error) {
    if (pgCode(error)?.startsWith('22')) return undefined;
    throw error;
  }
}

/**
 * What changed for me since my cursor (SY6). The snapshot is taken before the rows are read: what commits in between is seen
 * twice, never missed.
 */
export async function sync(
  platform: Platform,
  actor: Actor,
  epoch: string,
  input: Parsed<'conversations.sync'>,
): Promise<Output<'conversations.sync'>> {
  const { db } = platform;
  const cursor = await snapshotNow(db);
  const known = input.cursor && input.epoch === epoch && snapshotShape.test(input.cursor) ? input.cursor : null;
  const changed = known === null ? undefined : await changedOrUndefined(db, actor.user, known);
  const reset = changed === undefined || changed.length > maxChanged;
  const page = reset ? await newestIds(db, actor.user, { limit: input.limit + 1, archived: false }) : [];
  const ids = reset ? page.slice(0, input.limit).map((r) => r.id) : changed;
  const since = reset ? null : known;
  const [conversations, drafts, folders, saved, organizationEv] = await Promise.all([
    ids.length === 0 ? [] : summariesOf(db, actor, ids, 'with tombstones'),
    draftsOf(db, actor.user, since),
    foldersOf(db, actor.user, since),
    savedOf(db, actor.user, since),
    organizationStreamEv(db),
  ]);
  const last = page[input.limit - 1];
  return {
    epoch,
    cursor,
    reset,
    conversations: inOrder(ids, conversations),
    drafts,
    folders,
    saved,
    organizationEv,
    ...(page.length > input.limit && last ? { next: writeCursor([last.at, last.id]) } : {}),
  };
}

type Page = { items: Conversation[]; next?: string };

async function pageOfRows(platform: Platform, actor: Actor, rows: { id: string; at: number }[], limit: number): Promise<Page> {
  const shown = rows.slice(0, limit);
  const ids = shown.map((r) => r.id);
  const items = inOrder(ids, ids.length === 0 ? [] : await summariesOf(platform.db, actor, ids));
  const last = shown.at(-1);
  return rows.length > limit && last ? { items, next: writeCursor([last.at, last.id]) } : { items };
}

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
  return pageOfRows(platform, actor, rows, input.limit);
}

export async function listTopics(platform: Platform, actor: Actor, input: Parsed<'conversations.topics'>): Promise<Page> {
  const place = await requireConversation(platform.db, actor, input.conversation, 'look');
  const rows = await topicIds(platform.db, input.conversation, place.fromSeq, activityCursor(input.cursor), input.limit + 1);
  return pageOfRows(platform, actor, rows, input.limit);
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
  const shown = rows.slice(0, input.limit);
  const ids = shown.map((r) => r.id);
  const items = inOrder(ids, ids.length === 0 ? [] : await summariesOf(platform.db, actor, ids));
  const last = shown.at(-1);
  return rows.length > input.limit && last ? { items, next: writeCursor([last.name, last.id]) } : { items };
}

export async function getConversation(platform: Platform, actor: Actor, input: { conversation: string }): Promise<Conversation> {
  await requireConversation(platform.db, actor, input.conversation, 'look');
  return summaryOf(platform.db, actor, input.conversation);
}

export async function listMembers(
  platform: Platform,
  actor: Actor,
  input: Parsed<'conversations.members'>,
): Promise<{ items: Member[]; next?: string }> {
  await requireConversation(platform.db, actor, input.conversation, 'look');
  const after = readCursor<[string]>(input.cursor, ['id'])?.[0];
  const rows = await membersOf(platform.db, input.conversation, after, input.limit + 1);
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  return rows.length > input.limit && last ? { items, next: writeCursor([last.user]) } : { items };
}
