import { Fault, type PolicyRule, type PolicyVerdict } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { type Asked, decide } from '../../policy/index.ts';
import { inboundId } from './policy.ts';
import type { Customer } from './reader.ts';

/** What is asked about a message to a contact. `key`: decided once for each of a writer's. */
export interface Wanted {
  key: string;
  writer: string;
  message: Asked['message'];
}

/** That it may be sent, and under which terms. */
export interface Allowed {
  purpose: string;
  reservation: string | null;
  /** Unix ms; null: at any time. */
  expiresAt: number | null;
}

/** Asks whether this may be said to the contact now, and reserves it in the same transaction (CV30). What is refused is kept by who refuses. */
export async function decideOutward(
  platform: Platform,
  tx: Tx,
  { conversation, account, handle }: Customer,
  { key, writer, message }: Wanted,
): Promise<Allowed | Refusal> {
  const at = platform.clock.now();
  const verdict = await decide(platform, tx, { key: inboundId(`${conversation}/${writer}`, key), account, handle, message, at });
  if (!verdict.allowed) return { refused: verdict };
  return { purpose: verdict.purpose, reservation: verdict.reservation ?? null, expiresAt: verdict.expiresAt ?? null };
}

export interface Refusal {
  refused: PolicyVerdict;
  /** The address in copy that it is about, where it is not the contact. */
  copy?: string;
}

const words: Record<PolicyRule, string> = {
  'account-off': 'the account is switched off',
  'window-closed': 'the time in which the platform lets us answer is over',
  'quota-used': 'the platform lets us send no more for now',
  'template-needed': 'the platform wants a template here',
  'handle-removed': 'the contact is not reached by this any more',
  'opted-out': 'the contact opted out',
  'no-consent': 'the contact has not consented',
  'channel-never': 'this channel is never used for this',
  'quiet-hours': 'it is a quiet time where the contact is',
  cap: 'the contact was written to often enough',
  pressure: 'the contact hears from us too much',
};

/** A refusal as whoever wrote is told it: the rule, words for it, and when it would be allowed by waiting. */
export function refusedFault({ refused: { because, nextAllowedAt }, copy }: Refusal): Fault {
  const rule = because ?? 'account-off';
  const why = { because: rule, reason: words[rule], ...(nextAllowedAt === undefined ? {} : { nextAllowedAt }) };
  return copy === undefined ? new Fault('policy-refused', why) : new Fault('copy-refused', { ...why, address: copy });
}
