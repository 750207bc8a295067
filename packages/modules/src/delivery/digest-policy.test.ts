import { describe, expect, it } from 'vitest';
import { digestMail } from './digest-mail.ts';
import { type DigestFacts, digestDay } from './digest-policy.ts';

const week = Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: 9 * 60, to: 18 * 60 }] : []));
const person: DigestFacts = { digest: true, digestHour: 8, timeZone: 'Asia/Shanghai', workingHours: week };

describe('DE17 the day whose digest is due', () => {
  it.each<[string, Partial<DigestFacts>, number, string | undefined]>([
    ['at its hour in one’s own zone', {}, Date.UTC(2026, 5, 1, 0, 0), '2026-06-01'],
    ['a minute before', {}, Date.UTC(2026, 4, 31, 23, 59), undefined],
    ['late, after a standstill', {}, Date.UTC(2026, 5, 1, 6, 59), '2026-06-01'],
    ['too late', {}, Date.UTC(2026, 5, 1, 7, 0), undefined],
    ['on a day off', {}, Date.UTC(2026, 5, 6, 0, 0), undefined],
    ['of somebody without working hours', { workingHours: week.map(() => []) }, Date.UTC(2026, 5, 6, 0, 0), '2026-06-06'],
    ['switched off', { digest: false }, Date.UTC(2026, 5, 1, 0, 0), undefined],
    ['on one’s own calendar', { timeZone: 'Pacific/Auckland' }, Date.UTC(2026, 4, 31, 20, 30), '2026-06-01'],
    ['where the hour lies at its quarter', { timeZone: 'Asia/Kathmandu' }, Date.UTC(2026, 5, 1, 2, 15), '2026-06-01'],
  ])('%s', (_, change, now, day) => {
    expect(digestDay({ ...person, ...change }, now)).toBe(day);
  });
});

it('DE17 nobody writes lines of the mail: names and excerpts stay on one', () => {
  const words = {
    to: 'a@b.c',
    name: 'Ida',
    organization: 'Acme\r\nBcc: x@y.z',
    language: 'en' as const,
    url: 'https://chat.example',
  };
  const excerpts = [{ name: 'Eve\n\nFrom: boss', text: 'hi\r\n\r\n— Urgent' }];
  const mail = digestMail(words, [{ reason: 'direct', name: 'Eve\u2028x', path: '/c/1', unread: 1, excerpts }]);
  expect(mail.subject).toBe('One thing waits for you · Acme Bcc: x@y.z');
  expect(mail.text).toContain('Eve x (1 unread)\n  Eve From: boss: hi — Urgent\n  https://chat.example/c/1\n');
});
