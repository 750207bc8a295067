import createMarkdownIt, { type MarkdownIt, type StateCore, type Token } from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import { linkPlugin } from './links.ts';
import { type MentionOptions, mentionPlugin } from './mentions.ts';

export const markdownLimits = {
  /** UTF-16 units of source; a message has at most half of this. Anything longer is shown as plain text. */
  source: 40_000,
  /** Blocks in blocks. markdown-it drops what lies deeper than its own limit, so ours must strike first. */
  depth: 32,
  /** UTF-16 units of HTML: a few thousand characters of table can ask for a million cells. */
  html: 400_000,
} as const;

/** Alignment by class: a `style` attribute is never let through. */
function tableAlignment(state: StateCore): void {
  for (const token of state.tokens) {
    if (token.type !== 'th_open' && token.type !== 'td_open') continue;
    const side = /text-align:(left|center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1];
    token.attrs = side ? [['class', `align-${side}`]] : null;
  }
}

function renderFence(md: MarkdownIt, token: Token): string {
  const language = /^[\p{L}\p{N}+#._-]{1,32}(?=\s|$)/u.exec(md.utils.unescapeAll(token.info).trim())?.[0];
  const attribute = language ? ` class="language-${md.utils.escapeHtml(language)}"` : '';
  return `<pre><code${attribute}>${md.utils.escapeHtml(token.content)}</code></pre>\n`;
}

function build(): MarkdownIt {
  const md = new createMarkdownIt({
    html: false,
    linkify: true,
    breaks: true,
    typographer: false,
    maxNesting: markdownLimits.depth + 16,
  });
  md.use(cjkFriendly).use(mentionPlugin).use(linkPlugin);
  md.core.ruler.push('table-alignment', tableAlignment);
  md.renderer.rules.fence = (tokens, index) => renderFence(md, tokens[index] as Token);
  return md;
}

const markdown = build();

export const escapeHtml = (text: string): string => markdown.utils.escapeHtml(text);

/** The tokens of a source, or undefined where it is too large or too deep to be more than plain text. */
export function parseMarkdown(source: string): Token[] | undefined {
  if (source.length > markdownLimits.source) return undefined;
  const tokens = markdown.parse(source, {});
  return tokens.some((token) => token.level >= markdownLimits.depth) ? undefined : tokens;
}

export const renderTokens = (tokens: Token[], options: MentionOptions): string =>
  markdown.renderer.render(tokens, markdown.options, { ...options });
