import { hash } from 'node:crypto';

/** Keys of one foreign conversation. */
export type ItemKey = (externalId: string, near?: string) => string;

const slackTime = /^(\d{9,11})\.\d{1,6}/;
const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** The minute that an external id names, in Unix ms; 0 when it names none. */
function minuteOf(externalId: string): number {
  const seconds = slackTime.exec(externalId)?.[1];
  if (seconds !== undefined) return Math.floor(Number(seconds) / 60) * 60_000;
  const iso = isoTime.exec(externalId)?.[0];
  const at = iso === undefined ? 0 : Date.parse(`${iso}Z`);
  return Number.isFinite(at) && at > 0 ? at : 0;
}

/**
 * UUID version 8 (RFC 9562 §5.8) of a foreign item: 48 bits of the minute its id names, then 74 bits of SHA-256 over source,
 * place and id. The same item has the same key in every export; keys of one time lie together in the index. `near` names
 * the message that a mark (edit, reaction) belongs to.
 */
export function itemKeys(source: string, place: string): ItemKey {
  const scope = JSON.stringify([source, place]);
  return (externalId, near = externalId) => {
    const bytes = hash('sha256', `${scope}\n${externalId}`, 'buffer').subarray(0, 16);
    bytes.writeUIntBE(minuteOf(near), 0, 6);
    bytes[6] = (bytes[6]! & 0x0f) | 0x80;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}
