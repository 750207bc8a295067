import { dayAfter, instantOf, wallTimeOf } from '../../../app/zoned.ts';

const inMinutes = /^\+(\d{1,4})(?:m|min|分|分钟)?$/u;
const dayAndTime = /^(?:(tomorrow|明天|后天|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2})\s*)?(\d{1,2})(?::(\d{2})|点)?$/u;
const daysAhead: Readonly<Record<string, number>> = { tomorrow: 1, 明天: 1, 后天: 2 };

/**
 * A time as people type it after a command: `18:30` (today, or tomorrow when past), `明天 9:00`, `tomorrow 9`, `+30` (minutes),
 * `11-25 9:00`. Null: not a time.
 */
export function typedTime(text: string, now: number, zone: string | undefined): number | null {
  const typed = text.trim().toLowerCase().replace('：', ':');
  const minutes = inMinutes.exec(typed);
  if (minutes) return now + Number(minutes[1]) * 60_000;
  const today = wallTimeOf(now, zone).day;
  const parts = dayAndTime.exec(typed);
  if (!parts) return null;
  const [, word, hour, minute = '0'] = parts;
  if (Number(hour) > 23 || Number(minute) > 59) return null;
  const at = instantOf(dayNamed(word, today), Number(hour) * 60 + Number(minute), zone);
  if (Number.isNaN(at)) return null;
  return at <= now && !word ? instantOf(dayAfter(today, 1), Number(hour) * 60 + Number(minute), zone) : at;
}

function dayNamed(word: string | undefined, today: string): string {
  if (!word) return today;
  const ahead = daysAhead[word];
  if (ahead !== undefined) return dayAfter(today, ahead);
  const parts = word.split('-').map((n) => n.padStart(2, '0'));
  return parts.length === 3 ? parts.join('-') : `${today.slice(0, 4)}-${parts.join('-')}`;
}
