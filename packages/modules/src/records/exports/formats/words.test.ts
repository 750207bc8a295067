import { expect, test } from 'vitest';
import type { WalkedEvent, WalkedMessage, WalkedPeople } from '../walk-shape.ts';
import { eventLine, redactionLines } from './words.ts';

const people = { nameOf: (id: string) => ({ wang: '王敏' })[id] ?? id } as WalkedPeople;
const at = Date.UTC(2026, 10, 22, 11, 25, 22);

test('that parts were taken out is said in words, without the number of the request', () => {
  const event = {
    type: 'record.redacted',
    actor: 'wang',
    subject: '01a20300-f01a-723f-9431-fed4c4fec6d5',
    at,
    ev: 39,
  } as WalkedEvent;
  expect(eventLine(event, people, 'UTC')).toBe('2026-11-22 11:25:22 +00:00 遮盖部分内容 / parts taken out (王敏)');
});

test('a redaction names its parts once, when and why', () => {
  const content = {
    at,
    reason: '保密',
    records: [
      { ev: 37, parts: ['file:1'] },
      { ev: 38, parts: ['file:1', 'body'] },
    ],
  };
  const message = { redactions: [{ ev: 39, at, content }] } as unknown as WalkedMessage;
  expect(redactionLines(message, 'UTC')).toEqual([
    '已遮盖 / taken out for good: file:1, body, 2026-11-22 11:25:22 +00:00 (保密)',
  ]);
});
