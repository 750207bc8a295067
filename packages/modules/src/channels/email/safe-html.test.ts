import { expect, test } from 'vitest';
import { readMail } from './read-mail.ts';
import { safeHtml, textAsHtml } from './safe-html.ts';
import { isVouchedFor } from './trusted.ts';

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a></svg>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<iframe src="https://example.org"></iframe>',
  '<form action="https://example.org"><input name=password><button>go</button></form>',
  '<style>@import url(https://example.org/x.css)</style>',
  '<div style="background:url(https://example.org/x)">x</div>',
  '<div style="width:expression(alert(1))">x</div>',
  '<ul style="list-style:none\nurl(//tracker.example/x)">x</ul>',
  '<ul style="list-style:image-set(\'//tracker.example/x\' 1x)">x</ul>',
  '<ul style="list-style:cross-fade(rgb(0,0,0), \'//tracker.example/x\')">x</ul>',
  '<div style="position:fixed;top:0;left:0">x</div>',
  '<meta http-equiv="refresh" content="0;url=https://example.org">',
  '<base href="https://example.org">',
  '<object data="x"></object><embed src="x">',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
  '<video src="https://example.org/x"></video>',
  '<p title="&quot;onmouseover=alert(1) x=&quot;">x</p>',
  '<<script>script>alert(1)</script>',
];

test.each(hostile.map((html) => [html]))('EM22 %s does nothing', (html) => {
  const safe = safeHtml(html);
  expect(safe).not.toMatch(/<(script|style|iframe|form|input|button|object|embed|svg|math|meta|base|video|noscript|textarea)/i);
  expect(safe).not.toMatch(/<[^>]*\s(on\w+|xlink:href|action|srcdoc|formaction)\s*=/i);
  expect(safe).not.toMatch(/="\s*(javascript|data:text|data:image\/svg)/i);
  expect(safe).not.toMatch(/url\(|expression|position|@import|tracker/i);
});

test('EM22 what shows a letter stays', () => {
  const html =
    '<table border="1" style="border-collapse:collapse;position:absolute"><tr><td align="right" style="color:#f00;padding:2px">12 <b>€</b></td></tr></table><a href="https://example.org/?a=1&amp;b=2">link</a>';
  expect(safeHtml(html)).toBe(
    '<table border="1" style="border-collapse:collapse"><tr><td align="right" style="color:#f00;padding:2px">12 <b>€</b></td></tr></table><a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">link</a>',
  );
});

test('EM22 colours stay, however they are told', () => {
  const html = '<p style="color:rgb(1, 2, 3);background-color:hsla(1,2%,3%,.4)">x</p>';
  expect(safeHtml(html)).toBe(html);
});

test('EM22 pictures of the mail are named by their files; others stay where they are, for the frame to withhold', () => {
  const safe = safeHtml(
    '<img src="cid:logo@x" alt="Logo"><img src="cid:none"><img src="https://t.example.org/p.gif" width="1">',
    new Map([['logo@x', 'FILE']]),
  );
  expect(safe).toBe('<img alt="Logo" src="file:FILE"><img width="1" src="https://t.example.org/p.gif">');
});

test('EM22 what is never closed is closed, and depth has an end', () => {
  expect(safeHtml('<div><b>x')).toBe('<div><b>x</b></div>');
  expect((safeHtml('<div>'.repeat(50_000)).match(/<div>/g) ?? []).length).toBeLessThanOrEqual(200);
  expect(textAsHtml('<b>&')).toBe('<div style="white-space:pre-wrap">&lt;b&gt;&amp;</div>');
});

test('EM22 a mail that nests without end, or is cut into a million pieces, holds nobody up', () => {
  const began = performance.now();
  for (const html of ['<div>'.repeat(400_000), '&amp'.repeat(500_000), 'x<b></b>'.repeat(200_000)])
    readMail(Buffer.from(`Content-Type: text/html\r\nDate: ${'('.repeat(60_000)}\r\n\r\n${html}`));
  // Minutes, where each step costs as much as what came before it.
  expect(performance.now() - began).toBeLessThan(20_000);
});

const from = (results: string[]) =>
  readMail(
    Buffer.from(
      [...results.map((one) => `Authentication-Results: ${one}`), 'From: Wang <wang@shop.example.cn>', '', 'x'].join('\r\n'),
    ),
  );

test.each([
  [['mx.example.org; dkim=pass header.d=example.cn'], true],
  [['mx.example.org; dkim=pass header.d=other.example.com'], false],
  [['mx.example.org; spf=pass smtp.mailfrom=bounce@shop.example.cn'], true],
  [['mx.example.org; dmarc=pass header.from=shop.example.cn; dkim=none'], true],
  [['mx.example.org; dmarc=fail header.from=shop.example.cn'], false],
  [['evil.example.net; dkim=pass header.d=shop.example.cn'], false],
  // The topmost of the trusted server counts: what stands below may have come with the mail.
  [['mx.example.org; dkim=fail header.d=shop.example.cn', 'mx.example.org; dkim=pass header.d=shop.example.cn'], false],
  [['mx.example.org; dkim=pass (good; header.d=shop.example.cn) header.d=evil.example.net'], false],
  [['mx.example.org; dkim=pass header.d=cn'], false],
  [['mx.example.org; dkim=pass header.d="example.cn"'], true],
  // Words of the sender's own, quoted or in a comment that they close.
  [['mx.example.org; spf=pass smtp.mailfrom="x; dmarc=pass header.from=shop.example.cn; y"@evil.example.net'], false],
  [['mx.example.org; spf=pass (of x) ; dmarc=pass ; y=( z) smtp.mailfrom=evil.example.net; dmarc=fail'], false],
  [[], false],
])('EM23 %j vouches: %s', (results, wanted) => {
  expect(isVouchedFor(from(results), ['MX.example.org'])).toBe(wanted);
  expect(isVouchedFor(from(results), [])).toBe(false);
});
