/** Time windows offered, in minutes; `null` is always. */
export const windows: readonly (number | null)[] = [0, 2, 5, 15, 60, 24 * 60, 7 * 24 * 60, null];

export type WindowWords =
  | { key: 'windowAlways' | 'windowNever' }
  | { key: 'windowMinutes' | 'windowHours' | 'windowDays'; count: number };

/** How a window is said: in its largest whole unit. */
export function wordsOfWindow(minutes: number | null): WindowWords {
  if (minutes === null) return { key: 'windowAlways' };
  if (minutes === 0) return { key: 'windowNever' };
  if (minutes % 1440 === 0) return { key: 'windowDays', count: minutes / 1440 };
  if (minutes % 60 === 0) return { key: 'windowHours', count: minutes / 60 };
  return { key: 'windowMinutes', count: minutes };
}

/** What is offered with what is set now, which a program may have chosen otherwise. */
export const windowsWith = (now: number | null): (number | null)[] =>
  windows.includes(now) ? [...windows] : [...windows.slice(0, -1), now, null].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
