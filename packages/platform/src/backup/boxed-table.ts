import { Readable } from 'node:stream';
import { closeBox, openBox } from './box.ts';
import { quoted, type TableShape } from './catalogue.ts';
import { copyNull, copyRows, packValues, unpackValues } from './copy-rows.ts';
import { type ErasableTable, placeLength, putPlace } from './erasable.ts';
import { type BookReader, keyOf } from './key-book.ts';

/** How a table lies in a backup when parts of its rows are under keys. */
export interface Boxed {
  kind: number;
  /** The last so many of its columns. */
  columns: number;
  /** What stands there without a key, as `copy` writes it; null: the row goes. */
  blank: string[] | null;
}

/** What is written of a table, the columns under keys last. */
export function boxedShape(
  { name, columns }: TableShape,
  { kind, columns: hidden, blank }: ErasableTable,
): TableShape & { boxed: Boxed } {
  const open = columns.filter((column) => !hidden.includes(column));
  return {
    name,
    columns: [...open, ...hidden],
    boxed: { kind, columns: hidden.length, blank: blank ? hidden.map((column) => blank[column] ?? copyNull) : null },
  };
}

/** Rows with their units before them, in the order of these. */
export function copyOfBoxed({ name, columns }: TableShape, { join = '', id, n = '0' }: ErasableTable): string {
  const named = columns.map((column) => `t.${quoted(column)}`).join(', ');
  return `copy (select ${id}, ${n}, ${named} from ${quoted(name)} t ${join} order by 1, 2) to stdout`;
}

const noBox = '-';

/** Where a table's rows lie in the book, and what a box is bound to: table and unit. */
function abouts(name: string): { about: Buffer; place: Buffer } {
  const about = Buffer.concat([Buffer.alloc(placeLength), Buffer.from(name)]);
  return { about, place: about.subarray(0, placeLength) };
}

async function* closed(name: string, boxed: Boxed, rows: AsyncIterable<string[]>, book: BookReader, count: { rows: number }) {
  const { about, place } = abouts(name);
  for await (const some of rows) {
    const lines: string[] = [];
    for (const row of some) {
      const fields = row.split('\t');
      putPlace(place, boxed.kind, fields[0]!, fields[1]!);
      const entry = await book.find(place);
      if (!entry && !boxed.blank) continue;
      const hidden = packValues(fields.slice(-boxed.columns));
      lines.push([...fields.slice(0, -boxed.columns), entry ? closeBox(keyOf(entry), about, hidden) : noBox].join('\t'));
    }
    count.rows += lines.length;
    if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`, 'latin1');
  }
}

/** A table's rows as a backup has them. `rows`: how many, once all were taken. */
export function closeRows(
  { name, boxed }: { name: string; boxed: Boxed },
  bytes: Readable,
  book: BookReader,
): { bytes: Readable; rows(): number } {
  const count = { rows: 0 };
  return { bytes: Readable.from(closed(name, boxed, copyRows(bytes), book, count)), rows: () => count.rows };
}

/** What became of a table's rows. */
export interface Opened {
  /** Rows that are not there any more. */
  dropped: number;
  /** Units that were there and have no key any more. */
  gone: number;
}

async function* opened(name: string, boxed: Boxed, rows: AsyncIterable<string[]>, book: BookReader, told: Opened) {
  const { about, place } = abouts(name);
  const blank = boxed.blank?.join('\t');
  let last = '';
  for await (const some of rows) {
    const lines: string[] = [];
    for (const row of some) {
      const fields = row.split('\t');
      const [id = '', n = ''] = fields;
      const box = fields.at(-1)!;
      putPlace(place, boxed.kind, id, n);
      const entry = box === noBox ? undefined : await book.find(place);
      const packed = entry && openBox(keyOf(entry), about, box);
      const plain = packed && unpackValues(packed).join('\t');
      if (plain === undefined && box !== noBox && last !== `${id} ${n}`) {
        told.gone += 1;
        last = `${id} ${n}`;
      }
      const hidden = plain ?? blank;
      if (hidden === undefined) told.dropped += 1;
      else lines.push([...fields.slice(2, -1), hidden].join('\t'));
    }
    if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`, 'latin1');
  }
}

/** A table's rows as `copy` takes them, those without a key blank or left out. */
export function openRows(
  { name, boxed }: { name: string; boxed: Boxed },
  bytes: Readable,
  book: BookReader,
): { bytes: Readable; told: Opened } {
  const told: Opened = { dropped: 0, gone: 0 };
  return { bytes: Readable.from(opened(name, boxed, copyRows(bytes), book, told)), told };
}
