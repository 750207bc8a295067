import { once } from 'node:events';
import { breathe } from '@rapport/platform';
import PDFDocument from 'pdfkit';
import { type Face, facePaths, type Unit, unitsOf } from './pdf-faces.ts';
import { linesOf } from './pdf-lines.ts';

/** Points; A4. */
const page = { width: 595.28, height: 841.89, side: 56, top: 72, bottom: 64 };
export const textWidth = page.width - 2 * page.side;

export const ink = { text: '#1a2326', dim: '#5d6b72', line: '#c9d2d6', mark: '#9aa7ad', wrong: '#b3261e' };

export interface Style {
  size: number;
  face?: 'text' | 'bold';
  color?: string;
  indent?: number;
  /** A line at its left side, as beside words that were said before. */
  barred?: boolean;
}

export interface SheetHead {
  title: string;
  /** Stands at the foot of each page behind its number. */
  foot: string;
  /** Lies across each page. */
  watermark: string;
  info: { Title: string; Author: string; Subject: string; CreationDate: Date };
}

/** Widths that are known are kept, up to so many. */
const mostKept = 50_000;

/** pdfkit's fonts are fontkit's, whose type it does not tell. */
interface Fonts {
  _font: { font: { hasGlyphForCodePoint(code: number): boolean } };
}

/** One PDF, written from the top of its first page to the end of its last: a page that is full is handed out and forgotten. */
export class PdfSheet {
  pages = 0;
  y = 0;
  private readonly head: SheetHead;
  private readonly doc: PDFKit.PDFDocument;
  private readonly ended: Promise<unknown>;
  private chunks: Uint8Array[] = [];
  private readonly widths = new Map<string, number>();
  private readonly covering: Record<Face, (code: number) => boolean>;

  constructor(head: SheetHead) {
    this.head = head;
    // Lines are measured here: the document's own memory of words would grow with each of them.
    const options = { autoFirstPage: false, margin: 0, size: 'A4', lang: 'zh-CN', fontLayoutCache: false };
    this.doc = new PDFDocument({ ...options, info: { ...head.info, Producer: 'Rapport', Creator: 'Rapport' } });
    this.doc.on('data', (chunk: Uint8Array) => this.chunks.push(chunk));
    this.ended = once(this.doc, 'end');
    const paths = facePaths();
    const coverOf = (face: Face) => {
      this.doc.registerFont(face, paths[face]).font(face);
      const { font } = (this.doc as unknown as Fonts)._font;
      return (code: number) => font.hasGlyphForCodePoint(code);
    };
    this.covering = { text: coverOf('text'), bold: coverOf('bold'), other: coverOf('other'), emoji: coverOf('emoji') };
    this.newPage();
  }

  /** What was written since it was asked last. */
  async taken(): Promise<Uint8Array[]> {
    await breathe();
    const { chunks } = this;
    this.chunks = [];
    return chunks;
  }

  /** The rest. */
  async end(): Promise<Uint8Array[]> {
    this.doc.end();
    await this.ended;
    return this.taken();
  }

