import { newBytes, sameBytes, webhookHeaders, webhookSignature } from '@rapport/platform';

/** How Standard Webhooks writes a symmetric secret. */
const prefix = 'whsec_';
/** Seconds that a call may be old, or clocks differ. */
export const tolerance = 300;

/** The key of a secret as it is written; undefined where it is none. */
function keyOf(secret: string): Buffer | undefined {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  const key = Buffer.from(text, 'base64');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && key.length >= 24 && key.length <= 64 ? key : undefined;
}

export const newWebhookSecret = (): string => prefix + newBytes(32).toString('base64');
/** Why a text can be no secret. */
export const secretProblem = (secret: string): string | undefined =>
  keyOf(secret) ? undefined : 'write whsec_ and 24 to 64 bytes in base64';

/** Headers that sign a call. `at`: Unix ms. */
export function signed(secret: string, { id, at, body }: { id: string; at: number; body: Uint8Array }): Record<string, string> {
  const key = keyOf(secret);
  if (!key) throw new Error('This is no secret of Standard Webhooks.');
  return webhookHeaders(key, { id, at, body });
}

export type Verified = { id: string } | { refused: 'signature' | 'expired' | 'malformed' };

/** Whose call it is: its id, or why it is not believed. One of several secrets may fit, while they are changed. `now`: Unix ms. */
export function verified(
  secrets: readonly string[],
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  now: number,
): Verified {
  const id = headers['webhook-id'] ?? '';
  const seconds = headers['webhook-timestamp'] ?? '';
  const given = (headers['webhook-signature'] ?? '').split(' ').filter((one) => one.startsWith('v1,'));
  if (!/^[\x21-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(seconds) || given.length === 0 || given.length > 20)
    return { refused: 'malformed' };
  const offered = given.map((one) => Buffer.from(one.slice(3), 'base64'));
  const fits = secrets.some((secret) => {
    const key = keyOf(secret);
    if (!key) return false;
    const right = webhookSignature(key, id, seconds, body);
    return offered.some((one) => sameBytes(one, right));
  });
  if (!fits) return { refused: 'signature' };
  // Told only to who holds the secret: a stranger learns nothing of our clock.
  if (Math.abs(now / 1_000 - Number(seconds)) > tolerance) return { refused: 'expired' };
  return { id };
}
