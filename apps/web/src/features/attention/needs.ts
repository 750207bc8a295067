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
  pressing: number,
  now: number,
): Need | null {
  if (!c.me || !isMine(c, conversations)) return null;
  const from = readUpTo(c.me) + 1;
  const messages = told?.messages.filter((m) => m.seq >= from) ?? [];
  const known = pressing >= from ? 'urgent' : reasonOf(c, conversations, now);
  const fresh = messages.length > 0 ? told?.reason : undefined;
  const kind = known && fresh ? stronger(known, fresh) : (known ?? fresh);
  if (!kind) return null;
  const at = messages.at(-1)?.at ?? c.last?.at ?? c.createdAt;
  return { key: c.id, kind, conversation: c, messages, seq: messages[0]?.seq ?? Math.max(from, pressing), from, at };
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
export function needsOf(state: Pick<State, 'conversations' | 'saved' | 'urgent'>, told: Answer | undefined, now: number): Need[] {
  const places = new Map(told?.places.map((p) => [p.conversation as string, p]));
  const found = [
    ...Object.values(state.conversations).map((c) =>
      placeOf(c, state.conversations, places.get(c.id), state.urgent[c.id] ?? 0, now),
    ),
    ...Object.values(state.saved).map((s) => reminderOf(s, state.conversations, told, now)),
  ].filter((need) => need !== null);
  return found.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || b.at - a.at || a.key.localeCompare(b.key));
}

/** Where the unread of a conversation began (`read`) and ended when the server was asked what of it calls me. */
export type Settled = ReadonlyMap<string, { read: number; seq: number }>;

/** Younger news (ms) may not have been noted by the server when it is asked. */
const young = 2_000;

/** Of which unread messages the server knows whether they call me, asked now. `calm`: some time after the last news. */
export function settledOf(conversations: State['conversations'], calm: boolean, now: number): Settled {
  const settled = new Map<string, { read: number; seq: number }>();
  for (const c of Object.values(conversations))
    if (c.me && (calm || now - (c.last?.at ?? 0) > young)) settled.set(c.id, { read: readUpTo(c.me), seq: c.seq });
  return settled;
}

function isSettled(c: Conversation, settled: Settled): boolean {
  const at = settled.get(c.id);
  return at !== undefined && c.me !== null && at.read === readUpTo(c.me) && at.seq > at.read;
}

const isRest = (c: Conversation, conversations: State['conversations'], now: number): boolean =>
  isMine(c, conversations) && isUnread(c) && c.me?.notify === 'all' && !isMuted(c, now);

/**
 * What else is unread, the newest first; where I want less than every message it is left alone. Of what the server was not asked yet
 * it is not known that it calls nobody: it waits, so that nothing stands here first and elsewhere a moment later.
 */
export function restOf(
  conversations: State['conversations'],
  needs: readonly Need[],
  now: number,
  settled: Settled | undefined,
): Need[] {
  const called = new Set(needs.map((need) => need.key));
  return Object.values(conversations)
    .filter((c) => isRest(c, conversations, now) && !called.has(c.id) && (!settled || isSettled(c, settled)))
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
    // Plain talk that goes on asks for nothing more.
    else if (c.me && isRest(c, state.conversations, now)) places.push(`${c.id}:${readUpTo(c.me)}`);
  for (const s of Object.values(state.saved))
    if (!s.removed && s.remindAt !== null) places.push(`${s.conversation}/${s.seq}:${s.rev}`);
  return places.sort().join(' ');
}
