import { useClock } from '../../app/use-clock.ts';
import { dayAfter, instantOf } from '../../app/zoned.ts';

/** Days of a calendar, as date fields have them, as instants of the reader's zone; undefined for an empty field. */
export function useDays(): { begin(day: string): number | undefined; end(day: string): number | undefined } {
  const { zone } = useClock();
  const at = (day: string) => {
    const instant = day === '' ? Number.NaN : instantOf(day, 0, zone);
    return Number.isNaN(instant) ? undefined : instant;
  };
  return {
    begin: at,
    end: (day) => {
      const next = day === '' ? undefined : at(dayAfter(day, 1));
      return next === undefined ? undefined : next - 1;
    },
  };
}
