/** What a duration is thought in. */
export const units = ['years', 'months', 'days'] as const;
export type Unit = (typeof units)[number];

/** Days of one; leap years are reckoned in, so that ten years are never a day too short. */
const length: Record<Unit, number> = { years: 365.25, months: 365.25 / 12, days: 1 };

export const daysOf = (count: number, unit: Unit): number => Math.ceil(count * length[unit]);

/** The largest unit in which so many days are a whole number. */
export function inUnits(days: number): { count: number; unit: Unit } {
  for (const unit of units) {
    const count = Math.floor(days / length[unit] + 1e-9);
    if (count > 0 && daysOf(count, unit) === days) return { count, unit };
  }
  return { count: days, unit: 'days' };
}
