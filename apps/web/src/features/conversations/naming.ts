import type { Conversation } from '@rapport/contract';
import type { People } from '../people/person-name.ts';

/** The words that names are made of. */
export interface NameWords {
  myself: string;
  someone: string;
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
  return new Intl.ListFormat(undefined, { type: 'unit', style: 'short' }).format(
    peers.map((id) => people[id]?.name ?? words.someone),
  );
}

/** Muted: quiet in the list, counted only where one is mentioned. */
export const isMuted = (conversation: Conversation, now: number): boolean =>
  conversation.me?.notify === 'none' || (conversation.me?.mutedUntil ?? 0) > now;

export const isUnread = (conversation: Conversation): boolean =>
  conversation.me !== null && (conversation.me.unread > 0 || conversation.me.unreadFrom !== null);

export const lastActivity = (conversation: Conversation): number => conversation.last?.at ?? conversation.createdAt;

export type ListRow =
  | { kind: 'heading'; key: string; section: Section }
  | { kind: 'conversation'; key: string; conversation: Conversation };
export type Section = 'favourites' | 'groups' | 'direct' | 'topics';

const sections: readonly Section[] = ['favourites', 'groups', 'direct', 'topics'];

function sectionOf(conversation: Conversation): Section | null {
  const me = conversation.me;
  if (!me || me.left || conversation.archived) return null;
  // A topic shows up beside its parent; in the list only while there is something new in it.
  if (conversation.kind === 'topic') return isUnread(conversation) ? 'topics' : null;
  if (me.favourite) return 'favourites';
  return conversation.kind === 'direct' ? 'direct' : 'groups';
}

/** The list as it is drawn: sections, newest activity first, filtered by what was typed. */
export function listRows(conversations: readonly Conversation[], shows: (conversation: Conversation) => boolean): ListRow[] {
  const bySection = new Map<Section, Conversation[]>();
  for (const conversation of conversations) {
    const section = sectionOf(conversation);
    if (!section || !shows(conversation)) continue;
    const there = bySection.get(section);
    if (there) there.push(conversation);
    else bySection.set(section, [conversation]);
  }
  return sections.flatMap((section): ListRow[] => {
    const there = bySection.get(section);
    if (!there) return [];
    there.sort((a, b) => lastActivity(b) - lastActivity(a));
    return [
      { kind: 'heading', key: section, section },
      ...there.map((conversation): ListRow => ({ kind: 'conversation', key: conversation.id, conversation })),
    ];
  });
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
