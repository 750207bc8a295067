import { emojiByShortcode } from '../text/emoji.ts';
import { beforeLink, cleanText, codeBlock, codeSpan, escapeInline, isWord } from '../text/escape-markdown.ts';
import { MENTION_ALL, type TextPiece } from '../text/import-text.ts';
import { guardLine, type TextBlock } from '../text/text-blocks.ts';
import { linkToMarkdown } from './mrkdwn-token.ts';
import { flag, type Json, number, object, objects, text } from './shapes.ts';

/**
 * Slack's `rich_text` block: what its editor really stores. Exact where mrkdwn guesses (emphasis inside Chinese text,
 * literal asterisks, nested lists), so it is preferred.
 */

type Style = 'strike' | 'bold' | 'italic';
const STYLES: readonly Style[] = ['strike', 'bold', 'italic'];
const MARKS: Record<Style, string> = { strike: '~~', bold: '**', italic: '*' };

interface Run {
  styles: ReadonlySet<Style>;
  /** Literal text, or undefined when `pieces` are finished. */
  literal?: string;
  pieces?: TextPiece[];
  newline?: boolean;
}

export function richTextToBlocks(block: Json): TextBlock[] {
  return objects(block, 'elements').map((element): TextBlock => {
    switch (element.type) {
      case 'rich_text_list':
        return { kind: 'list', lines: listLines(element) };
      case 'rich_text_quote':
        return { kind: 'quote', lines: sectionLines(element) };
      case 'rich_text_preformatted':
        return {
          kind: 'code',
          lines: codeBlock(plainText(element), language(element))
            .split('\n')
            .map((line) => [line]),
        };
      default:
        return { kind: 'text', lines: sectionLines(element) };
    }
  });
}

