import { expect, test } from 'vitest';
import { markOf, marksIn } from './message-ids.ts';
import { readMail } from './read-mail.ts';
import { threadIndexOf, threadMarks } from './threading.ts';

const key = 'a key of the account';
const domain = 'example.org';
const id = '0197c5f0-1111-7222-8333-444455556666';
const mail = (...lines: string[]) => readMail(Buffer.from(lines.join('\r\n')));
const marks = (lines: string[], envelope: string[] = []) => threadMarks(mail(...lines), { key, domain, envelope });

test('EM9 a mark of ours is proven, in whatever case it comes back; a forged one is nothing', () => {
  const mark = markOf(key, id);
  expect(marksIn(key, `Reply-To: support+${mark.toUpperCase()}@example.org`)).toEqual([mark]);
  expect(
    marksIn(
      key,
      mark.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ),
  ).toEqual([]);
  expect(marksIn('another key', mark)).toEqual([]);
  expect(markOf(key, 'conversation:17')).toMatch(/^r\.[0-9a-f]+\.[0-9a-f]{16}$/);
});

test('EM9 the tag of an address comes first, then In-Reply-To, then every id of References from the nearest on, then the text', () => {
  const tag = markOf(key, id);
  const quoted = markOf(key, '0197c5f0-1111-7222-8333-444455550000');
  const { answers } = marks([
    'From: c@example.net',
    'To: x@example.net',
    `Cc: support+${tag}@example.org`,
    'In-Reply-To: <two@example.net>',
    'References: <root@example.net> <one@example.net> <two@example.net>',
    '',
    `> ${quoted}`,
  ]);
  expect(answers).toEqual([
    `${tag}@example.org`,
    'two@example.net',
    'one@example.net',
    'root@example.net',
    `${quoted}@example.org`,
  ]);
  expect(marks(['From: c@example.net', '', 'x'], [`support+${tag}@example.org`]).answers).toEqual([`${tag}@example.org`]);
});

test('EM9 mails of one thread agree on its key in whatever order they come', () => {
  const first = marks(['Message-ID: <root@example.net>', '', 'x']).fallback;
  const answer = marks(['Message-ID: <b@x>', 'In-Reply-To: <root@example.net>', '', 'x']).fallback;
  const later = marks(['Message-ID: <c@x>', 'References: <root@example.net> <b@x>', '', 'x']).fallback;
  expect(new Set([first, answer, later]).size).toBe(1);
});

test('EM9 the head of Outlook’s Thread-Index goes back with the answer', () => {
  const index = Buffer.from(Array.from({ length: 27 }, (_, place) => place + 1));
  const { fallback } = marks(['Message-ID: <a@x>', `Thread-Index: ${index.toString('base64')}`, '', 'x']);
  const back = Buffer.from(threadIndexOf(fallback, 1_790_000_000_000)!, 'base64');
  expect(back.length).toBe(27);
  expect(back.subarray(0, 22).equals(index.subarray(0, 22))).toBe(true);
  expect(threadIndexOf('0123456789abcdef01234567', 0)).toBeUndefined();
});
