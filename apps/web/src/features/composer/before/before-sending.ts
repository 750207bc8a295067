import type { Conversation, User } from '@rapport/contract';
import { nextWorkOf, worksAt } from '../../people/working-time.ts';

/** What is worth knowing before a message goes out. */
export type Before =
  | { kind: 'quiet'; person: User; until: number }
  | { kind: 'off'; person: User; next: number | null }
  | { kind: 'calls'; count: number }
  | { kind: 'read'; count: number };

interface Asked {
  conversation: Conversation | undefined;
  /** The other one of a direct conversation. */
  peer: User | undefined;
  text: string;
  now: number;
}

/** The one thing to say: that the other is not to be disturbed or not at work, whom it calls, or how many will read it. */
export function beforeSending({ conversation, peer, text, now }: Asked): Before | null {
  if (!conversation || text.trim() === '') return null;
  if (conversation.kind === 'direct') {
    if (!peer?.active || peer.kind === 'bot') return null;
    if (peer.quietUntil !== null && peer.quietUntil > now) return { kind: 'quiet', person: peer, until: peer.quietUntil };
    return worksAt(peer, now) ? null : { kind: 'off', person: peer, next: nextWorkOf(peer, now) };
  }
  const others = conversation.memberCount - 1;
  if (others < 2) return null;
  return { kind: text.includes('<!all>') ? 'calls' : 'read', count: others };
}
