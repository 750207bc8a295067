import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser may call from where it stands: from the page's own host, or from a configured origin; the first of
 * `origins` is the house's own address. Programs send no Origin and are let through; they carry no cookies of others.
 */
export function isAllowedOrigin(headers: IncomingHttpHeaders, origins: readonly string[]): boolean {
  const origin = headers.origin;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  if (origins.includes(origin)) return true;
  try {
    const page = new URL(origin);
    if (page.host !== headers.host) return false;
    // A page that came in the clear may have been written by anybody on the way: it does not speak for a house behind TLS.
    // The other way round is a house whose operator has not told it that a proxy speaks TLS for it.
    return page.protocol === 'https:' || (page.protocol === 'http:' && !origins[0]?.startsWith('https:'));
  } catch {
    return false;
  }
}
