import type { Token } from 'markdown-it';
import { mentionOf, mentionText, type ResolveMention } from './mentions.ts';
import { parseMarkdown } from './parser.ts';

function inlineText(tokens: readonly Token[], resolve: ResolveMention | undefined): string {
  return tokens
    .map((token) => {
      if (token.type === 'mention') return mentionText(mentionOf(token), resolve);
      return token.type === 'softbreak' || token.type === 'hardbreak' ? '\n' : token.content;
    })
    .join('');
}

/** A message as people would read it aloud: no markup, names for mentions, one line a block, cells apart by tabs. */
export function toPlainText(source: string, resolve?: ResolveMention): string {
  const tokens = parseMarkdown(source);
  if (!tokens) return source;
  let out = '';
  let marker = '';
  const lists: { ordered: boolean; next: number }[] = [];
  for (const token of tokens) {
    switch (token.type) {
      case 'bullet_list_open':
        lists.push({ ordered: false, next: 0 });
        break;
      case 'ordered_list_open':
        lists.push({ ordered: true, next: Number(token.attrGet('start') ?? 1) });
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop();
        break;
      case 'list_item_open': {
        const list = lists.at(-1);
        marker = list?.ordered ? `${list.next++}. ` : '• ';
        break;
      }
      case 'inline':
        out += marker + inlineText(token.children ?? [], resolve);
        marker = '';
        break;
      case 'fence':
      case 'code_block':
        out += `${marker}${token.content}`;
        marker = '';
        break;
      case 'td_close':
      case 'th_close':
        out += '\t';
        break;
      case 'paragraph_close':
      case 'heading_close':
      case 'tr_close':
        out = `${out.replace(/\t$/, '')}\n`;
        break;
    }
  }
  return out.trim();
}
