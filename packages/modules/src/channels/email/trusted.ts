import { domainToASCII } from 'node:url';
import { headersOf } from './headers.ts';
import type { Mail } from './read-mail.ts';

const ascii = (domain: string): string =>
  domainToASCII(
    domain
      .trim()
      .replace(/^@|[.>]$/g, '')
      .toLowerCase(),
  );

/** Relaxed alignment (RFC 7489 §3.1): one is the other, or a domain above it. */
function aligned(one: string, other: string): boolean {
  const [a, b] = [ascii(one), ascii(other)];
  return a !== '' && b.includes('.') && a.includes('.') && (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`));
}

/** More of such a header is not looked at, nor more of them: our own server's stands above all others. */
const longest = 4_000;
const most = 50;

/**
 * Whether the sender's domain vouches for the address in From: our own mail server checked DKIM, SPF and DMARC and wrote what it found
 * into Authentication-Results (RFC 8601). Only those with the name of a server that the administrator trusts count, and of these the
 * topmost: a sender may write such a header, too, but not above what our server adds.
 */
export function isVouchedFor(mail: Mail, servers: readonly string[]): boolean {
  const domain = mail.from?.address.split('@').at(-1) ?? '';
  if (domain === '' || servers.length === 0) return false;
  const trusted = new Set(servers.map((server) => server.toLowerCase()));
  const results = headersOf(mail.headers, 'authentication-results')
    .slice(0, most)
    // What is quoted, or stands in a comment, may be the sender's own words.
    .map((value) =>
      value
        .slice(0, longest)
        .replace(/"([\w.@+-]+)"/g, '$1')
        .replace(/"(?:[^"\\]|\\.)*(?:"|$)/g, '""')
        .replace(/\([^()]*\)/g, ' '),
    )
    .find((value) => trusted.has((/^\s*([^\s;]+)/.exec(value)?.[1] ?? '').toLowerCase()));
  if (results === undefined) return false;
  const parts = results.split(';');
  // DMARC speaks last: where it says no, or twice something, nothing else counts.
  const policies = parts.filter((part) => /^\s*dmarc\s*=/i.test(part));
  if (policies.length > 1 || policies.some((part) => /^\s*dmarc\s*=\s*(fail|reject|permerror|temperror)\b/i.test(part)))
    return false;
  return parts.some((part) => {
    const method = /^\s*(dmarc|dkim|spf)\s*=\s*(\w+)/i.exec(part);
    if (method?.[2]?.toLowerCase() !== 'pass') return false;
    const named = (name: string): string => new RegExp(`\\b${name}\\s*=\\s*"?([^\\s;"]+)`, 'i').exec(part)?.[1] ?? '';
    if (method[1]!.toLowerCase() === 'dmarc') return aligned(named('header\\.from') || domain, domain);
    const by = method[1]!.toLowerCase() === 'dkim' ? named('header\\.d') || named('header\\.i') : named('smtp\\.mailfrom');
    return aligned(by.split('@').at(-1) ?? '', domain);
  });
}
