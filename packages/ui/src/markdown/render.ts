import type { MentionOptions } from './mentions.ts';
import { escapeHtml, markdownLimits, parseMarkdown, renderTokens } from './parser.ts';
import { sanitizeHtml } from './sanitize.ts';

export type RenderOptions = MentionOptions;

const plain = (source: string): string => `<p>${escapeHtml(source).replaceAll('\n', '<br>\n')}</p>\n`;

/**
 * A message's Markdown as HTML that may be set as `innerHTML`: no foreign HTML, no script, no style, no image, nothing that
 * makes a request by being shown. Too large or too deep a source is shown as plain text. Never throws.
 */
export function renderMarkdown(source: string, options: RenderOptions = {}): string {
  const tokens = parseMarkdown(source);
  if (!tokens) return sanitizeHtml(plain(source));
  const html = renderTokens(tokens, options);
  return sanitizeHtml(html.length > markdownLimits.html ? plain(source) : html);
}
