import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from '../net/public-address.ts';

/** A server of mail that an administrator named. */
export interface MailHost {
  host: string;
  port: number;
  /** `tls`: from the first byte; `starttls`: required after the greeting; `none`: in clear, for a server on the same machine or network. */
  security: 'tls' | 'starttls' | 'none';
  /** Certificate authorities besides the system's, PEM: servers of the organization's own. */
  authorities?: string | undefined;
  /** Addresses that may be reached although they are not public. */
  allow: (address: string, port: number) => boolean;
}

export type MailTrouble = 'address' | 'network' | 'auth' | 'tls' | 'refused' | 'protocol';

/** Why a server of mail gave no answer. Says nothing of what was sent, nor of what it said. */
export class MailHostError extends Error {
  override name = 'MailHostError';
  readonly reason: MailTrouble;
  constructor(reason: MailTrouble, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

/** The address that a name stands for, checked: the connection goes to this very one. @throws MailHostError */
export async function addressOf({ host, port, allow }: MailHost): Promise<string> {
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => []);
  if (found.length === 0) throw new MailHostError('network', 'The name of the mail server cannot be resolved.');
  const usable = found.find(({ address }) => isPublicAddress(address) || allow(address, port));
  if (!usable) throw new MailHostError('address', 'The mail server is not at an address that may be reached.');
  return usable.address;
}

/** TLS as it is asked of a host: certificates are always checked. */
export const tlsOf = ({ host, authorities }: MailHost) => ({
  ...(isIP(host) ? {} : { servername: host }),
  ...(authorities ? { ca: authorities } : {}),
  minVersion: 'TLSv1.2' as const,
});
