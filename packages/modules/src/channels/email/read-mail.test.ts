import { readFileSync } from 'node:fs';
import PostalMime from 'postal-mime';
import { afterAll, describe, expect, test } from 'vitest';
import { automaticOf } from './automatic.ts';
import { readDeliveryReport } from './delivery-reports.ts';
import { mailSets, setsOfMail } from './mail-sets.test-kit.ts';
import { bodyOf, type MimePart, mimeLimits } from './mime.ts';
import { readMail } from './read-mail.ts';
import { trimReply } from './trim-reply.ts';
import { isVouchedFor } from './trusted.ts';

const sets = mailSets('real mail, much of it malformed');
afterAll(() => sets?.remove());

const leaves = (part: MimePart): MimePart[] => (part.children.length > 0 ? part.children.flatMap(leaves) : [part]);
const pressed = (text: string | undefined): string => (text ?? '').replace(/\s+/g, '');

describe.skipIf(sets === undefined)('730 mails of nine sets', () => {
  const files = sets === undefined ? [] : setsOfMail.flatMap((folder) => sets.files(folder));

  test('EM1 none stops the reader, and none is read as nothing', () => {
    const empty: string[] = [];
    for (const file of files) {
      const mail = readMail(readFileSync(file));
      automaticOf(mail);
      readDeliveryReport(mail);
      trimReply(mail.text);
      const bytes = leaves(mail.root).reduce((sum, part) => sum + bodyOf(part).length, 0);
      if (bytes > 200 && mail.text === '' && mail.files.length === 0) empty.push(file.split('/').at(-1)!);
    }
    expect(files.length).toBeGreaterThan(700);
    expect(empty).toEqual([]);
  });

  test('EM1 subjects, files and texts are those that another reader finds, but for what only one of them can read', async () => {
    let subjects = 0;
    let attachments = 0;
    for (const file of files) {
      const bytes = readFileSync(file);
      const mine = readMail(bytes);
      const theirs = await PostalMime.parse(bytes, { forceRfc822Attachments: true });
      if (pressed(theirs.subject) === pressed(mine.subject)) subjects += 1;
      if (theirs.attachments.length === mine.files.length) attachments += 1;
    }
    console.info(`${files.length} mails: ${subjects} subjects and ${attachments} lists of files as postal-mime reads them`);
    expect(subjects / files.length).toBeGreaterThan(0.98);
    expect(attachments / files.length).toBeGreaterThan(0.97);
  });

  test('EM2 Chinese and Japanese mail is read, labelled or not', () => {
    const subject = (name: string) => readMail(readFileSync(sets!.path('spamassassin-nice-spam/nice/cjk', name))).subject;
    expect(subject('big5-base64.1')).toContain('新片又到');
    expect(subject('gb2312.1')).toContain('全新原装进口');
    const bounce = readMail(readFileSync(sets!.path('sisimai-share/maildir/bsd/lhost-ezweb-03.eml')));
    expect(bounce.text).toContain('送信できませんでした');
  });
});

const mail = (...text: string[]): Buffer => Buffer.from(text.join('\r\n'), 'latin1');

test('EM2 gb2312 means GB18030, also in headers without any encoding', () => {
  const body = Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0x81, 0x39, 0xef, 0x30]);
  const read = readMail(
    Buffer.concat([mail('Content-Type: text/plain; charset=gb2312', 'Subject: '), body, mail('', '', ''), body]),
  );
  expect(read.text).toBe('你好㐁');
  expect(read.subject).toBe('你好㐁');
});

test('EM2 words that were cut in the middle of a character are joined', () => {
  expect(readMail(mail('Subject: =?utf-8?B?5L2g?= =?utf-8?B?5aU=?=', ' =?utf-8?B?vQ==?=', '', '')).subject).toBe('你好');
});

test('EM2 UTF-7, HZ and Latin text are read by what they are', () => {
  expect(readMail(mail('Content-Type: text/plain; charset=utf-7', '', 'Hi +T2BZfQ- there')).text).toBe('Hi 你好 there');
  expect(readMail(mail('Content-Type: text/plain; charset=hz-gb-2312', '', '~{Dc:C~} A')).text).toBe('你好 A');
  expect(readMail(mail('Content-Type: text/plain', '', 'Gr\xfc\xdfe aus M\xfcnchen')).text).toBe('Grüße aus München');
});