  private widthOf = ({ face, text }: Unit): number => {
    const key = `${face}${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      width = this.doc.font(face).fontSize(100).widthOfString(text) / 100;
      if (this.widths.size >= mostKept) this.widths.clear();
      this.widths.set(key, width);
    }
    return width;
  };

  private *lines(text: string, face: Face, size: number, room: number) {
    for (const paragraph of text
      .toWellFormed()
      .replaceAll('\t', '    ')
      .split(/\r\n?|[\n\u2028\u2029]/)) {
      const units = unitsOf(paragraph, face, (one, code) => this.covering[one](code));
      yield* linesOf(units, room / size, this.widthOf);
    }
  }

  /** Draws one line, cut where it has no more room; answers its width. */
  private stamp(
    text: string,
    x: number,
    baseline: number,
    { size, face = 'text', color = ink.text }: Style,
    room = textWidth,
  ): number {
    const [line] = this.lines(text, face, size, room);
    return line ? this.draw(line.runs, x, baseline, size, color) : 0;
  }

  private draw(runs: readonly Unit[], left: number, baseline: number, size: number, color: string): number {
    let x = left;
    this.doc.fillColor(color);
    for (const run of runs) {
      this.doc.font(run.face).fontSize(size).text(run.text, x, baseline, { lineBreak: false, baseline: 'alphabetic' });
      x += run.text.length > 1 ? this.doc.widthOfString(run.text) : this.widthOf(run) * size;
    }
    return x - left;
  }

  /** Across the page, three times, so that no part of it goes without. */
  private mark(text: string): void {
    const { doc } = this;
    const [line] = this.lines(text, 'text', 30, page.width);
    if (!line) return;
    const [x, y] = [page.width / 2, page.height / 2];
    doc
      .save()
      .rotate(-35, { origin: [x, y] })
      .fillOpacity(0.09);
    for (const below of [-240, 0, 240]) this.draw(line.runs, x - (line.width * 30) / 2, y + below, 30, '#000000');
    doc.restore().fillOpacity(1);
  }

  /** The mark first: words lie over it. */
  private newPage(): void {
    const { doc, head } = this;
    doc.addPage();
    this.pages++;
    if (head.watermark !== '') this.mark(head.watermark);
    const small = { size: 8, color: ink.dim };
    this.stamp(head.title, page.side, 44, small);
    this.stamp(`第${this.pages}页 / page ${this.pages} · ${head.foot}`, page.side, page.height - 36, small);
    this.rule(52);
    this.rule(page.height - 50);
    this.y = page.top;
  }

  rule(y = this.y): void {
    this.doc
      .moveTo(page.side, y)
      .lineTo(page.width - page.side, y)
      .lineWidth(0.5)
      .strokeColor(ink.line)
      .stroke();
  }

  /** Begins a page where less than this is left. */
  need(height: number): void {
    if (this.y + height > page.height - page.bottom) this.newPage();
  }

  gap(height: number): void {
    this.y += height;
  }

  text(text: string, { size, face = 'text', color = ink.text, indent = 0, barred = false }: Style): void {
    const height = size * 1.5;
    for (const { runs } of this.lines(text, face, size, textWidth - indent)) {
      this.need(height);
      if (barred)
        this.doc
          .moveTo(page.side + indent - 7, this.y)
          .lineTo(page.side + indent - 7, this.y + height)
          .lineWidth(1.5)
          .strokeColor(ink.line)
          .stroke();
      this.draw(runs, page.side + indent, this.y + size * 1.1, size, color);
      this.y += height;
    }
  }

  /** A name, and beside it what belongs to it. */
  pair(name: string, beside: string, size: number): void {
    this.need(size * 4);
    const width = this.stamp(name, page.side, this.y + size * 1.1, { size, face: 'bold' }, textWidth * 0.55);
    const left = page.side + width + 8;
    this.stamp(beside, left, this.y + size * 1.1, { size: size * 0.8, color: ink.dim }, page.width - page.side - left);
    this.y += size * 1.6;
  }

  /** A row of facts: what it is at the left, what it says beside it, over as many lines as it takes. */
  fact(name: string, value: string, size: number): void {
    const left = 150;
    this.need(size * 1.5);
    this.stamp(name, page.side, this.y + size * 1.1, { size, color: ink.dim }, left - 8);
    this.text(value, { size, indent: left });
  }

  /** A picture (JPEG), no larger than its room. */
  picture(jpeg: Buffer, width: number, height: number, indent: number): void {
    const scale = Math.min(1, 240 / width, 200 / height);
    this.need(height * scale + 4);
    this.doc.image(jpeg, page.side + indent, this.y + 2, { width: width * scale, height: height * scale });
    this.y += height * scale + 6;
  }

  /** In the list of what is where. */
  outline(title: string): void {
    this.doc.outline.addItem(title);
  }
}
