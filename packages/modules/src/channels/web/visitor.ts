import { createHmac } from 'node:crypto';
import { type AskedField, Fault, type SiteIdentity, type WidgetSettings } from '@rapport/contract';
import { newId, type Platform, sameBytes } from '@rapport/platform';
import { z } from 'zod';
import { visitorName } from '../../contacts/index.ts';
import { type At, type ChannelHandle, MissingSecret } from '../adapter.ts';

/** Somebody with the widget before them. Nothing is written for a visitor who says nothing: all that is known of them is in their token. */
const Visitor = z.object({
  account: z.string(),
  /** The handle's value: a number of this browser's own, or the name that the site's own HMAC vouches for. */
  value: z.string(),
  named: z.boolean(),
  language: z.enum(['en', 'zh']),
  name: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  /** When the token was made, Unix ms. */
  at: z.number(),
  /** Of whom the site names: by which of its secrets that was proved. */
  proof: z.string().optional(),
});
export type Visitor = z.infer<typeof Visitor>;

/** Longest token that is looked at. */
const mostToken = 4_000;

/** Sealed by the house (AES-256-GCM): who holds it is this visitor, and it can be read by nobody else. */
export const tokenOf = ({ vault }: Platform, visitor: Visitor): string =>
  vault.seal(Buffer.from(JSON.stringify(visitor))).toString('base64url');

const day = 86_400_000;
/** A browser that comes back within this keeps its talk: its token is made anew by then (ms). */
const ownLife = 180 * day;
const renewedAfter = day;
/** Whom a site names, it names again with each of its pages (ms). */
const namedLife = 7 * day;

/** What tells a site's secret from another one, and nothing of it. */
const proofBy = (secret: string): string => createHmac('sha256', secret).update('rapport/visit').digest('hex').slice(0, 32);

/** Whether a visit (still) stands: not too old; whom the site named, under the secret that it has now; others, while anybody may write. */
export function stands(at: At<WidgetSettings>, visitor: Visitor): boolean {
  const age = at.now() - visitor.at;
  if (!visitor.named) return age < ownLife && !at.settings.onlyNamed;
  return age < namedLife && visitor.proof === proofBy(secretOf(at));
}

/** Undefined: it is no token of ours, of another account, or one that has come to its end. */
export function visitorOf({ vault }: Platform, at: At<WidgetSettings>, token: string): Visitor | undefined {
  if (token.length > mostToken) return undefined;
  try {
    const found = Visitor.safeParse(JSON.parse(vault.open(Buffer.from(token, 'base64url')).toString('utf8')));
    return found.success && found.data.account === at.account.id && stands(at, found.data) ? found.data : undefined;
  } catch {
    return undefined;
  }
}

/** A newer token of the same visit, where this one is old enough; whom the site names gets one by the site's word alone. */
export const renewed = (platform: Platform, at: At<WidgetSettings>, visitor: Visitor): string | undefined =>
  visitor.named || at.now() - visitor.at < renewedAfter ? undefined : tokenOf(platform, { ...visitor, at: at.now() });

/** Anybody may send an identity to a site that has no secret to prove it by: that is their mistake, not ours. */
function secretOf(at: At<WidgetSettings>): string {
  try {
    return at.secret('identity');
  } catch (error) {
    if (error instanceof MissingSecret) throw new Fault('invalid-input', { field: 'identity', reason: 'this site names nobody' });
    throw error;
  }
}

/** Whom the site names, proved by its secret; Intercom's and Chatwoot's way: HMAC-SHA256 of the user's id, hex. */
function requireProved(at: At<WidgetSettings>, { user, hash }: SiteIdentity): void {
  const expected = createHmac('sha256', secretOf(at)).update(user).digest();
  if (!sameBytes(expected, Buffer.from(hash, 'hex')))
    throw new Fault('invalid-input', { field: 'identity/hash', reason: 'is not the HMAC-SHA256 of the user' });
}

/** @throws Fault `invalid-input` for a field that the site requires, and for an identity that is not proved */
export function beginVisit(
  at: At<WidgetSettings>,
  identity: SiteIdentity | undefined,
  answers: Partial<Record<AskedField, string>>,
  language: 'en' | 'zh',
): Visitor {
  const { settings, account } = at;
  if (identity) {
    requireProved(at, identity);
    const { user, name, email } = identity;
    return {
      ...{ account: account.id, value: `user:${user}`, named: true, language, at: at.now(), proof: proofBy(secretOf(at)) },
      ...(name ? { name } : {}),
      ...(email ? { email } : {}),
    };
  }
  if (settings.onlyNamed) throw new Fault('invalid-input', { field: 'identity', reason: 'the site must say who its visitor is' });
  for (const { field, required } of settings.ask)
    if (required && !answers[field]) throw new Fault('invalid-input', { field: `answers/${field}`, reason: 'is missing' });
  return { account: account.id, value: newId(), named: false, language, at: at.now(), ...answers };
}

/** How contacts know them. A browser's own number is nobody else's, so it is as sure as an openid. */
export const handleOf = ({ account, value, name, language }: Visitor): ChannelHandle => ({
  kind: 'web',
  value,
  scope: account,
  strength: 'verified',
  display: name ?? visitorName(value, language),
});

/** What they say of themselves, or the site of them: its HMAC vouches for the user alone. */
export const claimsOf = ({ email, phone }: Visitor): ChannelHandle[] => [
  ...(email ? [{ kind: 'email' as const, value: email, scope: '', strength: 'claimed' as const }] : []),
  ...(phone ? [{ kind: 'phone' as const, value: phone, scope: '', strength: 'claimed' as const }] : []),
];