function language(element: Json): string {
  const name = text(element, 'language') ?? '';
  return /^[a-z0-9+#-]{1,20}$/i.test(name) ? name : '';
}

function listLines(list: Json): TextPiece[][] {
  const ordered = list.style === 'ordered';
  const indent = '   '.repeat(Math.min(number(list, 'indent') ?? 0, 8));
  const offset = number(list, 'offset') ?? 0;
  return objects(list, 'elements').flatMap((item, index) => {
    const mark = ordered ? `${offset + index + 1}. ` : '- ';
    return sectionLines(item).map((line, at) => [indent + (at === 0 ? mark : ' '.repeat(mark.length)), ...line]);
  });
}

function sectionLines(section: Json): TextPiece[][] {
  const lines: Run[][] = [[]];
  for (const run of objects(section, 'elements').flatMap(elementRuns)) {
    if (run.newline) lines.push([]);
    else lines.at(-1)!.push(run);
  }
  return lines.map((runs) => guardLine(renderRuns(runs, 0, undefined, undefined)));
}

function stylesOf(element: Json): ReadonlySet<Style> {
  const style = object(element, 'style');
  return new Set(STYLES.filter((name) => flag(style, name)));
}

function elementRuns(element: Json): Run[] {
  const styles = stylesOf(element);
  if (element.type === 'text') {
    const lines = cleanText(text(element, 'text') ?? '').split('\n');
    const code = flag(object(element, 'style'), 'code');
    return lines.flatMap((line, index): Run[] => [
      ...(index > 0 ? [{ styles, newline: true }] : []),
      ...(line === '' ? [] : [code ? { styles, pieces: [codeSpan(line)] } : { styles, literal: line }]),
    ]);
  }
  const pieces = inlinePieces(element);
  return pieces === undefined ? [] : [{ styles, pieces }];
}

function inlinePieces(element: Json): TextPiece[] | undefined {
  switch (element.type) {
    case 'link':
      return [linkToMarkdown(text(element, 'url') ?? '', text(element, 'text'))];
    case 'user':
      return [{ person: text(element, 'user_id') ?? 'unknown' }];
    case 'channel':
      return [{ conversation: text(element, 'channel_id') ?? 'unknown' }];
    case 'broadcast':
      return [MENTION_ALL];
    case 'emoji':
      return [emojiElement(element)];
    case 'usergroup':
      return [escapeInline(`@${text(element, 'usergroup_id') ?? 'group'}`)];
    case 'date':
      return [escapeInline(text(element, 'fallback') ?? new Date((number(element, 'timestamp') ?? 0) * 1000).toISOString())];
    case 'color':
      return [escapeInline(text(element, 'value') ?? '')];
    default: {
      const shown = text(element, 'text') ?? text(element, 'fallback');
      return shown === undefined ? undefined : [escapeInline(cleanText(shown))];
    }
  }
}

function emojiElement(element: Json): string {
  const points = text(element, 'unicode');
  if (points !== undefined && /^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(points)) {
    const codes = points.split('-').map((hex) => Number.parseInt(hex, 16));
    if (codes.every((code) => code <= 0x10ffff)) return String.fromCodePoint(...codes);
  }
  const name = text(element, 'name') ?? 'emoji';
  const tone = number(element, 'skin_tone');
  return emojiByShortcode(tone === undefined ? name : `${name}::skin-tone-${tone}`) ?? `:${escapeInline(name)}:`;
}

function plainText(element: Json): string {
  return objects(element, 'elements')
    .map((part) => cleanText(text(part, 'text') ?? text(part, 'url') ?? text(part, 'user_id') ?? ''))
    .join('');
}

/** Runs → pieces, one style at a time: neighbours that share a style share one pair of marks. */
function renderRuns(runs: Run[], level: number, before: string | undefined, after: string | undefined): TextPiece[] {
  const style = STYLES[level];
  if (style === undefined)
    return runs.flatMap((run, at) => run.pieces ?? [beforeLink(escapeInline(run.literal ?? ''), runs[at + 1]?.pieces?.[0])]);
  const out: TextPiece[] = [];
  for (let at = 0; at < runs.length; ) {
    const on = runs[at]!.styles.has(style);
    let end = at + 1;
    while (end < runs.length && runs[end]!.styles.has(style) === on) end += 1;
    const group = runs.slice(at, end);
    // Beside a run that carries this style stands its mark; beside other runs whatever they begin with.
    const left = at === 0 ? before : on ? edge(runs[at - 1]!, 'end', level) : '*';
    const right = end === runs.length ? after : on ? edge(runs[end]!, 'start', level) : '*';
    out.push(...(on ? wrap(group, level, left, right) : renderRuns(group, level + 1, left, right)));
    at = end;
  }
  return out;
}

function edge(run: Run, side: 'start' | 'end', level: number): string {
  const marked = STYLES.slice(level + 1).some((style) => run.styles.has(style));
  if (marked || run.literal === undefined) return '*';
  return (side === 'start' ? [...run.literal][0] : [...run.literal].at(-1)) ?? '*';
}

/**
 * CommonMark accepts a mark only when the styled text does not begin or end with a blank, nor with punctuation beside a word:
 * such edges move out of the mark, and where marks would still fail the text goes without.
 */
function wrap(group: Run[], level: number, left: string | undefined, right: string | undefined): TextPiece[] {
  const kept = group.map((run) => ({ ...run }));
  const head = takeEdges(kept, left, 'start');
  const tail = takeEdges(kept, right, 'end');
  if (kept.length === 0) return [escapeInline(head + tail)];
  const outerLeft = head === '' ? left : head.at(-1);
  const outerRight = tail === '' ? right : tail[0];
  const inner = renderRuns(kept, level + 1, '*', '*');
  const style = STYLES[level]!;
  const mark = style === 'italic' && !isWord(outerLeft) && !isWord(outerRight) ? '_' : MARKS[style];
  const holds = flanks(outerLeft, inner[0]) && flanks(outerRight, inner.at(-1), 'end');
  const marked = holds ? [mark, ...inner, mark] : renderRuns(kept, level + 1, outerLeft, outerRight);
  return [escapeInline(head), ...marked, escapeInline(tail)];
}

const HAN_LIKE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

function isLatinWord(ch: string | undefined): boolean {
  return isWord(ch) && !HAN_LIKE.test(ch!);
}

/** Whether a mark between `outer` and the text works: words on both sides, or no word outside. */
function flanks(outer: string | undefined, inner: TextPiece | undefined, side: 'start' | 'end' = 'start'): boolean {
  if (!isLatinWord(outer)) return true;
  const ch = typeof inner !== 'string' ? undefined : side === 'start' ? [...inner][0] : [...inner].at(-1);
  return isWord(ch);
}

/** Blanks (else, beside a word, punctuation) at one end of the runs → taken away and returned. */
function takeEdges(runs: Run[], neighbour: string | undefined, side: 'start' | 'end'): string {
  const blanks = strip(runs, '\\s+', side);
  return blanks === '' && isLatinWord(neighbour) ? strip(runs, '[\\s\\p{P}\\p{S}]+', side) : blanks;
}

/** Runs left empty disappear. */
function strip(runs: Run[], loose: string, side: 'start' | 'end'): string {
  const pattern = new RegExp(side === 'start' ? `^${loose}` : `${loose}$`, 'u');
  let taken = '';
  for (;;) {
    const run = side === 'start' ? runs[0] : runs.at(-1);
    const match = run?.literal === undefined ? null : pattern.exec(run.literal);
    if (!run || !match) return taken;
    run.literal = side === 'start' ? run.literal!.slice(match[0].length) : run.literal!.slice(0, match.index);
    taken = side === 'start' ? taken + match[0] : match[0] + taken;
    if (run.literal !== '') return taken;
    runs.splice(runs.indexOf(run), 1);
  }
}
