import { hash } from 'node:crypto';
import {
  type Addressee,
  type Capabilities,
  type Delivery,
  type DeliveryState,
  type Message,
  type MessageDraft,
  mentionsOf,
} from '@rapport/contract';

/** UUID version 8 (RFC 9562 §5.8) of what a channel tells a message by: brought again, it has the same one. */
export function inboundId(account: string, dedupeKey: string): string {
  const bytes = hash('sha256', JSON.stringify([account, dedupeKey]), 'buffer').subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const ranks: readonly DeliveryState[] = ['queued', 'sending', 'awaiting_member', 'accepted', 'sent', 'delivered', 'read'];
const endings: ReadonlySet<DeliveryState> = new Set(['failed', 'expired', 'suppressed']);

/**
 * CV31 Whether a message comes further by this: forward only. What was accepted may still fail (a bounce); what was called failed may turn out
 * to have arrived; what arrived cannot fail, expire or be held back any more.
 */
export function advances(from: DeliveryState, to: DeliveryState): boolean {
  if (from === to) return false;
  if (endings.has(from)) return to === 'delivered' || to === 'read';
  if (to === 'failed') return ranks.indexOf(from) < ranks.indexOf('delivered');
  if (endings.has(to)) return ranks.indexOf(from) < ranks.indexOf('accepted');
  return ranks.indexOf(to) > ranks.indexOf(from);
}

/** Place of an address among those a message goes to; undefined where it goes to one alone, or to others. */
export function placeAmong(
  outward: { to: readonly Addressee[]; cc?: readonly Addressee[] | undefined } | null,
  address: string | undefined,
): number | undefined {
  const all = [...(outward?.to ?? []), ...(outward?.cc ?? [])];
  const n = all.findIndex((one) => one.address.toLowerCase() === address?.toLowerCase());
  return all.length > 1 && n >= 0 ? n : undefined;
}

type Recipients = NonNullable<Delivery['recipients']>;

/** What is known of the recipients with this; undefined where it brings the one it is about no further. `whole`: how far the message came. */
export function recipientsWith(known: Recipients, whole: DeliveryState, told: Recipients[number]): Recipients | undefined {
  const before = known.find(({ n }) => n === told.n)?.state ?? whole;
  // What is said of the whole holds for each until something else is told of one by itself.
  const further = advances(before, told.state) || (before === told.state && !known.some(({ n }) => n === told.n));
  return further ? [...known.filter(({ n }) => n !== told.n), told].sort((a, b) => a.n - b.n) : undefined;
}

const partOf = { image: 'image', video: 'video', audio: 'file', voice: 'voice', file: 'file' } as const;

function callsSomebody(text: string): boolean {
  const { users, departments, all } = mentionsOf(text);
  return all || users.length > 0 || departments.length > 0;
}

/**
 * What of a draft this account cannot send, as the field that says it; undefined when all of it goes. What a form or a supplement holds is for
 * colleagues; only a channel that people serve by hand (telephone, visit, letter) has forms for its messages.
 */
export function notSendable(
  draft: MessageDraft,
  capabilities: Capabilities,
  attachments: Message['attachments'] = [],
): { field: string; reason: string } | undefined {
  const asIs = 'it goes out as it is';
  const { parts, inbound, threads } = capabilities;
  if (draft.form && inbound !== 'manual') return { field: 'draft/form', reason: asIs };
  // Colleagues are called in notes; outside their marks are read as they are written.
  if (callsSomebody(draft.text)) return { field: 'draft/text', reason: 'colleagues are called in notes only' };
  for (const field of ['card', 'supplement', 'urgent', 'noForward'] as const)
    if (draft[field]) return { field: `draft/${field}`, reason: asIs };
  if (threads !== 'headers' && (draft.envelope?.to || draft.envelope?.cc))
    return { field: 'draft/envelope', reason: 'this channel names no others' };
  if (inbound === 'manual') return undefined;
  if (draft.location && !parts.location) return { field: 'draft/location', reason: asIs };
  const limit = parts.text?.maxChars;
  if (draft.text !== '' && !parts.text) return { field: 'draft/text', reason: asIs };
  if (limit !== undefined && !parts.text?.split && draft.text.length > limit)
    return { field: 'draft/text', reason: `at most ${limit} characters` };
  for (const { kind, size, type } of attachments) {
    const part = parts[partOf[kind]] ?? parts.file;
    if (!part || (part.mimes && !part.mimes.includes(type))) return { field: 'draft/attachments', reason: asIs };
    if (part.maxBytes !== undefined && size > part.maxBytes)
      return { field: 'draft/attachments', reason: `at most ${part.maxBytes} bytes each` };
  }
  return undefined;
}
