import { createHmac } from 'node:crypto';

/** Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, 2023), version `v1`: HMAC-SHA-256 of `id.timestamp.body`. */
export const webhookSignature = (key: Uint8Array, id: string, seconds: string, body: Uint8Array | string): Buffer =>
  createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest();

/** Headers that sign a call. `at`: Unix ms. */
export function webhookHeaders(
  key: Uint8Array,
  { id, at, body }: { id: string; at: number; body: Uint8Array | string },
): Record<string, string> {
  const seconds = String(Math.floor(at / 1_000));
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${webhookSignature(key, id, seconds, body).toString('base64')}`,
  };
}
