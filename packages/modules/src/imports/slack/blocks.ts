import { cleanText, escapeInline, literalToMarkdown } from '../text/escape-markdown.ts';
import type { TextPiece } from '../text/import-text.ts';
import { guardLine, type TextBlock } from '../text/text-blocks.ts';
import { mrkdwnToBlocks } from './mrkdwn.ts';
import { linkToMarkdown } from './mrkdwn-token.ts';
import { richTextToBlocks } from './rich-text.ts';
import { isJson, type Json, object, objects, text } from './shapes.ts';

/** Block Kit → text. Blocks that only make sense inside Slack (buttons, inputs) are named in `left`, never dropped unseen. */
export interface BlocksResult {
  blocks: TextBlock[];
  left: string[];
}

/** Layout only: nothing is lost with them. */
const NO_CONTENT = new Set(['divider']);

export function blocksToText(source: readonly Json[]): BlocksResult {
  const result: BlocksResult = { blocks: [], left: [] };
  for (const block of source) {
    const found = blockToText(block);
    if (found) result.blocks.push(...found);
    else if (!NO_CONTENT.has(String(block.type))) result.left.push(String(block.type));
  }
  return result;
}

function blockToText(block: Json): TextBlock[] | undefined {
  switch (block.type) {
    case 'rich_text':
      return richTextToBlocks(block);
    case 'section': {
      const main = textObject(block.text);
      const fields = objects(block, 'fields').flatMap(textObject);
      return main.length + fields.length === 0 ? undefined : [...main, ...fields];
    }
    case 'header':
      return heading(text(object(block, 'text'), 'text'));
    case 'context': {
      const parts = objects(block, 'elements').flatMap((element) => (element.type === 'image' ? [] : textObject(element)));
      return parts.length === 0 ? undefined : parts;
    }
    case 'image':
    case 'video':
      return [picture(block)];
    case 'markdown':
      // Already Markdown; only what would read as one of our mentions is defused.
      return [{ kind: 'text', lines: lines(cleanText(text(block, 'text') ?? '').replace(/<(?=[@!])/g, '\\<')) }];
    default:
      return undefined;
  }
}

function lines(markdown: string): TextPiece[][] {
  return markdown.split('\n').map((line) => [line]);
}

function textObject(value: unknown): TextBlock[] {
  if (!isJson(value)) return [];
  const source = text(value, 'text');
  if (source === undefined) return [];
  return value.type === 'mrkdwn' ? mrkdwnToBlocks(source) : [{ kind: 'text', lines: lines(literalToMarkdown(source)) }];
}

function heading(title: string | undefined): TextBlock[] | undefined {
  return title === undefined
    ? undefined
    : [{ kind: 'text', lines: [[`**${escapeInline(cleanText(title).replace(/\s+/g, ' ').trim())}**`]] }];
}

function picture(block: Json): TextBlock {
  const title = block.title;
  const label = (isJson(title) ? text(title, 'text') : text(block, 'title')) ?? text(block, 'alt_text');
  const url =
    text(block, 'image_url') ?? text(block, 'title_url') ?? text(block, 'video_url') ?? text(object(block, 'slack_file'), 'url');
  return { kind: 'text', lines: [guardLine([url === undefined ? escapeInline(label ?? '') : linkToMarkdown(url, label)])] };
}
