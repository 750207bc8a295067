import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { mailSets } from './mail-sets.test-kit.ts';
import { trimReply } from './trim-reply.ts';

const sets = mailSets('replies with their trimmed text');
afterAll(() => sets?.remove());
const normal = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t\u00a0]+$/gm, '')
    .trim();

describe.skipIf(sets === undefined)('replies of many programs and languages', () => {
  test('EM6 what was written now is told from what it answers as people did it, in 90 % of the mails', () => {
    const names = readdirSync(sets!.path('reply-trimmer', 'emails'));
    const same = names.filter((name) => {
      const read = (folder: string) => readFileSync(sets!.path('reply-trimmer', folder, name), 'utf8');
      return normal(trimReply(read('emails')).text) === normal(read('trimmed'));
    });
    console.info(
      `trimmed replies: ${same.length} of ${names.length} as people did (${((same.length / names.length) * 100).toFixed(1)} %)`,
    );
    expect(same.length / names.length).toBeGreaterThanOrEqual(0.9);
  });

  test('EM6 every line is kept: shown or folded', () => {
    for (const name of readdirSync(sets!.path('reply-trimmer', 'emails'))) {
      const mail = readFileSync(sets!.path('reply-trimmer', 'emails', name), 'utf8');
      const { text, quoted } = trimReply(mail);
      const words = (body: string) => body.split(/\s+/).filter(Boolean).sort();
      expect(words(`${text}\n${quoted}`), name).toEqual(words(mail));
    }
  });
});

test.each([
  [
    '好的，收到。\n\n发自我的iPhone\n\n------------------ 原始邮件 ------------------\n发件人: "客服" <a@example.com>\n发送时间: 2026年3月2日\n收件人: b\n主题: 订单\n\n您好',
    '好的，收到。',
  ],
  ['收到\n\n在 2026年3月2日，下午8:45，张三 <a@example.com> 写道：\n> 您好', '收到'],
  ['Yes.\n\nOn 2 Mar 2026, at 19:04, Some One wrote:\n> Ready?', 'Yes.'],
  ['> Ready?\n\nYes, from Monday on.', '> Ready?\n\nYes, from Monday on.'],
])('EM6 %#', (mail, text) => {
  expect(trimReply(mail).text).toBe(text);
});

test('a mail of many lines is parted to its end', () => {
  const mail = `${'On 1 '.repeat(50)}\n`.repeat(15_000);
  expect(trimReply(mail).text.length).toBeGreaterThan(0);
});
