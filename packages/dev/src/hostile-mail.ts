import { gzipSync } from 'node:zlib';

/** A mail that somebody wrote to do harm. */
export interface HostileMail {
  what: string;
  /** Whom it says it is from: one for each, so that each is a case of its own. */
  from: string;
  raw: Buffer;
}

/** Code that marks the page that ran it, asks somebody else (`canary`: an origin), and calls for attention. */
export const attackCode = (canary: string): string =>
  `globalThis.attacked=(globalThis.attacked||0)+1;fetch('${canary}/script');alert(1)`;

/** Markup that would run code, or ask somebody else, wherever it were taken for markup. */
export function attackMarkup(canary: string): string[] {
  const code = attackCode(canary);
  return [
    `<script>${code}</script>`,
    `<img src=x onerror="${code}">`,
    `<svg onload="${code}"><image href="${canary}/svg"/><script>${code}</script></svg>`,
    `"><svg/onload="${code}">`,
    `<iframe srcdoc="<script>parent.${code}</script>"></iframe>`,
    `<a href="javascript:${code}">here</a>`,
    `<math><mtext><table><mglyph><style><img src=x onerror="${code}"></style>`,
    `<noscript><p title="</noscript><img src=x onerror='${code}'>">`,
    `<link rel=stylesheet href="${canary}/css"><style>@import url(${canary}/import);</style>`,
    `<meta http-equiv=refresh content="0;url=${canary}/away"><base href="${canary}/">`,
    `<form action="${canary}/form"><input autofocus onfocus="${code}"><button>x</button></form>`,
    `<video src="${canary}/video" poster="${canary}/poster" onerror="${code}"></video><object data="${canary}/object"></object>`,
    `<img src="${canary}/pixel" width=1 height=1 srcset="${canary}/set 2x" loading=eager><div style="background:url(${canary}/back)">x</div>`,
    '{{constructor.constructor("globalThis.attacked=1")()}}',
  ];
}

const word = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

interface Written {
  name?: string;
  subject?: string;
  headers?: readonly string[];
  type?: string;
  body?: string | Buffer;
}

function mailOf(
  what: string,
  { name = 'C', subject = what, headers = [], type = 'text/plain; charset=utf-8', body = what }: Written,
) {
  const from = `${what}@hostile.example`;
  const head = [
    `From: ${name} <${from}>`,
    'To: support@example.org',
    `Message-ID: <${what}@hostile.example>`,
    `Subject: ${subject}`,
    ...headers,
    `Content-Type: ${type}`,
  ];
  return { what, from, raw: Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]) };
}

const part = (type: string, body: string, more = ''): string => `--b\r\nContent-Type: ${type}\r\n${more}\r\n${body}\r\n`;
const mixed = 'multipart/mixed; boundary=b';
const attached = (name: string): string => `Content-Disposition: attachment; filename="${name}"\r\n`;

function nested(depth: number): string {
  let inner = 'Content-Type: text/plain\r\n\r\ninside\r\n';
  for (let n = 0; n < depth; n++)
    inner = `Content-Type: multipart/mixed; boundary=b${n}x\r\n\r\n--b${n}x\r\n${inner}\r\n--b${n}x--\r\n`;
  return inner;
}

/** Markup where people read it: in names, subjects, words, HTML, names and bytes of files. */
function markup(canary: string): HostileMail[] {
  const attacks = attackMarkup(canary);
  const all = attacks.join('\n');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${attacks.join('')}</svg>`;
  return [
    mailOf('markup-in-name', { name: word(`${attacks[0]}${attacks[1]}`) }),
    mailOf('markup-in-subject', { subject: word(`${attacks[2]}${attacks[3]}`) }),
    mailOf('markup-in-words', { body: all }),
    mailOf('markup-in-html', { type: 'text/html; charset=utf-8', body: `<p>read me</p>${all}` }),
    mailOf('markup-in-utf7', {
      type: 'text/html; charset=utf-7',
      body: '+ADw-script+AD4-globalThis.attacked=1+ADw-/script+AD4-',
    }),
    mailOf('svg-attached', {
      type: mixed,
      body: `${part('text/plain', 'see')}${part('image/svg+xml', svg, attached('a.svg'))}--b--`,
    }),
    mailOf('html-attached', {
      type: mixed,
      body: `${part('text/plain', 'see')}${part('text/html', all, attached(`<img src=x onerror=${'alert(1)'}>.html`))}--b--`,
    }),
    mailOf('picture-of-html', {
      type: mixed,
      body: `${part('text/plain', 'see')}${part('image/png', all, attached('a.png'))}--b--`,
    }),
  ];
}

/** Mails that are more than they seem. */
function bombs(): HostileMail[] {
  const packed = gzipSync(Buffer.alloc(64 << 20));
  return [
    {
      ...mailOf('nested-400', {}),
      raw: Buffer.from(`From: <nested-400@hostile.example>\r\nMessage-ID: <n4@h>\r\nSubject: nested\r\n${nested(400)}`),
    },
    mailOf('parts-1000', { type: mixed, body: `${part('text/plain', 'x').repeat(1_000)}--b--` }),
    mailOf('headers-10000', { headers: Array.from({ length: 10_000 }, (_, n) => `X-${n}: ${n}`) }),
    mailOf('header-of-2-mb', { headers: [`References: ${'<a@b> '.repeat(300_000)}`] }),
    mailOf('recipients-5000', { headers: [`Cc: ${Array.from({ length: 5_000 }, (_, n) => `a${n}@x.example`).join(', ')}`] }),
    mailOf('packed-64-mb', {
      type: mixed,
      body: `${part('text/plain', 'see')}${part('application/gzip', packed.toString('base64'), `Content-Transfer-Encoding: base64\r\n${attached('a.gz')}`)}--b--`,
    }),
    mailOf('html-without-end', { type: 'text/html', body: '<div><b>'.repeat(100_000) }),
  ];
}

/** Headers that would smuggle others, or say what is not so. */
function smuggled(): HostileMail[] {
  return [
    mailOf('lines-in-subject', { subject: word('Hello\r\nBcc: victim@example.com\r\n\r\nbody') }),
    mailOf('lines-in-name', { name: word('X\r\nBcc: victim@example.com') }),
    mailOf('lines-in-references', {
      headers: ['In-Reply-To: <a@b>\r\n\t<x\r\n Bcc: victim@example.com>', `References: ${word('\r\nBcc: v@example.com')}`],
    }),
    mailOf('nothing-and-turned', { subject: 'a\0b\u202Egpj.exe\u2066', body: 'a\0b \u202E turned' }),
    mailOf('says-it-is-proven', {
      headers: ['Authentication-Results: mx.example.org; dkim=pass header.d=hostile.example; spf=pass'],
    }),
  ];
}

/** Mails that somebody wrote to do harm; `canary` is an origin that nobody may ask. */
export const hostileMails = (canary: string): HostileMail[] => [...markup(canary), ...bombs(), ...smuggled()];
