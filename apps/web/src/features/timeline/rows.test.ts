import type { OutboxItem } from '@rapport/client';
import type { Message } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { newerThan, type Row, rowsOf, unreadLineOf } from './rows.ts';

const me = 'me';
const noon = Date.UTC(2026, 10, 20, 4, 0); // noon in Shanghai
const minute = 60_000;

const message = (seq: number, sender: string, at: number, more: Partial<Message> = {}): Message =>
  ({ conversation: 'c', seq, ev: seq, clientId: `k${seq}`, sender, at, text: `t${seq}`, ...more }) as Message;

const waiting = (clientId: string, at: number): OutboxItem =>
  ({ clientId, conversation: 'c', draft: { clientId, text: clientId }, state: 'waiting', at }) as OutboxItem;

const rows = (messages: Message[], more: Partial<Parameters<typeof rowsOf>[0]> = {}): Row[] =>
  rowsOf({ messages, outbox: [], hasOlder: false, hasNewer: false, unreadFrom: null, me, zone: 'Asia/Shanghai', ...more });

const shape = (list: Row[]): string[] =>
  list.map((r) =>
    r.kind === 'message'
      ? `${r.message.seq}${r.head ? '*' : ''}`
      : r.kind === 'outgoing'
        ? `${r.item.clientId}${r.head ? '*' : ''}`
        : r.kind,
  );

describe('rows of the timeline', () => {
  it('groups messages of one person and breaks after five minutes', () => {
    const list = rows([
      message(1, 'a', noon),
      message(2, 'a', noon + minute),
      message(3, 'a', noon + 7 * minute),
      message(4, 'b', noon + 7 * minute),
    ]);
    expect(shape(list)).toEqual(['beginning', 'day', '1*', '2', '3*', '4*']);
  });

  it("breaks at midnight of the reader's own zone", () => {
    const late = Date.UTC(2026, 10, 20, 15, 59); // 23:59 in Shanghai
    const pair = [message(1, 'a', late), message(2, 'a', late + 2 * minute)];
    expect(shape(rows(pair))).toEqual(['beginning', 'day', '1*', 'day', '2*']);
    expect(shape(rows(pair, { zone: 'UTC' }))).toEqual(['beginning', 'day', '1*', '2']);
  });

  it('breaks at the unread line', () => {
    const list = rows([message(1, 'a', noon), message(2, 'a', noon + 1)], { unreadFrom: 2 });
    expect(shape(list)).toEqual(['beginning', 'day', '1*', 'unread', '2*']);
  });

  it('tells imported voices without accounts apart by their names', () => {
    const list = rows([
      message(1, 'x', noon, { sender: null, senderName: 'irc-a' }),
      message(2, 'x', noon, { sender: null, senderName: 'irc-b' }),
    ]);
    expect(shape(list)).toEqual(['beginning', 'day', '1*', '2*']);
  });

  it('orders by seq and shows the time something was said', () => {
    const list = rows([message(1, 'a', noon), message(2, 'a', noon + minute, { occurredAt: noon - 86_400_000 })]);
    expect(shape(list)).toEqual(['beginning', 'day', '1*', 'day', '2*']);
  });

  it('keeps the key of my message when it turns from waiting into sent', () => {
    const before = rows([], { outbox: [waiting('k1', noon)] });
    const after = rows([message(1, me, noon)]);
    expect(before.at(-1)?.key).toBe(after.at(-1)?.key);
  });

  it('shows a message once while the outbox has not let it go yet', () => {
    const list = rows([message(1, me, noon)], { outbox: [waiting('k1', noon), waiting('k9', noon)] });
    expect(shape(list)).toEqual(['beginning', 'day', '1*', 'k9']);
  });

  it('hides what is waiting while an older part is shown', () => {
    const list = rows([message(1, 'a', noon)], { outbox: [waiting('k9', noon)], hasNewer: true });
    expect(shape(list)).toEqual(['beginning', 'day', '1*', 'loading']);
  });
});

describe('the unread line', () => {
  const list = [
    message(1, 'a', noon),
    message(2, me, noon),
    message(3, 'a', noon, { recalled: { at: noon, by: null } }),
    message(4, 'a', noon),
  ];
  const state = { readSeq: 1, unread: 1, unreadFrom: null, fromSeq: 1 };

  it('stands above the first unread message of others that still has content', () => {
    expect(unreadLineOf(list, state, me)).toBe(4);
  });
  it('stands nowhere when all is read', () => {
    expect(unreadLineOf(list, { ...state, unread: 0 }, me)).toBeNull();
  });
  it('stands where the reader marked it', () => {
    expect(unreadLineOf(list, { ...state, unreadFrom: 2 }, me)).toBe(2);
  });
  it('counts for the pill only visible messages of others', () => {
    expect(newerThan(list, 1, me)).toBe(1);
  });
});
