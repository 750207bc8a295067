import { shortcodeAt } from '../text/emoji.ts';
import {
  autolink,
  bareUrlAt,
  beforeLink,
  cleanText,
  codeBlock,
  codeSpan,
  escapeInline,
  isWord,
} from '../text/escape-markdown.ts';
import type { TextPiece } from '../text/import-text.ts';
import { guardLine, joinBlocks, type TextBlock } from '../text/text-blocks.ts';
import { codeText, decodeEntities, tokenToPieces } from './mrkdwn-token.ts';

/**
 * Slack's mrkdwn → our Markdown (rules as of docs.slack.dev "Formatting message text", and as its clients behave): markers
 * work only at word edges, an unpaired or doubled marker is literal, a newline is a line break.
 */

/** One code point of literal text, or something finished. */
type Cell = string | { pieces: TextPiece[] };
type Marker = '*' | '_' | '~';
const MARKDOWN: Record<Marker, string> = { '*': '**', _: '*', '~': '~~' };

/** A whole message. */
export function mrkdwnToText(source: string): TextPiece[] {
  return joinBlocks(mrkdwnToBlocks(source));
}

export function mrkdwnToBlocks(source: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  let quoteRest = false;
  let open: TextBlock | undefined;
  const put = (line: string, startsLine: boolean) => {
    let body = line;
    let quoted = quoteRest || (!startsLine && open?.kind === 'quote');
    if (startsLine && !quoteRest) {
      const mark = /^(?:(?:&gt;|>){3}|(?:&gt;|>))[ \t]?/.exec(line)?.[0];
      if (mark !== undefined) {
        quoted = true;
        quoteRest = /^(?:&gt;|>){3}/.test(mark);
        body = line.slice(mark.length);
      }
    }
    const kind = quoted ? 'quote' : 'text';
    if (open?.kind !== kind) {
      open = { kind, lines: [] };
      blocks.push(open);
    }
    open.lines.push(guardLine(inlineToPieces(body)));
  };
  splitCode(cleanText(source)).forEach((part, index) => {
    if (part.code) {
      const quoted = open?.kind === 'quote';
      blocks.push({
        kind: 'code',
        quoted,
        lines: codeBlock(codeText(part.text))
          .split('\n')
          .map((line) => [line]),
      });
      open = quoted ? { kind: 'quote', lines: [] } : undefined;
      if (open) blocks.push(open);
      return;
    }
    const lines = part.text.split('\n');
    // Blank edges beside a code block are the block's own line ends.
    if (index > 0 && lines[0]!.trim() === '' && lines.length > 1) {
      lines.shift();
      if (open?.kind === 'quote' && !quoteRest) open = undefined;
    }
    if (lines.at(-1)!.trim() === '' && lines.length > 1) lines.pop();
    for (const [at, line] of lines.entries()) put(line, at > 0 || index === 0 || open === undefined);
  });
  return blocks;
}

function splitCode(source: string): { code: boolean; text: string }[] {
  const parts: { code: boolean; text: string }[] = [];
  let from = 0;
  for (const match of source.matchAll(/```([\s\S]+?)```/g)) {
    if (match.index > from) parts.push({ code: false, text: source.slice(from, match.index) });
    parts.push({ code: true, text: match[1]! });
    from = match.index + match[0].length;
  }
  if (from < source.length || parts.length === 0) parts.push({ code: false, text: source.slice(from) });
  return parts;
}

/** One line without its quote mark. */
export function inlineToPieces(line: string): TextPiece[] {
  const cells = readCells(line);
  return emphasise(cells, 0, cells.length);
}

function readCells(line: string): Cell[] {
  const cells: Cell[] = [];
  let index = 0;
  while (index < line.length) {
    const found = readSpecial(line, index);
    if (found) {
      cells.push(found.cell);
      index += found.length;
    } else {
      const ch = String.fromCodePoint(line.codePointAt(index)!);
      cells.push(ch);
      index += ch.length;
    }
  }
  return cells;
}

