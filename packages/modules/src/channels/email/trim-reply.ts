import { headLength, isAttribution, isDelimiter, isFence, isQuote, isSignature, mayBegin, surelyBegins } from './reply-marks.ts';

export interface Trimmed {
  /** What was written now. */
  text: string;
  /** What stands below it and is folded away: quotes, older mails, signatures. '' when there is nothing. */
  quoted: string;
}

type Kind = 'text' | 'empty' | 'quote' | 'attribution' | 'head' | 'delimiter' | 'signature';

interface Line {
  kind: Kind;
  text: string;
}

const linesAtMost = 20_000;
const bare = (line: string): string => line.replace(/^[\s>]+/, '').trim();

/** How many lines from here are one attribution: programs break it at 78 characters. `next`: how many from the line below are one. */
function attributionLength(lines: readonly string[], at: number, next: number): number {
  if (bare(lines[at]!) === '' || !mayBegin(lines[at]!)) return bare(lines[at]!) !== '' && isAttribution(bare(lines[at]!)) ? 1 : 0;
  let joined = '';
  for (let length = 1; length <= 4 && at + length <= lines.length; length++) {
    const more = bare(lines[at + length - 1]!);
    if (more === '') break;
    joined = `${joined} ${more}`.trim();
    if (!isAttribution(joined)) continue;
    // The line before an attribution is no part of it.
    if (length > 1 && next > 0 && !surelyBegins(bare(lines[at]!))) return 0;
    // `2016-10-24 15:36 GMT+02:00 Foo <` goes on in the next line.
    return length + (/<$|<[^>]*$/.test(joined) && at + length < lines.length ? 1 : 0);
  }
  return 0;
}

/** From the last line up: each is asked what the one below it is. */
function attributionLengths(lines: readonly string[]): number[] {
  const found = new Array<number>(lines.length + 1).fill(0);
  for (let at = lines.length - 1; at >= 0; at--) found[at] = attributionLength(lines, at, found[at + 1]!);
  return found;
}

function classify(source: readonly string[]): Line[] {
  const lines: Line[] = [];
  const attributions = attributionLengths(source);
  let fenced = false;
  for (let at = 0; at < source.length; ) {
    const text = source[at]!;
    if (isFence(text)) fenced = !fenced;
    const head = fenced ? 0 : headLength(source, at);
    const attribution = fenced || head > 0 ? 0 : attributions[at]!;
    const length = Math.max(1, head, attribution);
    const kind: Kind = fenced || isFence(text) ? 'text' : head > 0 ? 'head' : attribution > 0 ? 'attribution' : kindOf(text);
    const quoted = kind === 'attribution' && isQuote(text) ? 'quote' : kind;
    for (const line of source.slice(at, at + length)) lines.push({ kind: quoted, text: line });
    at += length;
  }
  return lines;
}

function kindOf(text: string): Kind {
  if (text.trim() === '') return 'empty';
  if (isQuote(text)) return 'quote';
  if (isDelimiter(text)) return 'delimiter';
  return isSignature(text) ? 'signature' : 'text';
}

const hasText = (lines: readonly Line[]): boolean => lines.some(({ kind }) => kind === 'text');

/** Without the trailing lines of these kinds. */
function withoutTail(lines: readonly Line[], kinds: readonly Kind[]): Line[] {
  let end = lines.length;
  while (end > 0 && kinds.includes(lines[end - 1]!.kind)) end -= 1;
  return lines.slice(0, end);
}

/** Past the marks at `at`: the attribution or head, and the quotes below it. */
function past(lines: readonly Line[], at: number): number {
  const { kind } = lines[at]!;
  let end = at;
  while (end < lines.length && ['attribution', 'head', 'empty', 'delimiter'].includes(lines[end]!.kind)) end += 1;
  if (kind === 'head') return end;
  while (end < lines.length && lines[end]!.kind !== 'text') end += 1;
  return end;
}

/**
 * What somebody wrote below the quote although something stands above it: kept, with the quotes that it answers, when it follows `>`
 * quotes; folded when the older mail is quoted without marks, for then it is that mail.
 */
function below(lines: readonly Line[], at: number): Line[] {
  const end = past(lines, at);
  const between = lines.slice(at, end);
  const quotes = between.filter(({ kind }) => kind === 'quote' || kind === 'empty');
  if (lines[at]!.kind !== 'attribution' || !quotes.some(({ kind }) => kind === 'quote')) return [];
  if (between.some(({ kind }) => kind === 'delimiter')) return [];
  const rest = lines.slice(end);
  const cut = rest.findIndex(({ kind }) => kind === 'delimiter' || kind === 'head' || kind === 'attribution');
  const own = cut === -1 ? rest : rest.slice(0, cut);
  return own.filter(({ kind }) => kind === 'text').length >= 3 ? [...quotes, ...own] : [];
}

function ownLines(lines: readonly Line[]): Line[] {
  const mark = lines.findIndex(({ kind }) => kind === 'attribution' || kind === 'head' || kind === 'delimiter');
  if (mark === -1) return [...lines];
  const above = lines.slice(0, mark);
  if (hasText(above)) return [...above, ...below(lines, mark)];
  // Nothing above: the answer stands below the quote, or it is a forwarded mail.
  const rest = lines.slice(past(lines, mark));
  return hasText(rest) ? ownLines(rest) : [...lines];
}

/** Parts a mail into what was written now and what it answers (top, bottom and between the lines; many languages). */
export function trimReply(mail: string): Trimmed {
  const source = mail.replace(/\r\n?/g, '\n').replaceAll('\u00a0', ' ').split('\n');
  if (source.length > linesAtMost) return { text: mail.trim(), quoted: '' };
  const lines = classify(source);
  const own = withoutTail(ownLines(lines), ['empty', 'quote', 'signature', 'delimiter']);
  const kept = new Set(own.length > 0 ? own : lines);
  const text = [...kept]
    .map((line) => line.text)
    .join('\n')
    .replace(/^\s*\n/, '')
    .trimEnd();
  const quoted = lines
    .filter((line) => !kept.has(line))
    .map((line) => line.text)
    .join('\n')
    .trim();
  return { text: text.replace(/^\n+/, ''), quoted };
}
