import type { OutboxItem } from '@rapport/client';
import type { Message } from '@rapport/contract';
import { dayOf } from '../../app/times.ts';

/** One line of the timeline. `key` is stable, so that the list keeps what it has measured. */
export type Row =
  | { kind: 'beginning'; key: string }
  | { kind: 'loading'; key: string }
  | { kind: 'day'; key: string; at: number }
  | { kind: 'unread'; key: string }
  | { kind: 'message'; key: string; message: Message; head: boolean }
  | { kind: 'outgoing'; key: string; item: OutboxItem; head: boolean };

export interface RowsInput {
  messages: readonly Message[];
  outbox: readonly OutboxItem[];
  hasOlder: boolean;
  hasNewer: boolean;
  /** The first message that was unread when the conversation was opened; null: none. */
  unreadFrom: number | null;
  me: string;
  zone?: string | undefined;
}

const groupBreakMs = 5 * 60_000;

/** When it was said: imports and late entries carry their own time. */
export const saidAt = (message: Message): number => message.occurredAt ?? message.at;

/** Who a group of messages belongs to: an account, or the name an import was signed with. */
const voiceOf = (message: Message): string => message.sender ?? `name:${message.senderName ?? ''}`;

/** Turns messages into rows: groups break after five minutes, at a day, at the unread line. */
export function rowsOf(input: RowsInput): Row[] {
  const rows: Row[] = [{ kind: input.hasOlder ? 'loading' : 'beginning', key: input.hasOlder ? 'older' : 'beginning' }];
  let day = '';
  let voice: string | null = null;
  let before = 0;
  for (const message of input.messages) {
    const at = saidAt(message);
    const thisDay = dayOf(at, input.zone);
    if (thisDay !== day) {
      rows.push({ kind: 'day', key: `day:${message.seq}`, at });
      day = thisDay;
      voice = null;
    }
    if (message.seq === input.unreadFrom) {
      rows.push({ kind: 'unread', key: 'unread' });
      voice = null;
    }
    const mine = voiceOf(message);
    const head = mine !== voice || Math.abs(at - before) > groupBreakMs || message.forward !== undefined;
    rows.push({ kind: 'message', key: keyOf(message.sender, message.clientId, message.seq, input.me), message, head });
    // A recalled message is a small line of its own: the next one begins a group.
    voice = message.recalled ? null : mine;
    before = at;
  }
  if (input.hasNewer) rows.push({ kind: 'loading', key: 'newer' });
  else pushOutgoing(rows, input, { day, voice, before });
  return rows;
}

function pushOutgoing(rows: Row[], input: RowsInput, last: { day: string; voice: string | null; before: number }): void {
  const known = new Set(input.messages.filter((m) => m.sender === input.me).map((m) => m.clientId));
  let { day, voice, before } = last;
  for (const item of input.outbox) {
    if (known.has(item.clientId)) continue;
    const thisDay = dayOf(item.at, input.zone);
    if (thisDay !== day) {
      rows.push({ kind: 'day', key: `day:${item.clientId}`, at: item.at });
      day = thisDay;
      voice = null;
    }
    const head = voice !== input.me || item.at - before > groupBreakMs;
    rows.push({ kind: 'outgoing', key: `mine:${item.clientId}`, item, head });
    voice = input.me;
    before = item.at;
  }
}

/** My own message keeps its row when it turns from waiting into sent, so nothing flickers. */
const keyOf = (sender: string | null, clientId: string, seq: number, me: string): string =>
  sender === me ? `mine:${clientId}` : `seq:${seq}`;

/** Where the unread line stands when a conversation is opened: above the first message of others that is unread. */
export function unreadLineOf(
  messages: readonly Message[],
  me: { readSeq: number; unread: number; unreadFrom: number | null; fromSeq: number },
  user: string,
): number | null {
  if (me.unreadFrom !== null) return me.unreadFrom;
  if (me.unread === 0) return null;
  const first = messages.find((m) => m.seq > me.readSeq && m.sender !== user && !m.recalled);
  return first?.seq ?? null;
}

/** How many messages of others came after a seq: what the pill at the foot counts. */
export const newerThan = (messages: readonly Message[], seq: number, user: string): number =>
  messages.reduce((n, m) => (m.seq > seq && m.sender !== user && !m.recalled ? n + 1 : n), 0);
