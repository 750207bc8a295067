/**
 * The blocks of a message's Markdown as far as mentions need them: which parts are text, and which are code. CommonMark's
 * containers (quotes, lists), fences, indented code, headings, rules and tables, in the reading of packages/ui, against which
 * a test there holds it.
 */

/** Renderers give up on more than this and show plain text. UTF-16 units; blocks in blocks. */
const maxSource = 40_000;
const maxDepth = 32;

interface Container {
  kind: 'quote' | 'item';
  /** Columns a list item's content stands in. */
  indent: number;
}
interface Fence {
  mark: string;
  length: number;
}

const fenceStart = /^(`{3,})[^`]*$|^(~{3,})/;
const heading = /^#{1,6}(?:[ \t]|$)/;
const rule = /^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const underline = /^(?:=+|-+)[ \t]*$/;
const bullet = /^[-+*](?=[ \t]|$)/;
const number = /^(\d{1,9})[.)](?=[ \t]|$)/;
const tableRule = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** A line being read: what is left of it, and the column it has reached. */
class Line {
  private readonly text: string;
  private at = 0;
  private column = 0;
  /** Columns of a tab that were not used yet. */
  private spare = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Columns of white space ahead. */
  indent(): number {
    let column = this.column;
    for (let i = this.at; i < this.text.length; i++) {
      const char = this.text.charAt(i);
      if (char === ' ') column++;
      else if (char === '\t') column += 4 - (column % 4);
      else break;
    }
    return column - this.column + this.spare;
  }

  /** Passes over up to so many columns of white space. */
  skip(columns: number): void {
    let left = columns;
    while (left > 0) {
      if (this.spare > 0) {
        const used = Math.min(left, this.spare);
        this.spare -= used;
        left -= used;
        continue;
      }
      const char = this.text.charAt(this.at);
      if (char !== ' ' && char !== '\t') return;
      const width = char === ' ' ? 1 : 4 - (this.column % 4);
      this.at++;
      this.column += width;
      this.spare = width;
    }
  }

  take(characters: number): void {
    this.at += characters;
    this.column += characters;
  }

  /** What is left, without the white space ahead. */
  rest(): string {
    return this.text.slice(this.at).replace(/^[ \t]+/, '');
  }

  get blank(): boolean {
    return this.text.slice(this.at).trim() === '';
  }
}

/** Splits a table's line at pipes that are not escaped. */
const cellsOf = (line: string): string[] => {
  const cells = line.trim().split(/(?<!\\)\|/);
  if (cells[0]?.trim() === '') cells.shift();
  if (cells.at(-1)?.trim() === '') cells.pop();
  return cells;
};

/** Whether two lines begin a table. A dash and a blank would begin a list. */
const isTableHead = (head: string, rest: string): boolean =>
  head.includes('|') &&
  rest.length > 1 &&
  !/^-[ \t]/.test(rest) &&
  tableRule.test(rest) &&
  cellsOf(head).length === cellsOf(rest).length;

class Blocks {
  /** Texts that are read for inline marks, each by itself; undefined where the whole is plain text. */
  readonly texts: string[] = [];
  deep = false;
  private containers: Container[] = [];
  private paragraph: string[] = [];
  /** In a table: its rule or its rows come next. */
  private table: 'rule' | 'rows' | undefined;
  private columns = 0;
  private fence: Fence | undefined;
  /** The line before began a list item and nothing in it. */
  private emptyItem = false;
  private next: string | undefined;

  /** Reads a line; `next` is the one after it, which may make it the head of a table. */
  add(source: string, next: string | undefined): void {
    this.next = next;
    const line = new Line(source);
    const matched = this.match(line, this.containers);
    if (this.fence) {
      if (matched === this.containers.length) {
        this.inFence(line);
        return;
      }
      this.fence = undefined;
    }
    if (line.blank) {
      this.closeParagraph();
      if (matched < this.containers.length && this.containers.slice(matched).some((c) => c.kind === 'quote')) this.leave(matched);
      else if (this.emptyItem) this.containers.pop();
      this.emptyItem = false;
      return;
    }
    this.emptyItem = false;
    if (this.table === 'rule') this.table = 'rows';
    else this.open(line, matched);
  }

  finish(): void {
    this.closeParagraph();
  }

  /** Whether what is left of a line is the head of a table: tables come before all other blocks. */
  private isHeadHere(rest: string, depth: number): boolean {
    if (this.next === undefined || this.table) return false;
    const ahead = new Line(this.next);
    const containers = this.containers.slice(0, depth);
    return this.match(ahead, containers) === depth && ahead.indent() <= 3 && isTableHead(rest, ahead.rest());
  }

