import type { State } from '@rapport/client';
import type { Conversation } from '@rapport/contract';

type Conversations = State['conversations'];

/** Quiet for good, or until a time: nothing but urgent messages calls from there (DE7). */
const isQuiet = (c: Conversation, now: number): boolean => c.me?.notify === 'none' || (c.me?.mutedUntil ?? 0) > now;

/** Whether there is a place of mine that may call: not left, not archived, and neither is what a topic hangs on. */
export function isMine(c: Conversation, conversations: Conversations): boolean {
  if (!c.me || c.me.left || c.archived) return false;
  return !(c.parent && conversations[c.parent.conversation]?.archived);
}

/** What waits for me in one conversation: everything in direct talk, elsewhere what names me. */
function waitingIn(c: Conversation, conversations: Conversations, now: number): number {
  if (!c.me || !isMine(c, conversations) || isQuiet(c, now)) return 0;
  return c.kind === 'direct' && c.me.notify === 'all' ? c.me.unread : c.me.mentions;
}

/** The number on the rail, in the title and on the app's icon: derived from the pointers, never counted up (SY8). */
export function waitingCount(conversations: Conversations, now: number): number {
  let n = 0;
  for (const c of Object.values(conversations)) n += waitingIn(c, conversations, now);
  return n;
}

/** Why a conversation needs me as far as its counts tell; urgent messages and keywords only the server knows. */
export function reasonOf(c: Conversation, conversations: Conversations, now: number): 'mention' | 'direct' | 'topic' | null {
  if (!c.me || !isMine(c, conversations) || isQuiet(c, now)) return null;
  if (c.me.mentions > 0 && c.kind !== 'direct') return 'mention';
  if (c.kind === 'direct') return waitingIn(c, conversations, now) > 0 ? 'direct' : null;
  return c.kind === 'topic' && c.me.notify === 'all' && c.me.unread > 0 ? 'topic' : null;
}
