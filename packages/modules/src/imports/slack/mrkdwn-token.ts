import { autolink, cleanText, escapeInline, isLinkable, link } from '../text/escape-markdown.ts';
import { MENTION_ALL, type TextPiece } from '../text/import-text.ts';

/** Slack escapes exactly these three (docs.slack.dev, "Formatting message text"). */
export function decodeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'));
}

interface Token {
  body: string;
  label?: string;
}

function splitToken(inner: string): Token {
  const bar = inner.indexOf('|');
  if (bar < 0) return { body: inner };
  const label = inner.slice(bar + 1);
  return label === '' ? { body: inner.slice(0, bar) } : { body: inner.slice(0, bar), label };
}

const URL_SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** The inside of `<…>` → pieces, or undefined when it is not one of Slack's forms (then it is literal text). */
export function tokenToPieces(inner: string): TextPiece[] | undefined {
  const { body, label } = splitToken(inner);
  if (body.startsWith('@')) return body.length > 1 ? [personPiece(body.slice(1), label)] : undefined;
  if (body.startsWith('#')) return body.length > 1 ? [conversationPiece(body.slice(1), label)] : undefined;
  if (body.startsWith('!')) return [commandToMarkdown(body.slice(1), label)];
  if (!URL_SCHEME.test(body)) return undefined;
  return [linkToMarkdown(decodeEntities(body), label === undefined ? undefined : decodeEntities(label))];
}

function personPiece(person: string, label?: string): TextPiece {
  return label === undefined ? { person } : { person, label: decodeEntities(label).replace(/^@/, '') };
}

function conversationPiece(conversation: string, label?: string): TextPiece {
  return label === undefined ? { conversation } : { conversation, label: decodeEntities(label).replace(/^#/, '') };
}

function commandToMarkdown(command: string, label?: string): string {
  const [name, ...args] = command.split('^');
  if (['here', 'channel', 'everyone', 'group'].includes(name!)) return MENTION_ALL;
  const shown = label === undefined ? undefined : decodeEntities(label);
  if (name === 'subteam') return escapeInline(shown ?? `@${args[0] ?? 'group'}`);
  // <!date^UNIX^FORMAT^LINK|FALLBACK>: the fallback is the text every client can show.
  if (name === 'date') return escapeInline(shown ?? new Date(Number(args[0] ?? 0) * 1000).toISOString());
  return escapeInline(shown ?? name!);
}

/** A link with an optional label, both decoded. Addresses that may not become links are written out as text. */
export function linkToMarkdown(url: string, label?: string): string {
  const shown =
    label === undefined
      ? undefined
      : cleanText(label)
          .replace(/\s*\n\s*/g, ' ')
          .trim();
  if (!isLinkable(url)) return escapeInline(shown === undefined || shown === url ? url : `${shown} (${url})`);
  if (shown === undefined || shown === '' || shown === url) return autolink(url);
  return link(escapeInline(shown), url);
}

/** Slack links addresses even inside code; there only the visible text is code. */
export function plainToken(inner: string): string {
  const { body, label } = splitToken(inner);
  if (body.startsWith('@')) return `@${label ?? body.slice(1)}`;
  if (body.startsWith('#')) return `#${label ?? body.slice(1)}`;
  if (body.startsWith('!')) return label ?? `@${body.slice(1).split('^')[0]}`;
  if (!URL_SCHEME.test(body)) return `<${inner}>`;
  return label ?? body;
}

/** Code as Slack stores it → the characters of the code. */
export function codeText(source: string): string {
  return decodeEntities(source.replace(/<([^<>\n]+)>/g, (_, inner: string) => plainToken(inner)));
}
