import { guardLineStart } from './escape-markdown.ts';
import { compactText, type TextPiece } from './import-text.ts';

/** A paragraph-level part of a text. `lines` of code are verbatim and include their fences. */
export interface TextBlock {
  kind: 'text' | 'quote' | 'code' | 'list';
  lines: TextPiece[][];
  quoted?: boolean;
}

/** Keep a finished inline line from starting a block (see `guardLineStart`). */
export function guardLine(line: TextPiece[]): TextPiece[] {
  const [first, ...rest] = compactLine(line);
  if (typeof first !== 'string') return first === undefined ? [] : [first, ...rest];
  return [guardLineStart(first), ...rest];
}

function compactLine(line: TextPiece[]): TextPiece[] {
  const out: TextPiece[] = [];
  for (const piece of line) {
    const last = out.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') out[out.length - 1] = last + piece;
    else if (piece !== '') out.push(piece);
  }
  return out;
}

function isQuoted(block: TextBlock): boolean {
  return block.kind === 'quote' || block.quoted === true;
}

/**
 * What separates two blocks: a blank line where Markdown would otherwise drag the next line into the quote or list, a
 * newline (which our renderer shows as one) elsewhere.
 */
function separator(before: TextBlock, after: TextBlock): string {
  if (before.kind === 'list' && after.kind === 'list') return '\n';
  if (isQuoted(before) && isQuoted(after)) return '\n> \n';
  if (isQuoted(before) !== isQuoted(after)) return '\n\n';
  return before.kind === 'list' || after.kind === 'list' ? '\n\n' : '\n';
}

/** Blocks → one text. */
export function joinBlocks(blocks: readonly TextBlock[]): TextPiece[] {
  const out: TextPiece[] = [];
  let previous: TextBlock | undefined;
  for (const raw of blocks) {
    const block = raw.kind === 'text' ? { ...raw, lines: trimLines(raw.lines) } : raw;
    if (block.lines.length === 0) continue;
    if (previous) out.push(separator(previous, block));
    block.lines.forEach((line, index) => {
      if (index > 0) out.push('\n');
      if (isQuoted(block)) out.push('> ');
      out.push(...line);
    });
    previous = block;
  }
  return compactText(out);
}

function trimLines(lines: TextPiece[][]): TextPiece[][] {
  const blank = (line: TextPiece[] | undefined) =>
    line?.every((piece) => typeof piece === 'string' && piece.trim() === '') ?? false;
  let from = 0;
  let to = lines.length;
  while (from < to && blank(lines[from])) from += 1;
  while (to > from && blank(lines[to - 1])) to -= 1;
  return lines.slice(from, to);
}

/** Put whole blocks into a quote. */
export function quoteBlocks(blocks: readonly TextBlock[]): TextBlock[] {
  return blocks.map((block) => ({ ...block, quoted: true }));
}
