import { isAddress, sameAddress, withoutTag } from './addresses.ts';
import type { EmailSettings } from './settings.ts';

/** The address of ours that an address is, without its tag; undefined when it is somebody else's. */
export function ourAddress({ address, addresses }: EmailSettings, text: string): string | undefined {
  const plain = withoutTag(text).address;
  for (const candidate of [text.toLowerCase(), plain])
    for (const own of [address, ...addresses])
      if (own.startsWith('@') ? candidate.endsWith(own.toLowerCase()) && isAddress(candidate) : sameAddress(own, candidate))
        return candidate;
  return undefined;
}

export const domainOf = ({ address }: EmailSettings): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** Our address with a tag, where mail to such reaches us. */
export const taggedAddress = ({ address, tags }: EmailSettings, tag: string): string =>
  tags ? address.replace(/@[^@]*$/, (domain) => `+${tag}${domain}`) : address;