function readSpecial(line: string, index: number): { cell: Cell; length: number } | undefined {
  const rest = () => line.slice(index);
  switch (line[index]) {
    case '`': {
      const match = /^`([^`]+)`/.exec(rest());
      return match ? { cell: { pieces: [codeSpan(codeText(match[1]!))] }, length: match[0].length } : undefined;
    }
    case '<': {
      const match = /^<([^<>]+)>/.exec(rest());
      const pieces = match ? tokenToPieces(match[1]!) : undefined;
      return pieces ? { cell: { pieces }, length: match![0].length } : undefined;
    }
    case '&': {
      const match = /^&(amp|lt|gt);/.exec(rest());
      return match ? { cell: match[1] === 'amp' ? '&' : match[1] === 'lt' ? '<' : '>', length: match[0].length } : undefined;
    }
    case ':': {
      const emoji = shortcodeAt(line, index);
      return emoji ? { cell: { pieces: [emoji.emoji] }, length: emoji.length } : undefined;
    }
    case 'h': {
      if (!line.startsWith('http', index)) return undefined;
      const url = bareUrlAt(line.slice(0, index) + decodeEntities(line.slice(index).split(/&[lg]t;/)[0]!), index);
      return url === undefined
        ? undefined
        : { cell: { pieces: [autolink(url)] }, length: encodedLength(line, index, url.length) };
    }
    default:
      return undefined;
  }
}

/** How much of the encoded line stands for `decoded` characters of an address. */
function encodedLength(line: string, index: number, decoded: number): number {
  let at = index;
  for (let left = decoded; left > 0; left -= 1) at += line.startsWith('&amp;', at) ? 5 : 1;
  return at - index;
}

function isMarker(cell: Cell | undefined): cell is Marker {
  return cell === '*' || cell === '_' || cell === '~';
}

function isBlank(cell: Cell | undefined): boolean {
  return typeof cell === 'string' && /\s/.test(cell);
}

function wordCell(cell: Cell | undefined): boolean {
  return typeof cell === 'string' && isWord(cell);
}

const NOT_OPEN = -1;
const UNCLOSED = -2;

/** Where the marker at `open` closes, or why it does not. */
function closing(cells: Cell[], open: number, end: number): number {
  const marker = cells[open];
  const before = cells[open - 1];
  const next = cells[open + 1];
  // ¯\_(ツ)_/¯, which Slack itself offers as a command, is no emphasis.
  if (before === '\\' || wordCell(before) || before === marker || next === marker || isBlank(next) || open + 2 >= end)
    return NOT_OPEN;
  for (let at = open + 2; at < end; at += 1) {
    if (cells[at] !== marker || isBlank(cells[at - 1])) continue;
    if (!wordCell(cells[at + 1]) && cells[at + 1] !== marker && cells[at - 1] !== marker) return at;
  }
  return UNCLOSED;
}

/** Deeper nesting than anybody writes is shown as it stands. */
const DEEPEST = 12;

function emphasise(cells: Cell[], start: number, end: number, depth = 0): TextPiece[] {
  // Without a closing marker behind here there is none further on: keeps unpaired markers linear.
  const unclosed = new Set<Marker>(depth >= DEEPEST ? ['*', '_', '~'] : []);
  const out: TextPiece[] = [];
  let literal = '';
  const flush = (next?: TextPiece) => {
    if (literal !== '') out.push(beforeLink(escapeInline(literal), next));
    literal = '';
  };
  for (let at = start; at < end; at += 1) {
    const cell = cells[at]!;
    const close = isMarker(cell) && !unclosed.has(cell) ? closing(cells, at, end) : NOT_OPEN;
    if (close === UNCLOSED) unclosed.add(cell as Marker);
    if (close >= 0) {
      flush();
      const mark = MARKDOWN[cell as Marker];
      out.push(mark, ...emphasise(cells, at + 1, close, depth + 1), mark);
      at = close;
    } else if (typeof cell === 'string') literal += cell;
    else {
      flush(cell.pieces[0]);
      out.push(...cell.pieces);
    }
  }
  flush();
  return out;
}
