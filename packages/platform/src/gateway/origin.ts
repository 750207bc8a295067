import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser may call from where it stands: from the page's own host, or from a configured origin. Programs send no
 * Origin and are let through; they carry no cookies of others.
 */
export function isAllowedOrigin(headers: IncomingHttpHeaders, origins: readonly string[]): boolean {
  const origin = headers.origin;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  if (origins.includes(origin)) return true;
  try {
    return headers.host !== undefined && new URL(origin).host === headers.host;
  } catch {
    return false;
  }
}