  /** How many of these containers go on in this line. */
  private match(line: Line, containers: readonly Container[]): number {
    let n = 0;
    for (const container of containers) {
      if (container.kind === 'quote') {
        // The renderer takes a quote's further lines however far they are indented.
        if (!line.rest().startsWith('>')) break;
        line.skip(line.indent());
        line.take(1);
        line.skip(1);
      } else if (line.blank) {
        // A blank line belongs to every item that is open.
      } else {
        if (line.indent() < container.indent) break;
        line.skip(container.indent);
      }
      n++;
    }
    return n;
  }

  private inFence(line: Line): void {
    const fence = this.fence as Fence;
    const rest = line.rest();
    const run = /^(`+|~+)[ \t]*$/.exec(rest)?.[1];
    if (line.indent() <= 3 && run?.startsWith(fence.mark) && run.length >= fence.length) this.fence = undefined;
  }

  private leave(matched: number): void {
    this.closeParagraph();
    this.containers = this.containers.slice(0, matched);
  }

  /** Opens containers and the leaf that a line begins; a line of words may go on with a paragraph it is not inside of. */
  private open(line: Line, matched: number): void {
    let depth = matched;
    // Deeper than any renderer goes, each step would read the rest of the line anew for nothing.
    while (!this.deep) {
      const indented = line.indent() > 3;
      const rest = line.rest();
      const going = this.paragraph.length > 0;
      if (indented && going) break;
      if (!indented && this.isHeadHere(rest, depth)) {
        this.leave(depth);
        this.texts.push(...cellsOf(rest));
        this.columns = cellsOf(rest).length;
        this.table = 'rule';
        return;
      }
      if (indented) {
        // Indented code.
        this.leave(depth);
        return;
      }
      // Where a quote is only gone on with lazily, the renderer lets every list cut it off.
      const interrupts = going && depth === matched && this.containers[matched]?.kind !== 'quote';
      if (rest.startsWith('>')) {
        this.leave(depth);
        line.skip(3);
        line.take(1);
        line.skip(1);
        this.push({ kind: 'quote', indent: 0 });
      } else if (!(rule.test(rest) && !this.isUnderline(rest, depth)) && this.openItem(line, rest, interrupts, depth)) {
        // The item is open.
      } else break;
      depth = this.containers.length;
      if (line.blank) return;
    }
    this.leaf(line.rest(), line.indent() > 3, depth);
  }

  private push(container: Container): void {
    this.containers.push(container);
    const level = this.containers.reduce((sum, { kind }) => sum + (kind === 'quote' ? 1 : 2), 0);
    if (level + 1 >= maxDepth) this.deep = true;
  }

  private isUnderline(rest: string, depth: number): boolean {
    return this.paragraph.length > 0 && depth === this.containers.length && underline.test(rest);
  }

  private openItem(line: Line, rest: string, interrupts: boolean, depth: number): boolean {
    const marker = bullet.exec(rest) ?? number.exec(rest);
    if (!marker) return false;
    const empty = rest.slice(marker[0].length).trim() === '';
    // Only lists that begin with 1 and have words may cut a paragraph off, unless they go on with a list around it.
    const sibling = depth < this.containers.length && this.containers[depth]?.kind === 'item';
    if (interrupts && !sibling && (empty || (marker[1] !== undefined && Number(marker[1]) !== 1))) return false;
    this.leave(depth);
    const before = line.indent();
    line.skip(before);
    line.take(marker[0].length);
    const after = line.indent();
    this.emptyItem = empty;
    const gap = empty || after > 4 ? 1 : after;
    line.skip(gap);
    this.push({ kind: 'item', indent: before + marker[0].length + gap });
    return true;
  }

  private leaf(rest: string, indented: boolean, depth: number): void {
    const lazy = depth < this.containers.length;
    const going = this.paragraph.length > 0;
    if (!indented) {
      const fence = fenceStart.exec(rest);
      if (fence) {
        this.leave(depth);
        const run = (fence[1] ?? fence[2]) as string;
        this.fence = { mark: run.charAt(0), length: run.length };
        return;
      }
      if (going && !lazy && underline.test(rest)) {
        this.closeParagraph();
        return;
      }
      if (heading.test(rest)) {
        this.leave(depth);
        this.texts.push(rest);
        return;
      }
      if (rule.test(rest)) {
        this.leave(depth);
        return;
      }
    }
    if (this.table && !lazy) {
      this.texts.push(...cellsOf(rest).slice(0, this.columns));
      return;
    }
    if (!going) this.leave(depth);
    this.paragraph.push(rest);
  }

  private closeParagraph(): void {
    if (this.paragraph.length > 0) this.texts.push(this.paragraph.join('\n'));
    this.paragraph = [];
    this.table = undefined;
  }
}

/** The texts of a source in which marks count: paragraphs, headings, cells. None where the renderer shows it all as it is. */
export function inlineTexts(source: string): string[] {
  if (source.length > maxSource) return [];
  const blocks = new Blocks();
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  for (const [i, line] of lines.entries()) {
    if (blocks.deep) return [];
    blocks.add(line, lines[i + 1]);
  }
  blocks.finish();
  return blocks.deep ? [] : blocks.texts;
}
