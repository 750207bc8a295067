/** Milliseconds that another server asks to be left alone (`Retry-After`, RFC 9110 §10.2.3: seconds or a date); at most an hour is honoured. `now`: Unix ms. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), 3_600_000) : undefined;
}
