import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Public by number, private by use: Azure's host service answers every virtual machine at this address. */
const refused = new Set(['168.63.129.16']);

/**
 * Whether an address is one of the open internet. Refused: loopback, private, link-local (cloud metadata), carrier-grade NAT,
 * multicast, reserved, documentation, and every IPv6 form that carries an IPv4 address (mapped, compatible, NAT64, 6to4,
 * Teredo), because what it reaches is decided elsewhere. IANA special-purpose registries, as ipaddr.js holds them; IPv6 is
 * accepted from 2000::/3 only.
 */
export function isPublicAddress(text: string): boolean {
  // Short and octal forms of IPv4 are read differently by different parsers: only the plain ones count.
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv6') return ((address as ipaddr.IPv6).parts[0] ?? 0) >> 13 === 1;
  return !refused.has(address.toString());
}
