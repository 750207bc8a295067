import { cleanText, escapeInline } from '../text/escape-markdown.ts';
import type { TextPiece } from '../text/import-text.ts';
import { guardLine, quoteBlocks, type TextBlock } from '../text/text-blocks.ts';
import { blocksToText } from './blocks.ts';
import { mrkdwnToBlocks } from './mrkdwn.ts';
import { decodeEntities, linkToMarkdown } from './mrkdwn-token.ts';
import { flag, type Json, objects, text } from './shapes.ts';

/**
 * Legacy "attachments": what bots write (content, kept as a quote) and what Slack adds for links in a message (a preview,
 * left out: our own client makes its own).
 */
export interface AttachmentsResult {
  blocks: TextBlock[];
  previews: number;
  left: string[];
}

export function attachmentsToText(source: readonly Json[]): AttachmentsResult {
  const result: AttachmentsResult = { blocks: [], previews: 0, left: [] };
  for (const attachment of source) {
    if (isPreview(attachment)) {
      result.previews += 1;
      continue;
    }
    const inner = attachmentBlocks(attachment);
    result.left.push(...inner.left);
    if (inner.blocks.length > 0) result.blocks.push(...inner.outside, ...quoteBlocks(inner.blocks));
    else if (inner.outside.length > 0) result.blocks.push(...inner.outside);
    else result.left.push('empty-attachment');
  }
  return result;
}

/** Slack marks previews by the address they were made from; a shared message carries one too, but is somebody's words. */
function isPreview(attachment: Json): boolean {
  if (flag(attachment, 'is_share') || flag(attachment, 'is_msg_unfurl')) return false;
  return text(attachment, 'from_url') !== undefined || text(attachment, 'original_url') !== undefined;
}

interface Parts {
  /** The lead-in stands before the quote, as Slack shows it. */
  outside: TextBlock[];
  blocks: TextBlock[];
  left: string[];
}

function attachmentBlocks(attachment: Json): Parts {
  const parts: Parts = { outside: [], blocks: [], left: [] };
  const pretext = text(attachment, 'pretext');
  if (pretext !== undefined) parts.outside.push(...mrkdwnToBlocks(pretext));
  const put = (...line: TextPiece[]) => parts.blocks.push({ kind: 'text', lines: [guardLine(line)] });

  const author = text(attachment, 'author_name') ?? text(attachment, 'author_subname');
  if (author !== undefined) put(`**${escapeInline(oneLine(author))}**`);
  const title = text(attachment, 'title');
  const titleLink = text(attachment, 'title_link');
  if (title !== undefined && titleLink !== undefined) put('**', linkToMarkdown(titleLink, oneLine(title)), '**');
  else if (title !== undefined) put(`**${escapeInline(oneLine(title))}**`);
  const body = text(attachment, 'text');
  if (body !== undefined) parts.blocks.push(...mrkdwnToBlocks(body));
  for (const field of objects(attachment, 'fields')) parts.blocks.push(...fieldBlocks(field));
  const nested = blocksToText([...objects(attachment, 'blocks'), ...messageBlocks(attachment)]);
  if (body === undefined || nested.blocks.length === 0) parts.blocks.push(...nested.blocks);
  parts.left.push(...nested.left);
  const image = text(attachment, 'image_url') ?? text(attachment, 'thumb_url');
  if (image !== undefined) put(linkToMarkdown(image));
  const footer = text(attachment, 'footer');
  if (footer !== undefined && parts.blocks.length > 0) parts.blocks.push(...mrkdwnToBlocks(footer));
  if (parts.blocks.length + parts.outside.length === 0) {
    const fallback = text(attachment, 'fallback');
    if (fallback !== undefined) parts.blocks.push(...mrkdwnToBlocks(fallback));
  }
  return parts;
}

function messageBlocks(attachment: Json): Json[] {
  return objects(attachment, 'message_blocks').flatMap((part) => objects(part.message as Json | undefined, 'blocks'));
}

function fieldBlocks(field: Json): TextBlock[] {
  const title = text(field, 'title');
  const value = text(field, 'value');
  const blocks = value === undefined ? [] : mrkdwnToBlocks(value);
  if (title === undefined) return blocks;
  const head = `**${escapeInline(oneLine(title))}**`;
  return [{ kind: 'text', lines: [[head]] }, ...blocks];
}

function oneLine(source: string): string {
  return decodeEntities(cleanText(source)).replace(/\s+/g, ' ').trim();
}
