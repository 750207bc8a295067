import type { Conversation, Folder } from '@rapport/contract';
import type { People } from '../people/person-name.ts';

/** The words that names are made of. */
export interface NameWords {
  myself: string;
  someone: string;
  /** Stands between the names of several people. */
  between: string;
  /** What a topic is called, by the conversation it hangs in. */
  topicIn(parent: string): string;
}

/** What a conversation is called: its name, the people in it, or what a topic hangs on. */
export function nameOf(conversation: Conversation, people: People, words: NameWords): string {
  if (conversation.name) return conversation.name;
  if (conversation.parent) return words.topicIn(conversation.parent.conversation);
  if (conversation.kind !== 'direct') return words.someone;
  const peers = conversation.peers ?? [];
  if (peers.length === 0) return words.myself;
  return peers.map((id) => people[id]?.name ?? words.someone).join(words.between);
}

/** Muted: quiet in the list, counted only where one is mentioned. */
export const isMuted = (conversation: Conversation, now: number): boolean =>
  conversation.me?.notify === 'none' || (conversation.me?.mutedUntil ?? 0) > now;

export const isUnread = (conversation: Conversation): boolean =>
  conversation.me !== null && (conversation.me.unread > 0 || conversation.me.unreadFrom !== null);

export const lastActivity = (conversation: Conversation): number => conversation.last?.at ?? conversation.createdAt;

/** Put out of the list until there is news (CV20). */
const isHidden = (conversation: Conversation): boolean => conversation.seq <= (conversation.me?.hiddenSeq ?? -1);

export type Section = 'favourites' | 'groups' | 'direct' | 'topics';
/** Where a row stands: a section that is always there, or a folder of one's own. */
export type Place = { section: Section } | { section: 'folder'; folder: Folder };

export type ListRow =
  | { kind: 'heading'; key: string; place: Place; folded: boolean; count: number }
  | { kind: 'conversation'; key: string; place: Place; conversation: Conversation };

export const placeKey = (place: Place): string => (place.section === 'folder' ? place.folder.id : place.section);

/** My folders in their order. */
export const foldersInOrder = (folders: readonly Folder[]): Folder[] =>
  folders.filter((f) => !f.deleted).sort((a, b) => a.position - b.position || a.name.localeCompare(b.name));

function placeOf(conversation: Conversation, folders: ReadonlyMap<string, Folder>): Place | null {
  const me = conversation.me;
  if (!me || me.left || conversation.archived || isHidden(conversation)) return null;
  // Talk with customers is listed by cases.
  if (conversation.kind === 'customer') return null;
  // A topic shows up beside its parent; in the list only while there is something new in it.
  if (conversation.kind === 'topic') return isUnread(conversation) ? { section: 'topics' } : null;
  if (me.favourite) return { section: 'favourites' };
  const folder = me.folder === null ? undefined : folders.get(me.folder);
  if (folder) return { section: 'folder', folder };
  return { section: conversation.kind === 'direct' ? 'direct' : 'groups' };
}

/** Favourites in one's own order, everything else by activity. */
function compare(place: Place, a: Conversation, b: Conversation): number {
  const last = lastActivity(b) - lastActivity(a);
  if (place.section !== 'favourites') return last;
  const [x, y] = [a.me?.position ?? null, b.me?.position ?? null];
  if (x === null && y === null) return last;
  return (x ?? Number.POSITIVE_INFINITY) - (y ?? Number.POSITIVE_INFINITY);
}

interface ListOptions {
  folders?: readonly Folder[];
  /** Keys of places of which only what is unread is shown. */
  folded?: readonly string[];
  /** Whether empty folders are shown: they can be dropped into. */
  emptyFolders?: boolean;
}

/** The list as it is drawn: favourites, my folders, then the rest, filtered by what was typed. */
export function listRows(
  conversations: readonly Conversation[],
  shows: (conversation: Conversation) => boolean,
  { folders = [], folded = [], emptyFolders = false }: ListOptions = {},
): ListRow[] {
  const own = foldersInOrder(folders);
  const byId = new Map<string, Folder>(own.map((f) => [f.id, f]));
  const there = new Map<string, Conversation[]>();
  for (const conversation of conversations) {
    const place = placeOf(conversation, byId);
    if (!place || !shows(conversation)) continue;
    const list = there.get(placeKey(place));
    if (list) list.push(conversation);
    else there.set(placeKey(place), [conversation]);
  }
  const places: Place[] = [
    { section: 'favourites' },
    ...own.map((folder): Place => ({ section: 'folder', folder })),
    { section: 'groups' },
    { section: 'direct' },
    { section: 'topics' },
  ];
  return places.flatMap((place): ListRow[] => {
    const key = placeKey(place);
    const list = there.get(key) ?? [];
    if (list.length === 0 && !(emptyFolders && place.section === 'folder')) return [];
    const isFolded = folded.includes(key);
    return [
      { kind: 'heading', key, place, folded: isFolded, count: list.length },
      ...list
        .filter((conversation) => !isFolded || isUnread(conversation))
        .sort((a, b) => compare(place, a, b))
        .map((conversation): ListRow => ({ kind: 'conversation', key: conversation.id, place, conversation })),
    ];
  });
}

export type ListFilter = 'all' | 'unread' | 'mentions' | 'direct' | 'groups';
export const listFilters: readonly ListFilter[] = ['all', 'unread', 'mentions', 'direct', 'groups'];

/** Whether a filter lets a conversation through. */
export function passes(filter: ListFilter, conversation: Conversation): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'unread':
      return isUnread(conversation);
    case 'mentions':
      return (conversation.me?.mentions ?? 0) > 0;
    case 'direct':
      return conversation.kind === 'direct';
    case 'groups':
      return conversation.kind !== 'direct';
  }
}

/** The conversation above or below in the list; with `unread`, the next one that has something new. */
export function neighbourOf(rows: readonly ListRow[], current: string | null, step: 1 | -1, unread: boolean): string | null {
  const ids = rows.flatMap((row) =>
    row.kind === 'conversation' && (!unread || isUnread(row.conversation) || row.key === current) ? [row.key] : [],
  );
  if (ids.length === 0) return null;
  const at = current ? ids.indexOf(current) : -1;
  if (at === -1) return ids[step === 1 ? 0 : ids.length - 1] ?? null;
  return ids[(at + step + ids.length) % ids.length] ?? null;
}
