import type { MarkdownIt, StateCore, Token } from 'markdown-it';

const allowed = /^(?:https?:\/\/|mailto:|tel:)/i;
/** Bare names ("www.example.com") become links only under these; in a chat "readme.md" and "deploy.py" are files. */
const bareNames = ['com', 'cn', 'net', 'org', 'edu', 'gov'];
const han = '\\p{Script=Han}';
/** Talk that goes on right after an address ("https://a.example/x查看"): Han directly after an ASCII letter or digit. */
const talkAfterHost = new RegExp(`^(?:[a-z]+://)?[^/?#\\s]*\\.[a-z]{2,}(?=${han})`, 'iu');
const talkAfterPath = new RegExp(`^[^/?#]*(?:://[^/?#]*)?[/?#].*?[A-Za-z0-9](?=${han})`, 'u');

/** How much of an address found in running text is address. */
export function addressLength(text: string): number {
  return talkAfterHost.exec(text)?.[0].length ?? talkAfterPath.exec(text)?.[0].length ?? text.length;
}

type Linkify = MarkdownIt['linkify'];
type Match = NonNullable<ReturnType<Linkify['match']>>[number];

function cut(match: Match): Match {
  const length = addressLength(match.raw);
  if (length >= match.raw.length) return match;
  const less = match.raw.length - length;
  match.lastIndex -= less;
  match.raw = match.raw.slice(0, length);
  match.text = match.text.slice(0, match.text.length - less);
  match.url = match.url.slice(0, match.url.length - less);
  return match;
}

/** Only http, https, mailto and tel become links; every other address stays the text it is. */
export function linkPlugin(md: MarkdownIt): void {
  md.validateLink = (url) => allowed.test(url.trim());
  const { linkify } = md;
  linkify.add('ftp:', null).add('//', null).set({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false, tlds: bareNames });
  const match = linkify.match.bind(linkify);
  const matchAtStart = linkify.matchAtStart.bind(linkify);
  linkify.match = (text) => match(text)?.map(cut) ?? null;
  linkify.matchAtStart = (text) => {
    const found = matchAtStart(text);
    return found && cut(found);
  };
  md.core.ruler.push('images-as-links', imagesAsLinks);
  md.core.ruler.push('link-attributes', linkAttributes);
}

/** The words of an image: its alternative text. */
export const imageText = (token: Token): string =>
  (token.children ?? []).map((child) => (child.type === 'image' ? imageText(child) : child.content)).join('');

/** An image of another server would tell it who reads this and when: it becomes a link, inside a link its words. */
function imagesAsLinks(state: StateCore): void {
  const make = (type: string, tag: string, nesting: -1 | 0 | 1): Token => new state.Token(type, tag, nesting);
  for (const block of state.tokens) {
    if (block.type !== 'inline' || !block.children) continue;
    let inLink = 0;
    block.children = block.children.flatMap((token) => {
      inLink += token.type === 'link_open' ? 1 : token.type === 'link_close' ? -1 : 0;
      if (token.type !== 'image') return [token];
      const text = make('text', '', 0);
      const source = String(token.attrGet('src') ?? '');
      text.content = imageText(token) || (inLink > 0 ? '' : source);
      if (inLink > 0 || source === '') return [text];
      const open = make('link_open', 'a', 1);
      open.attrs = [
        ['href', source],
        ['class', 'image-link'],
      ];
      const title = token.attrGet('title');
      if (title) open.attrSet('title', String(title));
      return [open, text, make('link_close', 'a', -1)];
    });
  }
}

/** Links open apart and tell nobody where they were; one to nowhere (`[x]()`) is its words. */
function linkAttributes(state: StateCore): void {
  for (const block of state.tokens) {
    if (!block.children) continue;
    // Links do not nest: each closing belongs to the opening before it.
    let dropped = false;
    block.children = block.children.filter((token) => {
      if (token.type === 'link_close') return !dropped;
      if (token.type !== 'link_open') return true;
      dropped = !token.attrGet('href');
      token.attrSet('rel', 'noopener noreferrer nofollow');
      token.attrSet('target', '_blank');
      return !dropped;
    });
  }
}
