import type { Notification, WorkingHours } from '@rapport/contract';
import { wallClock } from '@rapport/platform';

/** `case`: what a customer wrote; it is kept with the case, not in the list. */
export type Reason = Notification['reason'] | 'case';

/** What is asked of a message. */
export interface CallFacts {
  kind: 'direct' | 'group' | 'topic' | 'note' | 'customer';
  seq: number;
  sender: string | null;
  urgent: boolean;
  imported: boolean;
  recalled: boolean;
}

/** What is asked of somebody who may see it. */
export interface PersonFacts {
  user: string;
  level: 'all' | 'mentions' | 'none';
  mutedUntil: number | null;
  fromSeq: number;
  /** Mentioned by name, with everybody, or with a department. */
  mentioned: boolean;
  /** One of the person's own keywords is in the text. */
  keyword: boolean;
  /** Whether direct messages notify this person. */
  direct: boolean;
}

/**
 * Why a message calls somebody, if it does (DE5–DE7). `message` is a plain message that the person wants to hear of: it is
 * pushed, and never stored.
 */
export function reasonFor(message: CallFacts, person: PersonFacts, now: number): Reason | undefined {
  if (message.imported || message.recalled || message.sender === person.user) return undefined;
  if (message.seq < person.fromSeq) return undefined;
  if (person.level === 'none') return undefined;
  if (message.urgent) return 'urgent';
  if (person.mutedUntil !== null && person.mutedUntil > now) return undefined;
  if (person.mentioned) return 'mention';
  if (message.kind === 'direct' && person.level === 'all' && person.direct) return 'direct';
  if (person.keyword) return 'keyword';
  // What customers say calls whoever has their case (`case-calls.ts`).
  if (message.kind === 'direct' || message.kind === 'customer' || person.level !== 'all') return undefined;
  return 'message';
}

const ranks: readonly Reason[] = ['message', 'case', 'keyword', 'direct', 'mention', 'reminder', 'urgent'];
/** How strongly a reason calls; a push tells the strongest. */
export const rankOf = (reason: Reason): number => ranks.indexOf(reason);

/** Whether a moment lies in somebody's working hours, by their own wall clock. */
export function isWorkingTime(hours: WorkingHours, timeZone: string, at: number): boolean {
  const { day, minute } = wallClock(timeZone, at);
  return (hours[day] ?? []).some(({ from, to }) => minute >= from && minute < to);
}

export interface PushFacts {
  /** Switched on. */
  push: boolean;
  quietOutsideHours: boolean;
  quietUntil: number | null;
  workingHours: WorkingHours;
  timeZone: string;
  /** A device of the person is in use at this moment. */
  active: boolean;
}

/**
 * Whether a push goes out (DE8): quiet times hold pushes back and nothing else; urgent messages pass, and reminders pass the
 * working hours, since one chose their time oneself. Who sits at a device sees plain messages and cases there.
 */
export function mayPush(reason: Reason, person: PushFacts, now: number): boolean {
  if (!person.push) return false;
  if (reason === 'urgent') return true;
  if ((reason === 'message' || reason === 'case') && person.active) return false;
  if (person.quietUntil !== null && person.quietUntil > now) return false;
  if (reason === 'reminder' || !person.quietOutsideHours) return true;
  return isWorkingTime(person.workingHours, person.timeZone, now);
}

/**
 * Milliseconds before the next try of a push, undefined when it is given up (DE11): 5 s doubling, give or take half, so that
 * what failed together does not come back together. What the service asked for is the least. `chance` is in [0, 1).
 */
export function retryDelay(attempt: number, asked: number | undefined, chance: number): number | undefined {
  if (attempt >= 6) return undefined;
  const backoff = 5_000 * 2 ** attempt;
  return Math.round(asked === undefined ? backoff * (0.5 + chance) : Math.max(asked, backoff) * (1 + chance / 4));
}
