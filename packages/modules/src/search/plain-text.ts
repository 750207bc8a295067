/**
 * A message's Markdown as the words people read: marks that stand between characters are taken out, so that `你**好**` is found
 * by 你好. Lighter than the renderer (packages/ui), which decides what is shown; a test holds the two against each other.
 */

/** The name of a mentioned person or department; undefined when it is not known. */
export type NameOf = (id: string) => string | undefined;

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const mention = new RegExp(`<@&?(${uuid})>|<#${uuid}>|<!all>`, 'gy');
const anyMention = new RegExp(`<@&?(${uuid})>|<#${uuid}>|<!all>`, 'g');
const autolink = /<((?:https?:\/\/|mailto:|tel:)[^\s<>]*)>/y;
const entity = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));/y;
const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
]);
const punctuation = /[!-/:-@[-`{-~]/;
const wordChar = /[\p{L}\p{N}_]/u;
/** What follows the `]` of a link. */
const linkTarget = /\((?:<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/y;

const mentionName = (written: string, id: string | undefined, nameOf: NameOf): string =>
  written === '<!all>' ? '@all' : id === undefined ? '#…' : `@${nameOf(id) ?? '…'}`;

/** Ids of the people and departments a text names, code included: more than it truly mentions, for looking up names. */
export function namedIn(text: string): string[] {
  if (!text.includes('<@')) return [];
  return [...new Set([...text.matchAll(anyMention)].flatMap((m) => m[1] ?? []))];
}

/** The source with names for mentions, its marks left in. */
export const withNames = (text: string, nameOf: NameOf): string =>
  text.includes('<') ? text.replace(anyMention, (written, id: string | undefined) => mentionName(written, id, nameOf)) : text;

/** Matches a sticky expression at a place. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Where runs of backticks begin, by length, ascending: a code span ends at the next run as long as its own. */
function backtickRuns(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const m of text.matchAll(/`+/g)) {
    const places = runs.get(m[0].length);
    if (places) places.push(m.index);
    else runs.set(m[0].length, [m.index]);
  }
  return runs;
}

/** A piece of the output; marks that may open or close something wait to be told. */
interface Piece {
  text: string;
  mark?: '*' | '_' | '~';
}

class InlineScan {
  private readonly source: string;
  private readonly nameOf: NameOf;
  private readonly pieces: Piece[] = [];
  private readonly ticks: Map<number, number[]>;
  private readonly openers = new Map<string, Piece[]>();
  private readonly brackets: Piece[] = [];
  private at = 0;

  constructor(source: string, nameOf: NameOf) {
    this.source = source;
    this.nameOf = nameOf;
    this.ticks = backtickRuns(source);
  }

