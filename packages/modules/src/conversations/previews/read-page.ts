import { TextDecoder } from 'node:util';
import { Parser } from 'htmlparser2';

export interface PageFacts {
  title: string;
  description?: string;
  site?: string;
}

/** How far into a page its own word about its encoding may stand (the HTML standard says 1024; many do not keep to it). */
const prescan = 4096;

const decoderFor = (label: string | undefined, fatal: boolean): InstanceType<typeof TextDecoder> | undefined => {
  if (!label) return undefined;
  try {
    return new TextDecoder(label.trim(), { fatal });
  } catch {
    return undefined;
  }
};

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return undefined;
}

/**
 * The text of a page: byte order mark, then the answer's header, then the page's own word (HTML standard, "determining the
 * character encoding"). Pages that say nothing are UTF-8 when they can be, else GB18030, which Chinese pages of old are in.
 */
export function decodePage(body: Uint8Array, contentType: string | undefined): string {
  const head = Buffer.from(body.subarray(0, prescan)).toString('latin1');
  const declared =
    byteOrderMark(body) ??
    /charset\s*=\s*["']?([\w:.-]+)/i.exec(contentType ?? '')?.[1] ??
    /<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1];
  // A page that could be read so far that it names UTF-16 is in ASCII's family (same standard).
  const label = byteOrderMark(body) ? declared : declared?.replace(/^utf-?16.*/i, 'utf-8');
  const decoder = decoderFor(label, false);
  if (decoder) return decoder.decode(body);
  // The end may be cut inside a character: streaming forgives that and nothing else.
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    return strict.decode(body, { stream: true });
  } catch {
    return new TextDecoder('gb18030').decode(body);
  }
}

/** One line without control characters or marks that turn the direction of writing, at most `max` characters. */
function clean(text: string | undefined, max: number): string | undefined {
  if (!text) return undefined;
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .trim();
  const chars = [...line];
  return chars.length > max
    ? `${chars
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`
    : line || undefined;
}

const wanted = /^(og:title|og:description|og:site_name|twitter:title|twitter:description|description)$/;

/** What a page says of itself (Open Graph, else its title); undefined when it has no title. */
export function readPage(html: string): PageFacts | undefined {
  const said = new Map<string, string>();
  let title: string | undefined;
  let inTitle = false;
  // Pictures inside a page have titles of their own.
  let inPicture = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'svg') inPicture++;
      if (name === 'title' && inPicture === 0 && title === undefined) {
        title = '';
        inTitle = true;
      }
      if (name !== 'meta') return;
      const key = (attributes.property ?? attributes.name ?? '').toLowerCase();
      if (wanted.test(key) && attributes.content && !said.has(key)) said.set(key, attributes.content);
    },
    ontext(text) {
      if (inTitle && title !== undefined && title.length < 2000) title += text;
    },
    onclosetag(name) {
      if (name === 'title') inTitle = false;
      if (name === 'svg') inPicture--;
    },
  });
  parser.end(html);
  const name = clean(said.get('og:title') ?? said.get('twitter:title') ?? title, 200);
  if (!name) return undefined;
  const description = clean(said.get('og:description') ?? said.get('twitter:description') ?? said.get('description'), 300);
  const site = clean(said.get('og:site_name'), 80);
  return { title: name, ...(description && description !== name ? { description } : {}), ...(site ? { site } : {}) };
}
