import type { ImportDelete, ImportEdit, ImportItem, ImportMessage } from './import-item.ts';
import type { ItemKey } from './item-key.ts';
import type { ItemRow } from './reader.ts';

/** Items that are written message by message; memberships and changes are weighed once a conversation is read. */
export type BatchItem = ImportMessage | ImportEdit | ImportDelete;
export const isBatchItem = (item: ImportItem): item is BatchItem =>
  item.kind === 'message' || item.kind === 'edit' || item.kind === 'delete';

/** The key of the edit that a message's edit mark tells of; the same as of the edit itself (IM14). */
export function editMarkKey(message: ImportMessage, key: ItemKey): string | undefined {
  if (!message.edited) return undefined;
  const micros = String(message.edited.atMicros).padStart(7, '0');
  return key(`edit:${message.externalId}:${micros.slice(0, -6)}.${micros.slice(-6)}`, message.externalId);
}

/** A reaction of one person to one message. */
export const reactionKey = (key: ItemKey, message: string, emoji: string, person: string): string =>
  key(`reaction:${message}:${emoji}:${person}`, message);

const reactionKeys = (message: ImportMessage, key: ItemKey): string[] =>
  message.reactions.flatMap(({ emoji, users }) => users.map((user) => reactionKey(key, message.externalId, emoji, user)));

/** A label of a message. */
export const labelKey = (key: ItemKey, message: string, label: string): string => key(`label:${message}:${label}`, message);

const labelKeys = (message: ImportMessage, key: ItemKey): string[] =>
  (message.labels ?? []).map((label) => labelKey(key, message.externalId, label));

function messageKeys(message: ImportMessage, key: ItemKey): string[] {
  const mark = editMarkKey(message, key);
  return [
    key(message.externalId),
    ...(message.threadParent === undefined ? [] : [key(message.threadParent)]),
    ...(mark === undefined ? [] : [mark]),
    ...[message.carried?.quote, message.carried?.supplement?.of].flatMap((id) => (id === undefined ? [] : [key(id)])),
    ...reactionKeys(message, key),
    ...labelKeys(message, key),
  ];
}

/** Every key that must be known to decide about an item. */
export function keysOf(item: BatchItem, key: ItemKey): string[] {
  if (item.kind === 'message') return messageKeys(item, key);
  const own = [key(item.externalId, item.target), key(item.target)];
  return item.kind === 'edit' ? [...own, ...messageKeys(item.message, key)] : own;
}

/** Messages that were there before and must be looked at: they will change, or an answer hangs on them. */
export function headsWanted(items: readonly BatchItem[], key: ItemKey, known: ReadonlyMap<string, ItemRow>): ItemRow[] {
  const wanted = new Map<string, ItemRow>();
  const want = (externalId: string | undefined) => {
    const row = externalId === undefined ? undefined : known.get(key(externalId));
    if (row?.conversation) wanted.set(row.key, row);
  };
  for (const item of items) {
    if (item.kind !== 'message') {
      if (!known.has(key(item.externalId, item.target))) want(item.target);
    } else if (!known.has(key(item.externalId))) {
      want(item.threadParent);
      want(item.carried?.supplement?.of);
    } else if (
      item.recalled ||
      [editMarkKey(item, key), ...reactionKeys(item, key), ...labelKeys(item, key)].some((k) => k !== undefined && !known.has(k))
    )
      want(item.externalId);
    if (item.kind === 'edit' && !known.has(key(item.target))) want(item.message.threadParent);
  }
  return [...wanted.values()];
}
