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
  /** People that the text names. */
  named: readonly User[];
  text: string;
  now: number;
}

/** Whether somebody is not to be disturbed, or not at work. */
function awayNow(person: User, now: number): Before | null {
  if (!person.active || person.kind === 'bot') return null;
  if (person.quietUntil !== null && person.quietUntil > now) return { kind: 'quiet', person, until: person.quietUntil };
  return worksAt(person, now) ? null : { kind: 'off', person, next: nextWorkOf(person, now) };
}

/** The one thing to say: that the other, or whom it names, is not to be disturbed or not at work, whom it calls, or how many will read it. */
export function beforeSending({ conversation, peer, named, text, now }: Asked): Before | null {
  if (!conversation || text.trim() === '') return null;
  if (conversation.kind === 'direct') return peer ? awayNow(peer, now) : null;
  const others = conversation.memberCount - 1;
  if (others >= 2 && text.includes('<!all>')) return { kind: 'calls', count: others };
  for (const person of named) {
    const away = awayNow(person, now);
    if (away) return away;
  }
  return others < 2 ? null : { kind: 'read', count: others };
}