test('EM3 a nesting bomb stays what it is: one file or text, nothing beyond the limits', () => {
  let bomb = 'Content-Type: text/plain\r\n\r\ninside\r\n';
  for (let depth = 0; depth < 400; depth++)
    bomb = `Content-Type: multipart/mixed; boundary=b${depth}x\r\n\r\n--b${depth}x\r\n${bomb}\r\n--b${depth}x--\r\n`;
  const deep = (part: MimePart): number => 1 + Math.max(0, ...part.children.map(deep));
  expect(deep(readMail(Buffer.from(bomb)).root)).toBeLessThanOrEqual(mimeLimits.depth + 1);
  const wide = readMail(
    Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(20_000)}--b--`),
  );
  expect(leaves(wide.root).length).toBeLessThanOrEqual(mimeLimits.parts);
  expect(wide.text).toContain('x');
});

test('EM4 pictures of the HTML keep their ids; alternatives are one message; attached mails are files', () => {
  const read = readMail(
    mail(
      'Content-Type: multipart/mixed; boundary=m',
      '',
      '--m',
      'Content-Type: multipart/related; boundary=r',
      '',
      '--r',
      'Content-Type: multipart/alternative; boundary=a',
      '',
      '--a',
      'Content-Type: text/plain',
      '',
      'plain',
      '--a',
      'Content-Type: text/html',
      '',
      '<p>rich <img src="cid:logo@x"></p>',
      '--a--',
      '--r',
      'Content-Type: image/png; name=logo.png',
      'Content-ID: <logo@x>',
      'Content-Transfer-Encoding: base64',
      '',
      'iVBORw0KGgo=',
      '--r--',
      '--m',
      'Content-Type: message/rfc822',
      '',
      'Subject: older mail',
      '',
      'older words',
      '--m--',
    ),
  );
  expect(read.text).toBe('plain');
  expect(read.html).toContain('rich');
  expect(read.files.map(({ name, contentId, inline }) => ({ name, contentId, inline }))).toEqual([
    { name: 'logo.png', contentId: 'logo@x', inline: true },
    { name: 'older mail.eml', contentId: undefined, inline: false },
  ]);
  expect(read.text).not.toContain('older words');
});

test('names of files carry no path', () => {
  const read = readMail(
    mail('Content-Type: application/pdf; name="..\\..\\a/b/../c.pdf"', 'Content-Disposition: attachment', '', 'x'),
  );
  expect(read.files[0]?.name).toBe('c.pdf');
});

test.each([
  [['Auto-Submitted: auto-replied'], true, false],
  [['Auto-Submitted: no'], false, false],
  [['Precedence: list'], true, true],
  [['List-Id: <x.example.org>'], true, true],
  [['X-Auto-Response-Suppress: All'], true, false],
  [['Return-Path: <>'], true, false],
  [['Subject: Automatic reply: away'], true, false],
  [['Subject: 自动回复：我在休假'], true, false],
  [['Subject: a question about the automatic door'], false, false],
])('EM7 %j is automatic: %s, of many: %s', (headers, auto, bulk) => {
  const found = automaticOf(readMail(Buffer.from(`From: a@example.org\r\n${headers.join('\r\n')}\r\n\r\nwords`)));
  expect({ auto: found.auto, bulk: found.bulk }).toEqual({ auto, bulk });
});

test('EM3 a great deal of nothing, in any place, is read to its end', () => {
  const much = 100_000;
  const blanks = [
    ' '.repeat(much),
    '\n'.repeat(much),
    '\t \n'.repeat(much / 4),
    '<'.repeat(much),
    '@'.repeat(much),
    '=?'.repeat(much / 2),
    '-'.repeat(much),
    '>'.repeat(much),
  ];
  for (const blank of blanks) {
    for (const type of ['text/plain', 'text/html', 'multipart/mixed; boundary=b']) {
      const read = readMail(
        Buffer.from(
          `From: MAILER-DAEMON@x.example${blank.replaceAll('\n', ' ')}x\r\nSubject: Undelivered\r\nReferences: ${blank.replaceAll('\n', ' ')}\r\nContent-Type: ${type}\r\n\r\n${blank}x`,
        ),
      );
      readDeliveryReport(read);
      automaticOf(read);
      trimReply(read.text);
    }
  }
  const blocks = readMail(Buffer.from(`Content-Type: text/html\r\n\r\n${'<div>word <br></div>'.repeat(60_000)}`));
  expect(blocks.text.split('\n').length).toBeGreaterThan(50_000);
});

/** Each was minutes to hours of work, of a mail that anybody may send. */
const laborious: [string, () => string][] = [
  ['references without an address', () => Array.from({ length: 1_000 }, () => `References: ${'a'.repeat(8_000)}\r\n`).join('')],
  [
    'a list of colons',
    () => Array.from({ length: 100 }, () => `Cc: ${'a '.repeat(20_000)}x@y ${': '.repeat(10_000)}\r\n`).join(''),
  ],
  [
    'quotes without an end',
    () => Array.from({ length: 1_000 }, () => `Authentication-Results: mx.example; "${'\\"'.repeat(1_990)}\r\n`).join(''),
  ],
  ['parameters', () => `Content-Type: text/plain${Array.from({ length: 8_000 }, (_, i) => `; a*${i}=x`).join('')}\r\n`],
  ['flowing lines', () => `Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n${'ab \r\n'.repeat(300_000)}`],
  ['boundaries', () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\n'.repeat(4_000_000)}`],
  ['notifications', () => `\r\n${'{"notificationType"\r\n'.repeat(45_000)}`],
  ['beginnings of attributions', () => `\r\n${'在 1写道\r\n'.repeat(19_000)}`],
  ['addresses in an attribution', () => `\r\n${`${'@'.repeat(200)} ${'x '.repeat(40)} wrote\r\n`.repeat(2_000)}`],
  ['addresses amid an attribution', () => `\r\n${`${'@'.repeat(200)} ${'x '.repeat(40)} wrote am 12345:\r\n`.repeat(2_000)}`],
  ['blanks after an attribution', () => `\r\n${`On 1 xxx wrote${' '.repeat(400)}x\r\n`.repeat(2_000)}`],
];
test.each(laborious)('EM3 %s cost no more than they are long', (_, made) => {
  const read = readMail(Buffer.from(`From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n${made()}\r\n\r\nwords`));
  expect(readDeliveryReport(read)).toBeUndefined();
  expect(isVouchedFor(read, ['mx.example'])).toBe(false);
  const { text, quoted } = trimReply(read.text);
  expect(text.length + quoted.length).toBeGreaterThan(0);
});

test('EM1 bodies of older encodings, and those that are ended by their padding again and again', () => {
  const bodyIn = (encoding: string, body: string) =>
    readMail(Buffer.from(`From: a@b.example\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`)).text;
  expect(bodyIn('x-uuencode', 'begin 644 a.txt\r\n#0V%T\r\n%:&5L;&\\\r\n`\r\nend\r\nnot this')).toBe('Cathello');
  expect(bodyIn('base64', `${Buffer.from('on').toString('base64')}\r\n${Buffer.from('e').toString('base64')}`)).toBe('one');
  const torn = readMail(Buffer.concat([Buffer.from('From: a@b.example\r\n\r\n'), Buffer.alloc(9_000_000, 0xff)]));
  expect(torn.text).toHaveLength(1_000_000);
});

test('EM5 what Amazon tells in a mail is read whichever way its lines are broken', () => {
  const told =
    '{"notificationType":"Bounce",\r\n"bounce":{"bouncedRecipients":[{"emailAddress":"gone@d.example","action":"failed","status":"5.1.1"}]}}';
  const read = readMail(Buffer.from(`From: no-reply@sns.example\r\nSubject: AWS\r\n\r\nhead\r\n${told} \r\n--\r\nfoot`));
  expect(readDeliveryReport(read)?.outcomes).toMatchObject([{ recipient: 'gone@d.example', action: 'failed', hard: true }]);
});

test('HTML alone becomes words: paragraphs, quotes, lists, where links lead', () => {
  const html =
    '<style>x{}</style><p>One  two</p><blockquote>old<br>older</blockquote><ul><li>a</li><li>b</li></ul><a href="https://example.org/x">here</a><pre>  kept\n as is</pre>';
  expect(readMail(Buffer.from(`Content-Type: text/html\r\n\r\n${html}`)).text).toBe(
    'One two\n\n> old\n> older\n• a\n• b\nhere (https://example.org/x)\n  kept\n as is',
  );
});
