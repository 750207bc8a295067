import type { Conversation, Folder, Input } from '@rapport/contract';
import { type ListRow, type Place, placeKey } from '../naming.ts';

type Change = Omit<Input<'conversations.changeMine'>, 'conversation'>;
export interface Move {
  conversation: Conversation;
  change: Change;
}

/** Between two favourites. */
const gap = 1_024;

const belongs = (place: Place): Change =>
  place.section === 'favourites'
    ? { favourite: true }
    : { favourite: false, folder: place.section === 'folder' ? place.folder.id : null };

/**
 * What changes when a conversation is dropped on a row: it goes to the row's place, and among favourites above that row. A topic goes
 * nowhere; groups and direct talk have no order of one's own, so that the newest stays above.
 */
export function movesOf(rows: readonly ListRow[], moved: Conversation, onto: ListRow): Move[] {
  const { place } = onto;
  if (moved.kind === 'topic' || place.section === 'topics' || onto.key === moved.id) return [];
  if (place.section !== 'favourites') return [{ conversation: moved, change: belongs(place) }];
  const order = rows.flatMap((row) =>
    row.kind === 'conversation' && placeKey(row.place) === 'favourites' && row.key !== moved.id ? [row.conversation] : [],
  );
  const at = onto.kind === 'heading' ? 0 : order.findIndex((c) => c.id === onto.key);
  order.splice(Math.max(0, at), 0, moved);
  return order.flatMap((conversation, n): Move[] => {
    const position = (n + 1) * gap;
    if (conversation.id === moved.id) return [{ conversation, change: { favourite: true, position } }];
    return conversation.me?.position === position ? [] : [{ conversation, change: { position } }];
  });
}

/** The new numbers of folders in their order when one is put among them; everybody's is told anew where two had the same. */
export function folderMoves(folders: readonly Folder[], moved: Folder, to: number): Pick<Folder, 'id' | 'position'>[] {
  const order = folders.filter((folder) => folder.id !== moved.id);
  order.splice(to, 0, moved);
  return order.flatMap(({ id, position: before }, position) => (before === position ? [] : [{ id, position }]));
}

/** What changes when a folder is dropped on a row: it takes the place of the row's folder; elsewhere it stays. */
export function folderMovesOf(rows: readonly ListRow[], moved: Folder, { place }: ListRow): Pick<Folder, 'id' | 'position'>[] {
  if (place.section !== 'folder') return [];
  const folders = rows.flatMap((row) => (row.kind === 'heading' && row.place.section === 'folder' ? [row.place.folder] : []));
  return folderMoves(
    folders,
    moved,
    folders.findIndex(({ id }) => id === place.folder.id),
  );
}
