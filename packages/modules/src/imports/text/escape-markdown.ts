/**
 * Literal text → Markdown that shows exactly that text. Only what Markdown would act on is escaped, so that the
 * sources stay readable to people who later edit them.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to drop
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** What PostgreSQL or JSON cannot hold or nobody can see: control characters dropped, lone surrogates replaced, CRLF → LF. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROL, '').replace(LONE_SURROGATE, '\ufffd');
}

const WORD = /[\p{L}\p{N}]/u;

function escapeAt(text: string, index: number): string {
  const ch = text[index]!;
  const before = text[index - 1] ?? ' ';
  const after = text[index + 1] ?? ' ';
  switch (ch) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
      return `\\${ch}`;
    case '<':
      return /[a-z!/?@#]/i.test(after) || (/\S/.test(after) && text.includes('>', index)) ? '\\<' : ch;
    case '_':
      // snake_case is safe; an underscore at the edge of a word could open or close emphasis.
      return /[a-z0-9]/i.test(before) && /[a-z0-9]/i.test(after) ? ch : '\\_';
    case '~':
      // At the edge of a run the neighbour is not known: it may be a mark.
      return before === '~' || after === '~' || index === 0 || index === text.length - 1 ? '\\~' : ch;
    case '&':
      return /^&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});/i.test(text.slice(index, index + 36)) ? '\\&' : ch;
    default:
      return ch;
  }
}

/** Escape what is active anywhere in a line. Does not look at line starts: see `guardLineStart`. */
export function escapeInline(text: string): string {
  let out = '';
  for (let index = 0; index < text.length; index += 1) out += escapeAt(text, index);
  return out;
}

/**
 * Keep a finished line from starting a block: headings, lists, rules, setext underlines, tables, quotes, indented code.
 * `line` is Markdown whose inline part is already right.
 */
export function guardLineStart(line: string): string {
  const indent = /^[ \t]+/.exec(line)?.[0] ?? '';
  const rest = line.slice(indent.length);
  // Ordinary blanks at the start would be swallowed (or make a code block): keep their width with no-break spaces.
  const kept = rest === '' ? '' : indent.replace(/\t/g, '    ').replace(/ /g, '\u00a0');
  return kept + guardBlock(rest);
}

function guardBlock(rest: string): string {
  if (/^(#{1,6}(\s|$)|[-+](\s|$)|>|=+\s*$|\|)/.test(rest)) return `\\${rest}`;
  if (/^(-{2,}|:?-+:?(\s*\||\s*$)|:-)/.test(rest)) return `\\${rest}`;
  if (/^(~{3,})/.test(rest)) return `\\${rest}`;
  const numbered = /^(\d{1,9})([.)])(\s|$)/.exec(rest);
  if (numbered) return `${numbered[1]}\\${rest.slice(numbered[1]!.length)}`;
  return rest;
}

const BARE_URL = /\bhttps?:\/\/[\x21-\x7e]+/gi;

/** Escaped text that a link follows: `!` and `[` would be an image. */
export function beforeLink(escaped: string, next: unknown): string {
  return typeof next === 'string' && next.startsWith('[') ? escaped.replace(/!$/, '\\!') : escaped;
}

/** Literal text that may hold bare addresses: addresses become `<…>` links, the rest is escaped. Line starts are guarded. */
export function literalToMarkdown(text: string): string {
  return cleanText(text)
    .split('\n')
    .map((line) => guardLineStart(literalLine(line)))
    .join('\n');
}

/** One line of literal text, without the guard of its start. */
function literalLine(line: string): string {
  let out = '';
  let from = 0;
  for (const match of line.matchAll(BARE_URL)) {
    const url = trimUrl(match[0]);
    if (url.length < 9) continue;
    const address = autolink(url);
    out += beforeLink(escapeInline(line.slice(from, match.index)), address) + address;
    from = match.index + url.length;
  }
  return out + escapeInline(line.slice(from));
}

const URL_HERE = /https?:\/\/[\x21-\x7e]+/iy;

/** The bare address that starts at `index`, without the punctuation of the sentence around it. */
export function bareUrlAt(text: string, index: number): string | undefined {
  if (isWord(text[index - 1]) && /[\x21-\x7e]/.test(text[index - 1]!)) return undefined;
  URL_HERE.lastIndex = index;
  const raw = URL_HERE.exec(text)?.[0];
  const url = raw === undefined ? undefined : trimUrl(raw);
  return url !== undefined && url.length >= 9 ? url : undefined;
}

function trimUrl(raw: string): string {
  let url = raw.replace(/[<>"`\\^{}|].*$/s, '');
  for (;;) {
    const shorter = url.replace(/[.,;:!?'*]+$/, '');
    const unbalanced = shorter.endsWith(')') && count(shorter, ')') > count(shorter, '(');
    const square = shorter.endsWith(']') && count(shorter, ']') > count(shorter, '[');
    const next = unbalanced || square ? shorter.slice(0, -1) : shorter;
    if (next === url) return url;
    url = next;
  }
}

function count(text: string, ch: string): number {
  return text.split(ch).length - 1;
}

const LINKABLE = /^(https?|ftp|mailto|tel):/i;

/** Whether an address may become a link. Others are shown as text. */
export function isLinkable(url: string): boolean {
  return LINKABLE.test(url) && !/\s/.test(url);
}

/** `<url>`, or the `[…](…)` form where CommonMark's autolink would read the address differently. */
export function autolink(url: string): string {
  const address = url.replace(/[<>\s\\]/g, (ch) => encodeURIComponent(ch));
  return /&#?\w+;/.test(address) || /^tel:/i.test(address) ? link(escapeInline(url), address) : `<${address}>`;
}

/** `[label](url)`; `label` is Markdown already. */
export function link(label: string, url: string): string {
  const address = url
    .replace(/[<>\s\\]/g, (ch) => encodeURIComponent(ch))
    .replace(/[()*_~`[\]]/g, (ch) => `\\${ch}`)
    .replace(/&(?=#?\w+;)/g, '&amp;');
  return `[${label}](${address})`;
}

/** Inline code holding any text: the fence is longer than the longest run of backticks inside. */
export function codeSpan(content: string): string {
  const flat = content.replace(/\n/g, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$/.test(flat) || /^ .*\S.* $/.test(flat) ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

/** A fenced block holding any text, without surrounding newlines. */
export function codeBlock(content: string, language = ''): string {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${content.replace(/^\n/, '').replace(/\n$/, '')}\n${fence}`;
}

/** Whether a character counts as part of a word (letters and digits of every script). */
export function isWord(ch: string | undefined): boolean {
  return ch !== undefined && WORD.test(ch);
}
