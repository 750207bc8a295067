import { type Draft, Fault, type Folder, type MyState, type Saved } from '@rapport/contract';
import { newId, type Platform, pageOf, readCursor, type Tx } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { moveCustomerPointer } from './customers/writer.ts';
import { requireConversation } from './guard.ts';
import { messageHead } from './message-reader.ts';
import { placeKey, visibleInTurn } from './needs-reader.ts';
import { summariesOf, summaryOf } from './reader.ts';
import { foldersOf, savedPage } from './state-reader.ts';
import {
  changeMyState,
  emptyFolder,
  moveReadPointer,
  putDraft,
  putFolder,
  putSaved,
  readEverything,
  type StateChange,
  setUnreadFrom,
  unreadEverything,
} from './state-writer.ts';

const maxFolders = 100;
/** Milliseconds for which a reminder's time may have passed on its way here. */
const pastReminder = 60_000;

/** A state frame for all my devices, after the commit (SY8). */
export function tell(platform: Platform, tx: Tx, { user }: Pick<Actor, 'user'>, frame: Record<string, unknown>): void {
  tx.afterCommit(() => platform.bus.publish('user', { user, frame: JSON.stringify(frame) }));
}

/** My place after a change; one must have a membership row to change it. */
async function mine(tx: Tx, actor: Actor, conversation: string): Promise<{ me: MyState; ev: number }> {
  const { me, ev } = await summaryOf(tx, actor, conversation);
  if (!me || me.left) throw new Fault('not-found', { what: 'conversation' });
  return { me, ev };
}

async function changing(
  platform: Platform,
  actor: Actor,
  conversation: string,
  change: (tx: Tx, kind: string) => Promise<boolean>,
): Promise<MyState> {
  return platform.db.transaction(async (tx) => {
    const { kind } = await requireConversation(tx, actor, conversation, 'take-part');
    const changed = await change(tx, kind);
    const { me, ev } = await mine(tx, actor, conversation);
    if (changed) tell(platform, tx, actor, { type: 'state.mine', conversation, ev, me });
    return me;
  });
}

export const markRead = (platform: Platform, actor: Actor, input: { conversation: string; seq: number }): Promise<MyState> =>
  changing(platform, actor, input.conversation, (tx, kind) => {
    const move = kind === 'customer' ? moveCustomerPointer : moveReadPointer;
    return move(tx, actor.user, input.conversation, input.seq);
  });

/** Of a customer conversation one keeps how far one has read, and nothing else: the case says the rest. */
function requireOwnPlace(kind: string): void {
  if (kind === 'customer')
    throw new Fault('invalid-input', { field: 'conversation', reason: 'the case keeps this of a customer conversation' });
}

export const markUnread = (platform: Platform, actor: Actor, input: { conversation: string; seq: number }): Promise<MyState> =>
  changing(platform, actor, input.conversation, async (tx, kind) => {
    requireOwnPlace(kind);
    await setUnreadFrom(tx, actor.user, input.conversation, input.seq);
    return true;
  });

export async function markAllRead(platform: Platform, actor: Actor, input: { undo: boolean }): Promise<{ changed: number }> {
  return platform.db.transaction(async (tx) => {
    const changed = input.undo ? await unreadEverything(tx, actor.user) : await readEverything(tx, actor.user);
    if (changed > 0) tell(platform, tx, actor, { type: 'state.all-read', changed });
    return { changed };
  });
}

export interface MyChange extends StateChange {
  conversation: string;
}

export const changeMine = (platform: Platform, actor: Actor, input: MyChange): Promise<MyState> =>
  changing(platform, actor, input.conversation, async (tx, kind) => {
    requireOwnPlace(kind);
    if (input.folder && !(await foldersOf(tx, actor.user)).some((f) => f.id === input.folder))
      throw new Fault('not-found', { what: 'folder' });
    await changeMyState(tx, actor.user, input.conversation, input);
    return true;
  });

export async function saveDraft(platform: Platform, actor: Actor, input: { conversation: string; text: string }): Promise<Draft> {
  return platform.db.transaction(async (tx) => {
    await requireConversation(tx, actor, input.conversation, 'take-part');
    const draft = await putDraft(tx, actor.user, input.conversation, input.text);
    tell(platform, tx, actor, { type: 'state.draft', draft });
    return draft;
  });
}

export async function changeFolder(
  platform: Platform,
  actor: Actor,
  input: { id?: string | undefined; name?: string | undefined; position?: number | undefined; deleted?: boolean | undefined },
): Promise<Folder> {
  return platform.db.transaction(async (tx) => {
    const own = await foldersOf(tx, actor.user);
    if (input.id && !own.some((f) => f.id === input.id)) throw new Fault('not-found', { what: 'folder' });
    if (!input.id && !input.name) throw new Fault('invalid-input', { field: 'name', reason: 'a folder needs a name' });
    if (!input.id && own.length >= maxFolders) throw new Fault('quota-exceeded', { quota: `${maxFolders} folders` });
    const folder = await putFolder(tx, actor.user, input.id ?? newId(), input);
    if (!folder) throw new Fault('not-found', { what: 'folder' });
    const emptied = folder.deleted ? await emptyFolder(tx, actor.user, folder.id) : [];
    for (const { id, ev, me } of await summariesOf(tx, actor, emptied))
      if (me) tell(platform, tx, actor, { type: 'state.mine', conversation: id, ev, me });
    tell(platform, tx, actor, { type: 'state.folder', folder });
    return folder;
  });
}

export async function saveMessage(
  platform: Platform,
  actor: Actor,
  input: { conversation: string; seq: number; on: boolean; remindAt: number | null; note: string },
): Promise<Saved> {
  return platform.db.transaction(async (tx) => {
    const place = await requireConversation(tx, actor, input.conversation, 'look');
    const head = input.seq >= place.fromSeq ? await messageHead(tx, input.conversation, input.seq) : undefined;
    if (!head || (head.recalled && input.on)) throw new Fault('not-found', { what: 'message' });
    const saved = await putSaved(tx, actor.user, input);
    const key = `reminder/${actor.user}/${input.conversation}/${input.seq}`;
    // One that is long past reminds of nothing: it is put back as it was.
    if (input.on && input.remindAt && input.remindAt > platform.clock.now() - pastReminder) {
      await platform.jobs.enqueue(
        tx,
        'conversations.remind',
        { user: actor.user, conversation: input.conversation, seq: input.seq },
        { runAt: input.remindAt, key },
      );
    } else await platform.jobs.cancel(tx, key);
    tell(platform, tx, actor, { type: 'state.saved', saved });
    return saved;
  });
}

/** What I saved, with the messages I may still see. */
export async function savedMessages(platform: Platform, actor: Actor, input: { cursor?: string | undefined; limit: number }) {
  const before = readCursor<[number, string, number]>(input.cursor, ['number', 'id', 'number']);
  const rows = await savedPage(
    platform.db,
    actor.user,
    before && { at: before[0], conversation: before[1], seq: before[2] },
    input.limit + 1,
  );
  const asked = rows.slice(0, input.limit);
  const { messages, whole } = await visibleInTurn(platform.db, actor, asked);
  // Where long ones took the room the page ends with the last that had some.
  const shown = whole ? asked.length : asked.findLastIndex((saved) => messages.has(placeKey(saved))) + 1;
  const page = pageOf(rows, shown, ({ at, conversation, seq }) => [at, conversation, seq]);
  const items = page.items.flatMap((saved) => {
    const message = messages.get(placeKey(saved));
    return message ? [{ saved, message }] : [];
  });
  return { ...page, items };
}
