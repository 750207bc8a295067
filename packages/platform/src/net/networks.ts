import { BlockList, isIP } from 'node:net';

/** Addresses and networks an operator named. */
export class Networks {
  private readonly list = new BlockList();
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    this.names = names;
    for (const name of names) {
      const { address, family, bits } = networkNamed(name);
      this.list.addSubnet(address, bits, family);
    }
  }

  /** Whether an address lies in one of them, also when IPv4 is written as IPv6 (`::ffff:192.0.2.1`). */
  has(address: string): boolean {
    const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
    const version = isIP(plain);
    return version !== 0 && this.list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  }
}

/** `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`. */
function networkNamed(name: string): { address: string; family: 'ipv4' | 'ipv6'; bits: number } {
  const [address = '', length, ...more] = name.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  if (version === 0 || more.length > 0 || length === '' || !Number.isInteger(bits) || bits < 0 || bits > most)
    throw new Error(`"${name}" is no address and no network. Write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.`);
  return { address, family: version === 4 ? 'ipv4' : 'ipv6', bits };
}

export const loopback = ['127.0.0.0/8', '::1'];

/**
 * Who asks, behind proxies: the first address from the right of `X-Forwarded-For` that no trusted proxy has. What stands
 * further left was written by whoever asks, and is not believed.
 */
export function callerAddress(remote: string, forwardedFor: string | undefined, proxies: Networks): string {
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim());
  let caller = remote;
  while (proxies.has(caller)) {
    const hop = hops.pop();
    if (!hop) break;
    caller = hop;
  }
  return caller;
}
