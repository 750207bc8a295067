import type { ImportFile, ImportMessage } from '../import-item.ts';
import { codeBlock, escapeInline } from './escape-markdown.ts';
import { renderText, type TextNames } from './import-text.ts';

/** Longer texts are cut: nobody wrote them by hand. */
const longest = 200_000;

const units = ['B', 'KB', 'MB', 'GB'];

function sizeOf(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const size = bytes / 1000 ** power;
  return `${size < 10 && power > 0 ? size.toFixed(1) : Math.round(size)} ${units[power]}`;
}

/** An export holds no bytes of files: what is known of one becomes a line, and a snippet's first lines a code block. */
function fileLines(file: ImportFile): string {
  const facts = [file.mimeType, file.bytes === undefined ? undefined : sizeOf(file.bytes)].filter((fact) => fact !== undefined);
  const line = `📎 ${escapeInline(file.name)}${facts.length > 0 ? ` (${escapeInline(facts.join(', '))})` : ''}`;
  return file.preview === undefined || file.preview.trim() === '' ? line : `${line}\n\n${codeBlock(file.preview)}`;
}

/** A message's text as it is stored. `cut` tells that it was too long to be kept whole. */
export interface WrittenText {
  text: string;
  cut: boolean;
}

export function writtenText(message: ImportMessage, names: TextNames): WrittenText {
  let said = renderText(message.text, names);
  // What somebody does (/me) is emphasised, as other clients show it.
  if (message.action && said !== '' && !/[\n`*]/.test(said)) said = `*${said}*`;
  const text = [said, ...message.files.map(fileLines)].filter((part) => part !== '').join('\n\n');
  return text.length > longest
    ? { text: `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`, cut: true }
    : { text, cut: false };
}