  text(): string {
    const { source } = this;
    const special = /[\\`<&[\]!*_~]/g;
    while (this.at < source.length) {
      special.lastIndex = this.at;
      const next = special.exec(source)?.index ?? source.length;
      if (next > this.at) this.pieces.push({ text: source.slice(this.at, next) });
      this.at = next;
      if (next < source.length) this.take(source.charAt(next));
    }
    return this.pieces.map((piece) => piece.text).join('');
  }

  private push(text: string, end: number): Piece {
    const piece = { text };
    this.pieces.push(piece);
    this.at = end;
    return piece;
  }

  private take(char: string): void {
    const { source, at } = this;
    if (char === '\\') {
      const next = source.charAt(at + 1);
      if (punctuation.test(next)) this.push(next, at + 2);
      else this.push(next === '\n' ? '' : '\\', at + 1);
    } else if (char === '`') this.takeCode();
    else if (char === '<') this.takeAngle();
    else if (char === '&') this.takeEntity();
    else if (char === '[') this.brackets.push(this.push('[', at + 1));
    else if (char === '!') {
      const image = source.charAt(at + 1) === '[';
      const piece = this.push('!', at + 1);
      if (image) this.brackets.push(Object.assign(this.push('[', at + 2), { bang: piece }));
    } else if (char === ']') this.takeBracket();
    else this.takeMarks(char as '*' | '_' | '~');
  }

  private takeCode(): void {
    const { source, at } = this;
    let length = 1;
    while (source.charAt(at + length) === '`') length++;
    const places = this.ticks.get(length) ?? [];
    while (places.length > 0 && (places[0] as number) <= at) places.shift();
    const close = places[0];
    if (close === undefined) {
      this.push('`'.repeat(length), at + length);
      return;
    }
    const inner = source.slice(at + length, close);
    const padded = inner.length > 2 && inner.trim() !== '' && inner.trimStart() !== inner && inner.trimEnd() !== inner;
    this.push(padded ? inner.slice(1, -1) : inner, close + length);
  }

  private takeAngle(): void {
    const { source, at } = this;
    const named = matchAt(mention, source, at);
    const link = named ? null : matchAt(autolink, source, at);
    if (named) this.push(mentionName(named[0], named[1], this.nameOf), at + named[0].length);
    else if (link) this.push(link[1] as string, at + link[0].length);
    else this.push('<', at + 1);
  }

  private takeEntity(): void {
    const m = matchAt(entity, this.source, this.at);
    if (!m) {
      this.push('&', this.at + 1);
      return;
    }
    const code = m[1] ? Number(m[1]) : m[2] ? Number.parseInt(m[2], 16) : undefined;
    const known =
      code === undefined ? entities.get(m[3] as string) : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    this.push(known ?? m[0], this.at + m[0].length);
  }

  /** The end of a link or image takes its brackets and address out. */
  private takeBracket(): void {
    const { source, at } = this;
    const open = this.brackets.pop() as (Piece & { bang?: Piece }) | undefined;
    const target = open && matchAt(linkTarget, source, at + 1);
    if (!open || !target) {
      this.push(']', at + 1);
      return;
    }
    open.text = '';
    if (open.bang) open.bang.text = '';
    this.at = at + 1 + target[0].length;
  }

  private takeMarks(mark: '*' | '_' | '~'): void {
    const { source, at } = this;
    let end = at + 1;
    while (source.charAt(end) === mark) end++;
    const run = end - at;
    const piece: Piece = { text: source.slice(at, end), mark };
    this.pieces.push(piece);
    this.at = end;
    if (mark === '~' && run < 2) return;
    const before = source.charAt(at - 1);
    const after = source.charAt(end);
    const inWord = mark === '_' && wordChar.test(before) && wordChar.test(after);
    if (inWord) return;
    const closes = before !== '' && !/\s/u.test(before);
    const opens = after !== '' && !/\s/u.test(after);
    const waiting = this.openers.get(mark) ?? [];
    if (closes) closePairs(waiting, piece);
    if (opens && piece.text !== '') waiting.push(piece);
    this.openers.set(mark, waiting);
  }
}

/** Takes marks off openers and closer, pair by pair, the nearest opener first. */
function closePairs(waiting: Piece[], closer: Piece): void {
  while (closer.text !== '') {
    const opener = waiting.at(-1);
    if (!opener) return;
    const many = Math.min(opener.text.length, closer.text.length);
    opener.text = opener.text.slice(many);
    closer.text = closer.text.slice(many);
    if (opener.text === '') waiting.pop();
  }
}

const fence = /^(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}(?!`)(?!.*`)|~{3,})/;
const rule = /^>*(?:-{3,}|\*{3,}|_{3,}|=+)$/;
/** A line of dashes, stars or underscores, spaces or not: asked without its spaces, so that runs of them cost nothing. */
const isRule = (line: string): boolean => rule.test(line.replace(/\s+/g, ''));
const tableRule = /^\|?:?-+:?(?:\|:?-+:?)*\|?$/;
const isTableRule = (line: string): boolean => line.includes('-') && tableRule.test(line.replace(/\s+/g, ''));
const lead = /^(?:\s{0,3}>\s?)*\s*(?:(?:[-*+]\s+)+(?:\[[ xX]\]\s+)?)?(?:#{1,6}(?:\s+|$))?/;

/** Addresses are read decoded: `%E6%9D%8E` is 李. What does not decode stays. */
function decodeAddress(address: string): string {
  return address.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/** The words of a message. Linear in its length. */
export function plainText(source: string, nameOf: NameOf): string {
  const out: string[] = [];
  let block: string[] = [];
  let closing: RegExp | undefined;
  const flush = (): void => {
    if (block.length > 0) out.push(new InlineScan(block.join('\n'), nameOf).text());
    block = [];
  };
  for (const line of source.split('\n')) {
    if (closing) {
      if (closing.test(line)) closing = undefined;
      else out.push(line);
      continue;
    }
    const opening = fence.exec(line)?.[1];
    if (opening) {
      flush();
      closing = new RegExp(`^[\\s>]*${opening.charAt(0)}{${opening.length},}\\s*$`);
    } else if (isRule(line) || isTableRule(line)) flush();
    else if (line.trim() === '') flush();
    else block.push(line.replace(lead, ''));
  }
  flush();
  const text = out.join('\n');
  return text.includes('%') ? text.replace(/\bhttps?:\/\/[^\s<>]+/gi, decodeAddress) : text;
}
