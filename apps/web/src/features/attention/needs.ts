import { readUpTo, type State } from '@rapport/client';
import type { Conversation, Message, Output, Saved } from '@rapport/contract';
import { isMuted, isUnread } from '../conversations/naming.ts';
import { isMine, reasonOf } from './waiting.ts';

type Answer = Output<'delivery.attention'>;
/** `rest`: unread, and nothing in it calls me. */
export type NeedKind = Answer['places'][number]['reason'] | 'reminder' | 'rest';

/** One thing that needs me: a conversation with what calls in it, or a message that I wanted to be reminded of. */
export interface Need {
  key: string;
  kind: NeedKind;
  conversation: Conversation;
  /** What calls, ascending; empty until the server has told. */
  messages: readonly Message[];
  /** The message to open. */
  seq: number;
  /** The first one that counts as unread: marking unread from it undoes being done. */
  from: number;
  /** When it became so (Unix ms). */
  at: number;
  saved?: Saved;
}

/** From the most pressing to the least. */
export const kinds: readonly NeedKind[] = ['urgent', 'mention', 'keyword', 'direct', 'topic', 'reminder', 'rest'];
const stronger = (a: NeedKind, b: NeedKind): NeedKind => (kinds.indexOf(a) < kinds.indexOf(b) ? a : b);

/** A place as the counts on this device and the server's answer tell it together; what was read meanwhile is gone at once. */
function placeOf(
  c: Conversation,
  conversations: State['conversations'],
  told: Answer['places'][number] | undefined,
  now: number,
): Need | null {
  if (!c.me || !isMine(c, conversations)) return null;
  const from = readUpTo(c.me) + 1;
  const messages = told?.messages.filter((m) => m.seq >= from) ?? [];
  const known = reasonOf(c, conversations, now);
  const fresh = messages.length > 0 ? told?.reason : undefined;
  const kind = known && fresh ? stronger(known, fresh) : (known ?? fresh);
  if (!kind) return null;
  const at = messages.at(-1)?.at ?? c.last?.at ?? c.createdAt;
  return { key: c.id, kind, conversation: c, messages, seq: messages[0]?.seq ?? from, from, at };
}

function reminderOf(saved: Saved, conversations: State['conversations'], told: Answer | undefined, now: number): Need | null {
  const conversation = conversations[saved.conversation];
  if (saved.removed || saved.remindAt === null || saved.remindAt > now || !conversation) return null;
  const found = told?.reminders.find((r) => r.saved.conversation === saved.conversation && r.saved.seq === saved.seq);
  const key = `reminder ${saved.conversation}/${saved.seq}`;
  const messages = found ? [found.message] : [];
  return { key, kind: 'reminder', conversation, messages, seq: saved.seq, from: saved.seq, at: saved.remindAt, saved };
}

/** Everything that needs me, the most pressing kind first and the newest first within it. */
export function needsOf(state: Pick<State, 'conversations' | 'saved'>, told: Answer | undefined, now: number): Need[] {
  const places = new Map(told?.places.map((p) => [p.conversation as string, p]));
  const found = [
    ...Object.values(state.conversations).map((c) => placeOf(c, state.conversations, places.get(c.id), now)),
    ...Object.values(state.saved).map((s) => reminderOf(s, state.conversations, told, now)),
  ].filter((need) => need !== null);
  return found.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || b.at - a.at || a.key.localeCompare(b.key));
}

/** What else is unread, the newest first; where I want less than every message it is left alone. */
export function restOf(conversations: State['conversations'], needs: readonly Need[], now: number): Need[] {
  const called = new Set(needs.map((need) => need.key));
  return Object.values(conversations)
    .filter((c) => isMine(c, conversations) && isUnread(c) && c.me?.notify === 'all' && !isMuted(c, now) && !called.has(c.id))
    .map((c): Need => {
      const from = c.me ? readUpTo(c.me) + 1 : 1;
      return { key: c.id, kind: 'rest', conversation: c, messages: [], seq: from, from, at: c.last?.at ?? c.createdAt };
    })
    .sort((a, b) => b.at - a.at || a.key.localeCompare(b.key));
}

/** Changes when the server may have more words: something that needs me moved, or something was saved. */
export function newsOf(state: Pick<State, 'conversations' | 'saved'>, now: number): string {
  const places: string[] = [];
  for (const c of Object.values(state.conversations))
    if (c.me && reasonOf(c, state.conversations, now)) places.push(`${c.id}:${c.ev}:${readUpTo(c.me)}`);
  for (const s of Object.values(state.saved))
    if (!s.removed && s.remindAt !== null) places.push(`${s.conversation}/${s.seq}:${s.rev}`);
  return places.sort().join(' ');
}
