import { expect, it } from 'vitest';
import { decodePage, readPage } from './read-page.ts';

const page = (head: string) => `<!doctype html><html><head>${head}</head><body><p>words</p></body></html>`;

it('CV18 Open Graph before the title, entities read, marks and breaks out, long words cut', () => {
  expect(
    readPage(
      page(`<title>Plain</title><meta property="og:title" content="  Fish &amp;\n chips \u202egnp.exe">
        <meta property=og:description content="${'长'.repeat(400)}"><meta property="og:site_name" content="The Sea">`),
    ),
  ).toEqual({ title: 'Fish & chips gnp.exe', description: `${'长'.repeat(299)}…`, site: 'The Sea' });
  expect(readPage(page('<title>Only &lt;b&gt; a title</title><meta name="Description" content="About">'))).toEqual({
    title: 'Only <b> a title',
    description: 'About',
  });
});

it('CV18 a page without a title says nothing; titles of pictures are not the page’s', () => {
  expect(readPage(page('<meta property="og:description" content="x">'))).toBeUndefined();
  expect(readPage(page('<title> \n </title>'))).toBeUndefined();
  expect(readPage('<svg><title>icon</title></svg>')).toBeUndefined();
  expect(readPage('<svg><title>icon</title></svg><title>page</title>')).toEqual({ title: 'page' });
  expect(readPage('')).toBeUndefined();
  expect(readPage(`<title>${'<b>'.repeat(50_000)}`)?.title.length).toBeLessThanOrEqual(200);
});

// 中文标题 in GBK, 標題 in Big5, 日本 in Shift_JIS.
const gbk = Buffer.from('d6d0cec4b1eacce2', 'hex');
const around = (head: string, middle: Buffer) =>
  Buffer.concat([Buffer.from(`<html><head>${head}<title>`), middle, Buffer.from('</title>')]);

it.each<[string, string | undefined, Buffer, string]>([
  ['the header names GBK', 'text/html; charset=GBK', around('', gbk), '中文标题'],
  [
    'the page names gb2312',
    'text/html',
    around('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', gbk),
    '中文标题',
  ],
  ['the page names gb18030', undefined, around('<meta charset="gb18030">', gbk), '中文标题'],
  ['nobody names anything, and it is no UTF-8', 'text/html', around('', gbk), '中文标题'],
  ['an unknown name', 'text/html; charset=klingon', around('', gbk), '中文标题'],
  ['Big5', 'text/html; charset=big5', around('', Buffer.from('bcd0c344', 'hex')), '標題'],
  ['Shift_JIS', 'text/html', around('<meta charset=Shift_JIS>', Buffer.from('93fa967b', 'hex')), '日本'],
  ['UTF-8 without a word', 'text/html', around('', Buffer.from('中文')), '中文'],
  [
    'the mark before all',
    'text/html; charset=gbk',
    Buffer.concat([Buffer.from('efbbbf', 'hex'), around('', Buffer.from('中文'))]),
    '中文',
  ],
  ['a page in bytes that claims UTF-16', 'text/html', around('<meta charset="utf-16">', Buffer.from('中文')), '中文'],
])('CV18 %s', (_, type, body, title) => {
  expect(readPage(decodePage(body, type))).toEqual({ title });
});

it('CV18 a page cut inside a character is still UTF-8', () => {
  const body = around('', Buffer.from('中文')).subarray(0, -'文</title>'.length - 2);
  expect(decodePage(Buffer.concat([body, Buffer.from('e4b8', 'hex')]), undefined)).toContain('<title>中');
});
