import type { WorkingHours } from '@rapport/contract';
import { dayAfter, instantOf, wallTimeOf } from '../../app/zoned.ts';

interface Worker {
  workingHours: WorkingHours;
  timeZone: string;
}

/** Whether a moment lies in somebody's working hours, by their own wall clock. Who has none is never off. */
export function worksAt({ workingHours, timeZone }: Worker, at: number): boolean {
  if (workingHours.every((day) => day.length === 0)) return true;
  const { weekday, minute } = wallTimeOf(at, timeZone);
  return (workingHours[weekday] ?? []).some(({ from, to }) => minute >= from && minute < to);
}

/** When somebody's working hours begin again, Unix ms; null for who has none. */
export function nextWorkOf({ workingHours, timeZone }: Worker, after: number): number | null {
  const now = wallTimeOf(after, timeZone);
  for (let ahead = 0; ahead <= 7; ahead++) {
    const spans = [...(workingHours[(now.weekday + ahead) % 7] ?? [])].sort((a, b) => a.from - b.from);
    const next = spans.find((span) => ahead > 0 || span.from > now.minute);
    if (next) return instantOf(dayAfter(now.day, ahead), next.from, timeZone);
  }
  return null;
}
