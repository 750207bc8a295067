import { parseHtml } from './parse-html.ts';

/**
 * HTML of mail, reduced to what shows a letter: an allowlist of elements, attributes and style properties, written anew from the parsed
 * events, so that nothing of the original spelling is left. The frame that shows it has no scripts, no forms and no remote pictures
 * until somebody asks for them (they tell the sender who read when); this is the first of the two locks.
 */

const elements = new Set(
  'a abbr address article aside b big blockquote br caption center cite code col colgroup dd del details div dl dt em font figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr'.split(
    ' ',
  ),
);
const empty = new Set(['br', 'col', 'hr', 'img', 'wbr']);
/** Their text is no text of the letter. */
const dropped = new Set(
  'applet audio canvas embed frame frameset head iframe math meta noembed noframes noscript object script select style svg template textarea title video xml'.split(
    ' ',
  ),
);
const attributes = new Set(
  'align alt bgcolor border cellpadding cellspacing color colspan dir face height lang nowrap rowspan size span start title type valign width'.split(
    ' ',
  ),
);
const properties =
  /^(background-color|border(-(top|right|bottom|left))?(-(color|style|width))?|border-(collapse|spacing|radius)|color|direction|font(-(family|size|style|weight|variant))?|height|letter-spacing|line-height|list-style(-type)?|margin(-(top|right|bottom|left))?|max-(height|width)|min-(height|width)|padding(-(top|right|bottom|left))?|table-layout|text-(align|decoration|indent|transform)|vertical-align|white-space|width|word-(break|spacing|wrap)|overflow-wrap)$/;
/** Values hold no address, no function but colours, no escape, no comment. */
const value = /^[\w #%.,'"()+\-!/]{1,200}$/;
const colours = /\b(?:rgb|hsl)a?\(/gi;
const isValue = (text: string): boolean => value.test(text) && !text.replace(colours, '').includes('(');

const depthAtMost = 200;
const lengthAtMost = 2_000_000;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function safeStyle(style: string): string {
  return style
    .split(';')
    .map((one) => {
      const colon = one.indexOf(':');
      return {
        name: one.slice(0, colon).trim().toLowerCase(),
        text: one
          .slice(colon + 1)
          .trim()
          .replace(/\s+/g, ' '),
      };
    })
    .filter(({ name, text }) => properties.test(name) && isValue(text) && !/-\d{3,}|fixed|sticky/.test(text))
    .map(({ name, text }) => `${name}:${text}`)
    .join(';');
}

const link = (href: string): string | undefined => {
  const text = href.trim();
  return /^(https?:\/\/|mailto:|tel:)/i.test(text) && !/\p{Cc}/u.test(text) ? text : undefined;
};

function source(src: string, files: ReadonlyMap<string, string>): string | undefined {
  const text = src.trim();
  const cid = /^cid:(.+)$/i.exec(text)?.[1];
  if (cid !== undefined) {
    const file = files.get(cid) ?? files.get(decoded(cid));
    return file === undefined ? undefined : `file:${file}`;
  }
  if (/^https?:\/\//i.test(text) && !/\p{Cc}/u.test(text)) return text;
  return /^data:image\/(png|gif|jpeg|webp);base64,[A-Za-z0-9+/=\s]{1,200000}$/i.test(text) ? text.replace(/\s+/g, '') : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function safeAttributes(name: string, given: Record<string, string>, files: ReadonlyMap<string, string>): string | undefined {
  const kept: string[] = [];
  const add = (key: string, text: string): number => kept.push(`${key}="${escaped(text)}"`);
  for (const [key, text] of Object.entries(given)) {
    if (attributes.has(key) && text.length <= 2_000 && !/javascript:|\p{Cc}/iu.test(text)) add(key, text);
    if (key === 'style' && safeStyle(text) !== '') add('style', safeStyle(text));
  }
  if (name === 'a') {
    const href = link(given.href ?? '');
    if (href !== undefined) kept.push(`href="${escaped(href)}" target="_blank" rel="noopener noreferrer nofollow"`);
  }
  if (name === 'img') {
    const src = source(given.src ?? '', files);
    if (src === undefined) return undefined;
    add('src', src);
  }
  return kept.length === 0 ? '' : ` ${kept.join(' ')}`;
}

/** `files`: ids of the house for Content-IDs; a picture becomes `file:<id>`. */
export function safeHtml(html: string, files: ReadonlyMap<string, string> = new Map()): string {
  const out: string[] = [];
  const open: string[] = [];
  let length = 0;
  let hidden = 0;
  const write = (text: string) => {
    length += text.length;
    if (length <= lengthAtMost) out.push(text);
  };
  parseHtml(html.slice(0, lengthAtMost * 2), {
    onopentag: (name, given) => {
      if (dropped.has(name)) hidden += 1;
      if (hidden > 0 || !elements.has(name) || open.length >= depthAtMost) return;
      const text = safeAttributes(name, given, files);
      if (text === undefined) return;
      write(`<${name}${text}>`);
      if (!empty.has(name)) open.push(name);
    },
    onclosetag: (name) => {
      if (dropped.has(name)) hidden = Math.max(0, hidden - 1);
      if (hidden > 0 || empty.has(name)) return;
      const at = open.lastIndexOf(name);
      if (at === -1) return;
      while (open.length > at) write(`</${open.pop()!}>`);
    },
    ontext: (text) => {
      if (hidden === 0) write(escaped(text));
    },
  });
  return `${out.join('')}${open
    .reverse()
    .map((name) => `</${name}>`)
    .join('')}`;
}

/** Plain text as HTML, where a mail has no other and more than its own words are to be seen. */
export const textAsHtml = (text: string): string => `<div style="white-space:pre-wrap">${escaped(text)}</div>`;
