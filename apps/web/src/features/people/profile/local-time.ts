import { wallTimeOf } from '../../../app/zoned.ts';

/** How far another zone's clock is from one's own at a moment, in hours (may be a half); 0 when they agree. */
export function hoursApart(theirs: string, mine: string | undefined, at: number): number {
  const minutesOf = (zone: string | undefined): number => {
    const { day, minute } = wallTimeOf(at, zone);
    return Date.parse(`${day}T00:00:00Z`) / 60_000 + minute;
  };
  return (minutesOf(theirs) - minutesOf(mine)) / 60;
}
