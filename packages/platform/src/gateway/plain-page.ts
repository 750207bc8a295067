import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from './http.ts';

/** Languages of pages for people who do not sign in. */
export type PageLanguage = 'zh-CN' | 'en';

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Text as HTML shows it, in attributes too. */
export const safeText = (text: string): string => text.replace(/[&<>"']/g, (mark) => marks[mark]!);

const shared = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6470;--line:#d5dae1;--back:#f5f6f8;--card:#fff;--mark:#006a80;--on:#fff;--good:#e6f4ea;--good-ink:#14532d}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a3acb8;--line:#3a4149;--back:#15181c;--card:#1e2227;--mark:#63bdd2;--on:#0a1a1f;--good:#16301f;--good-ink:#b7e4c4}}
*{box-sizing:border-box}
body{margin:0;text-autospace:normal;background:var(--back);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:36rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.6rem;line-height:1.3;margin:0 0 .5rem;text-wrap:balance}
p{margin:.5rem 0}
.soft{color:var(--soft)}
.told{background:var(--good);color:var(--good-ink);border-radius:.75rem;padding:.75rem 1rem;margin:1rem 0}
button{font:inherit;width:100%;min-height:2.9rem;border-radius:.65rem;padding:.5rem 1rem;margin-top:.75rem;cursor:pointer;border:1px solid var(--line);background:var(--card);color:var(--ink)}
button.first{background:var(--mark);border-color:var(--mark);color:var(--on);font-weight:600}
a{color:var(--mark)}
nav{text-align:right;font-size:.9rem;margin-bottom:1rem}
:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
`;

const others = { en: ['zh', '中文'], 'zh-CN': ['en', 'English'] } as const;

/** The language that was chosen on the page (`?lang=`), else what is known of the reader, else what the browser asks for. */
export function pageLanguage(request: FastifyRequest, known: string | null = null): PageLanguage {
  const { lang } = request.query as { lang?: unknown };
  if (lang === 'zh') return 'zh-CN';
  if (lang === 'en') return 'en';
  if (known === null) return languageOf(request) === 'en' ? 'en' : 'zh-CN';
  return /^zh\b/i.test(known) ? 'zh-CN' : 'en';
}

export interface PlainPages {
  /** A whole page; `body` is HTML, its texts made safe by the caller. */
  page(language: PageLanguage, title: string, body: string): string;
  send(reply: FastifyReply, status: number, html: string): FastifyReply;
}

/**
 * Pages for people who have nothing but a link: plain HTML without a script, one style of which the hash stands in the content policy, forms
 * to where they come from, and nothing else. The address is what gives the right: no cache keeps it, and no other site is told of it.
 */
export function plainPages(ownStyle: string): PlainPages {
  const style = shared + ownStyle;
  const headers = {
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow',
  };
  return {
    page(language, title, body) {
      const [code, name] = others[language];
      const other = `<nav><a href="?lang=${code}" hreflang="${code}" lang="${code}">${name}</a></nav>`;
      return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${safeText(title)}</title><style>${style}</style></head>
<body><main>${other}<h1>${safeText(title)}</h1>${body}</main></body></html>
`;
    },
    send: (reply, status, html) => reply.status(status).headers(headers).type('text/html; charset=utf-8').send(html),
  };
}

/** Forms as browsers post them, read as text, in this scope alone. */
export function readForms(app: FastifyInstance, types: readonly string[]): void {
  for (const type of types)
    app.addContentTypeParser(type, { parseAs: 'string', bodyLimit: 16_384 }, (_request, body, done) =>
      done(null, body.toString()),
    );
}
