import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { automaticOf } from './automatic.ts';
import { readDeliveryReport } from './delivery-reports.ts';
import { mailSets } from './mail-sets.test-kit.ts';
import { readMail } from './read-mail.ts';

interface Expected {
  dsn: string;
  reply: string;
  reason: string;
  hardBounce: boolean;
}

const sets = mailSets('bounces of real servers');
afterAll(() => sets?.remove());

function agrees(file: string, wanted: Expected[]): { known: boolean; same: boolean } {
  const mail = readMail(readFileSync(file));
  const report = readDeliveryReport(mail);
  if (wanted[0]!.reason === 'vacation') {
    const known = report === undefined && automaticOf(mail).auto;
    return { known, same: known };
  }
  const outcomes = report?.outcomes ?? [];
  const same = wanted.every((want, index) => {
    const got = outcomes[index];
    if (got === undefined || got.hard !== want.hardBounce) return false;
    if (want.reason === 'feedback') return got.action === 'complaint';
    if (want.reason === 'delivered') return got.action === 'delivered';
    return got.action === 'failed' || got.action === 'delayed';
  });
  return { known: outcomes.length > 0, same: same && outcomes.length === wanted.length };
}

describe.skipIf(sets === undefined)('bounces of 295 mails of many servers', () => {
  test('EM5 is read as an independent reader expects it: recipients, kind, and whether the address is dead, in 285 of the mails', () => {
    const { expected } = JSON.parse(readFileSync(sets!.path('sisimai-share', 'expected.json'), 'utf8')) as {
      expected: Record<string, Expected[]>;
    };
    const results = Object.entries(expected).map(([name, wanted]) =>
      agrees(sets!.path('sisimai-share', 'maildir', 'bsd', name), wanted),
    );
    const known = results.filter((one) => one.known).length;
    const same = results.filter((one) => one.same).length;
    console.info(
      `bounces: ${results.length} mails, ${known} recognised, ${same} as expected (${((same / results.length) * 100).toFixed(1)} %)`,
    );
    expect(known / results.length).toBeGreaterThanOrEqual(0.99);
    // What is judged otherwise is judged so by what the servers said: "no such user here" is a dead address (RFC 5321 §4.2.3, RFC 3463 §3.2).
    expect(same).toBeGreaterThanOrEqual(results.length - 10);
  });

  test('no ordinary mail is taken for a bounce', () => {
    const taken = ['spamassassin-nice-spam/nice', 'rubymail/emails/plain_emails', 'reply-trimmer/emails']
      .flatMap((folder) => sets!.files(folder))
      .filter((file) => readDeliveryReport(readMail(readFileSync(file))) !== undefined);
    expect(taken.map((file) => file.split('/').at(-1))).toEqual([]);
  });
});

const lines = (...text: string[]): Buffer => Buffer.from(text.join('\r\n'));

const told = (text: string) => {
  const mail = readMail(lines('From: MAILER-DAEMON@mx.example.net', 'Subject: Failure notice', '', text));
  return readDeliveryReport(mail)?.outcomes.map(({ action, status, reason, hard }) => ({ action, status, reason, hard }));
};

test.each([
  ['<gone@example.org>:\r\n550: <gone@example.org>: User unknown', { reason: 'user-unknown', hard: true }],
  ['<gone@example.org>... User not exist\r\n550 <gone@example.org>... User not exist', { reason: 'user-unknown', hard: true }],
  // Sender or content was refused, in the same words.
  ['<a@example.org>: host mx said: 550 <a@example.org>: User unknown (in reply to end of DATA command)', { hard: false }],
  [
    '<a@example.org>: 550 5.1.1 <a@example.org> 192.0.2.7 has sent to too many recipients this hour',
    { reason: 'refused', hard: false },
  ],
])('EM5 %s', (text, expected) => {
  expect(told(text)).toMatchObject([{ action: 'failed', ...expected }]);
});

test('EM5 a session that is pasted whole tells what failed in it, not what went well before', () => {
  const session = ['Transcript of session follows.', ' In:  RCPT TO:<a@example.org>', ' Out: 250 2.1.5 Ok', ' In:  DATA'];
  const text = [...session, ' Out: 354 End data', ' Out: 451 4.3.0 Error: queue file write error', ' Out: 221 2.0.0 Bye'];
  expect(told(text.join('\r\n'))).toMatchObject([{ action: 'failed', status: '4.3.0', hard: false }]);
});

test('EM5 a report names the mail it is about, and each recipient by itself', () => {
  const report = readDeliveryReport(
    readMail(
      lines(
        'From: MAILER-DAEMON@mx.example.net',
        'Subject: Undelivered',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        '',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.example.net',
        '',
        'Final-Recipient: rfc822; gone@example.org',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 no such user (in reply to RCPT TO)',
        '',
        'Final-Recipient: rfc822; slow@example.org',
        'Action: delayed',
        'Status: 4.4.1',
        '',
        '--b',
        'Content-Type: text/rfc822-headers',
        '',
        'Message-ID: <r.1.2@example.com>',
        'From: Support <support+x@example.com>',
        '--b--',
      ),
    ),
  );
  expect(report?.about).toEqual(['r.1.2@example.com']);
  expect(report?.aboutAddresses).toContain('support+x@example.com');
  expect(report?.outcomes.map(({ recipient, action, hard, status }) => ({ recipient, action, hard, status }))).toEqual([
    { recipient: 'gone@example.org', action: 'failed', hard: true, status: '5.1.1' },
    { recipient: 'slow@example.org', action: 'delayed', hard: false, status: '4.4.1' },
  ]);
});
