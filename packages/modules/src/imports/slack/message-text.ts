import { cleanText } from '../text/escape-markdown.ts';
import { compactText, type ImportText } from '../text/import-text.ts';
import { joinBlocks, type TextBlock } from '../text/text-blocks.ts';
import { attachmentsToText } from './attachments.ts';
import { blocksToText } from './blocks.ts';
import { mrkdwnToBlocks } from './mrkdwn.ts';
import { isJson, type Json, object, objects, text } from './shapes.ts';

export interface MessageText {
  text: ImportText;
  previews: number;
  /** Kinds of blocks without a meaning outside Slack. */
  left: string[];
}

/** Everything a message says: blocks where they are exact, else its text, then attachments as quotes. */
export function messageText(entry: Json): MessageText {
  const body = bodyBlocks(entry);
  const attachments = attachmentsToText(objects(entry, 'attachments'));
  return {
    text: compactText(joinBlocks([...body.blocks, ...attachments.blocks])),
    previews: attachments.previews,
    left: [...body.left, ...attachments.left],
  };
}

function bodyBlocks(entry: Json): { blocks: TextBlock[]; left: string[] } {
  const own = ownWords(entry);
  if (own !== undefined) return { blocks: mrkdwnToBlocks(own), left: [] };
  const found = blocksToText(objects(entry, 'blocks'));
  if (joinBlocks(found.blocks).length > 0) return found;
  const source = text(entry, 'text');
  return { blocks: source === undefined ? [] : mrkdwnToBlocks(source), left: found.left };
}

/**
 * Old exports wrap what somebody wrote with a file or about a file into a sentence of Slack's ("… uploaded a file: … and
 * commented: …"); the words themselves stand beside it.
 */
function ownWords(entry: Json): string | undefined {
  if (entry.subtype === 'file_comment') {
    const said = text(object(entry, 'comment'), 'comment');
    const about = text(object(entry, 'file'), 'title') ?? text(object(entry, 'file'), 'name');
    if (said !== undefined) return about === undefined ? said : `&gt;${about.replace(/\s+/g, ' ')}\n${said}`;
  }
  if (entry.subtype === 'file_share' && entry.file !== undefined && entry.files === undefined) {
    const wrapped = /^<@[^>]+>\s*(?:uploaded|shared) (?:a|an) file:/.test(text(entry, 'text') ?? '');
    const comment = object(entry, 'file')?.initial_comment;
    if (wrapped) return (isJson(comment) ? text(comment, 'comment') : undefined) ?? '';
  }
  return undefined;
}

/** Plain words of a system notice, mentions kept. */
export function noticeText(entry: Json): ImportText {
  return compactText(joinBlocks(mrkdwnToBlocks(cleanText(text(entry, 'text') ?? ''))));
}
