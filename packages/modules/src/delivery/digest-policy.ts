import type { Conversation, Language, Message, NeedReason, WorkingHours } from '@rapport/contract';
import { dayAt, wallClock } from '@rapport/platform';

/** Hours after its own in which a digest still goes out: after a standstill, not in the evening. */
const lateHours = 6;
/** Milliseconds that something has to stay unread to be worth a mail. */
export const staysUnread = 3_600_000;

export interface DigestFacts {
  digest: boolean;
  digestHour: number;
  timeZone: string;
  workingHours: WorkingHours;
}

/** Whether this is somebody's day off; who has no working hours at all has no days off either. */
function isDayOff(hours: WorkingHours, day: number): boolean {
  return hours.some((spans) => spans.length > 0) && (hours[day] ?? []).length === 0;
}

/** DE17 The day whose digest is due now, on the person's own calendar; undefined outside its hours, on days off, when switched off. */
export function digestDay(person: DigestFacts, now: number): string | undefined {
  if (!person.digest) return undefined;
  const { day, minute } = wallClock(person.timeZone, now);
  const hour = Math.floor(minute / 60);
  if (hour < person.digestHour || hour > person.digestHour + lateHours || isDayOff(person.workingHours, day)) return undefined;
  return dayAt(person.timeZone, now);
}

/** What a digest tells of one conversation. */
export interface DigestPlace {
  reason: NeedReason | 'reminder';
  name: string;
  /** Path in the client. */
  path: string;
  /** Of conversations: everything that is unread there. */
  unread: number;
  excerpts: { name: string; text: string }[];
}

/** Whether a message may be quoted in a mail: what must not be forwarded does not leave the house this way either. */
export const mayQuote = (wanted: boolean, conversation: Pick<Conversation, 'noForward'>, message: Message): boolean =>
  wanted && !conversation.noForward && !message.noForward;

export interface DigestWords {
  to: string;
  name: string;
  organization: string;
  language: Language;
  /** Address of the house, without a slash at its end. */
  url: string;
}
