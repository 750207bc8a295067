/**
 * What a mail's frame may load: pictures that are in the page already. Nothing is asked of anybody, so that nobody learns who read when; nor are
 * names of links looked up before they are followed, which no policy forbids.
 */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

const look = `
:root { color-scheme: light; }
body { margin: 12px; background: #fff; color: #1a2326; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
table { max-width: 100%; }
blockquote { margin: 0 0 0 4px; padding-inline-start: 12px; border-inline-start: 3px solid #dfe6e8; }
details > summary { margin: 8px 0; color: #006a80; cursor: pointer; }
.held { display: inline-block; padding: 2px 8px; border: 1px dashed #82929a; border-radius: 4px; color: #586870; font-size: 13px; }
`;

export interface MailWords {
  language: string;
  /** In the place of a picture from elsewhere. */
  picture(host: string, says: string): string;
  /** Over what is quoted. */
  quoted: string;
}

export interface MailPage {
  /** A whole page for a frame without rights. */
  page: string;
  /** Addresses of pictures from elsewhere that are not there. */
  held: string[];
}

const hostOf = (address: string): string => {
  try {
    return new URL(address).host;
  } catch {
    return '';
  }
};

/** Where a mail's pictures stand that are files of the house (`file:<id>`). */
export const filesIn = (html: string): string[] => [
  ...new Set([...html.matchAll(/src="(file:[0-9a-f-]{36})"/g)].map((found) => found[1]!)),
];

/** Elements that could do more than be looked at; the house took them out already. */
const active =
  'script, style, link, meta, base, iframe, frame, object, embed, form, input, button, textarea, select, svg, math, audio, video, template';

/** The pictures that are there are put in; the others give their place to their words. */
function fillPictures(body: HTMLElement, pictures: ReadonlyMap<string, string>, words: MailWords): string[] {
  const held = new Set<string>();
  for (const picture of body.querySelectorAll('img')) {
    const source = picture.getAttribute('src') ?? '';
    picture.removeAttribute('srcset');
    // A picture of one pixel is there to tell that it was asked for, not to be seen.
    if (Number(picture.getAttribute('width')) === 1) {
      picture.remove();
      continue;
    }
    const inside = /^data:image\//i.test(source) ? source : pictures.get(source);
    if (inside !== undefined) {
      picture.setAttribute('src', inside);
      continue;
    }
    const place = body.ownerDocument.createElement('span');
    place.className = 'held';
    place.textContent = words.picture(hostOf(source), picture.alt);
    picture.replaceWith(place);
    if (/^https?:/i.test(source)) held.add(source);
  }
  return [...held];
}

/** What older mails said is folded; opening needs no script. */
function foldQuotes(body: HTMLElement, words: MailWords): void {
  for (const quote of body.querySelectorAll('blockquote')) {
    if (quote.parentElement?.closest('blockquote')) continue;
    const fold = body.ownerDocument.createElement('details');
    const head = body.ownerDocument.createElement('summary');
    head.textContent = words.quoted;
    quote.replaceWith(fold);
    fold.append(head, quote);
  }
}

/** The second lock: what the house let through is read again by a parser that runs nothing. */
function tame(body: HTMLElement): void {
  for (const one of body.querySelectorAll(active)) one.remove();
  for (const one of body.querySelectorAll('*'))
    for (const { name, value } of [...one.attributes])
      if (
        /^on|^(srcdoc|action|formaction|background|ping|id|name)$/i.test(name) ||
        (name === 'style' && /url\s*\(|image-set/i.test(value))
      )
        one.removeAttribute(name);
  for (const link of body.querySelectorAll('a, area')) {
    if (!/^(https?|mailto|tel):/i.test(link.getAttribute('href') ?? '')) link.removeAttribute('href');
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
}

/** A mail as it was laid out, for a frame without scripts, forms, origin or network. `pictures`: by where they stand, as data addresses. */
export function mailPage(html: string, pictures: ReadonlyMap<string, string>, words: MailWords): MailPage {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  tame(body);
  const held = fillPictures(body, pictures, words);
  foldQuotes(body, words);
  const page = `<!doctype html><html lang="${words.language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta http-equiv="x-dns-prefetch-control" content="off"><meta name="referrer" content="no-referrer"><style>${look}</style></head><body>${body.innerHTML}</body></html>`;
  return { page, held };
}
