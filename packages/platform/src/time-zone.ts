interface Zone {
  format: Intl.DateTimeFormat;
  /** The quarter of an hour that was asked for last: clocks are changed at none but whole ones. */
  quarter: number;
  offset: number;
}

const quarterMs = 900_000;
const dayMs = 86_400_000;
const zones = new Map<string, Zone>();
/** Names are told apart by their letters' case, too: whoever plays with it fills no memory. */
const mostZones = 2_000;

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (zones.size >= mostZones) zones.clear();
  const made = { format, quarter: Number.NaN, offset: 0 };
  zones.set(timeZone, made);
  return made;
}

/**
 * Milliseconds that clocks in an IANA time zone are ahead of UTC at an instant (Unix ms).
 * @throws RangeError for a zone nobody knows
 */
export function zoneOffsetAt(timeZone: string, at: number): number {
  const zone = zoneOf(timeZone);
  const quarter = Math.floor(at / quarterMs);
  if (zone.quarter !== quarter) {
    const parts = Object.fromEntries(zone.format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year, month, day, hour, minute, second } = parts as Record<string, number>;
    zone.offset = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - Math.floor(at / 1_000) * 1_000;
    zone.quarter = quarter;
  }
  return zone.offset;
}

/** The day (`YYYY-MM-DD`) it is at an instant (Unix ms) in an IANA time zone. */
export const dayAt = (timeZone: string, at: number): string =>
  new Date(at + zoneOffsetAt(timeZone, at)).toISOString().slice(0, 10);

/** Day of the week (Monday is 0) and minute of the day on a wall clock in an IANA time zone. */
export function wallClock(timeZone: string, at: number): { day: number; minute: number } {
  const local = at + zoneOffsetAt(timeZone, at);
  const days = Math.floor(local / dayMs);
  // 1970-01-01 was a Thursday.
  return { day: (((days + 3) % 7) + 7) % 7, minute: Math.floor((local - days * dayMs) / 60_000) };
}
