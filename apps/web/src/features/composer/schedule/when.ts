import { type Clock, dayOf, timeOf } from '../../../app/times.ts';

const dayMs = 86_400_000;

/** A time to come in few words: `18:00`, `Tomorrow 09:00`, `Mon 09:00`, `25 Dec 09:00`. */
export function whenOf(at: number, clock: Clock): string {
  const { language, zone, now } = clock;
  const time = timeOf(at, clock);
  const day = dayOf(at, zone);
  if (day === dayOf(now, zone)) return time;
  if (day === dayOf(now + dayMs, zone)) {
    const word = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(1, 'day');
    return `${word.charAt(0).toUpperCase()}${word.slice(1)} ${time}`;
  }
  const near = at > now && at < now + 6 * dayMs;
  const form: Intl.DateTimeFormatOptions = near ? { weekday: 'short' } : { month: 'short', day: 'numeric' };
  const date = new Intl.DateTimeFormat(language, { ...form, ...(zone ? { timeZone: zone } : {}) }).format(at);
  return `${date} ${time}`;
}
