import { type Card, type CardFile, CardFileError, CardMaker, most, type Own, oneLine } from './card.ts';
import { type CsvRow, csvRows } from './csv-cells.ts';
import { type Column, columnOf } from './csv-columns.ts';

const yes = /^(1|true|yes|y|是|公司|company)$/iu;

/** Several in a cell stand on lines of their own, or between semicolons. */
const several = (cell: string): string[] =>
  cell
    .split(/[\n;；]|:::/u)
    .map((one) => one.trim())
    .filter(Boolean);

function nameOf(named: Readonly<Record<'name' | 'first' | 'last', string>>): string {
  if (named.name) return named.name;
  const parts = [named.last, named.first].filter(Boolean);
  // Chinese names are written without a space, family name first.
  return parts.every((part) => /^\p{Script=Han}+$/u.test(part)) ? parts.join('') : parts.reverse().join(' ');
}

function cardOf({ line, cells }: CsvRow, columns: readonly { header: string; column: Column }[], own: Own): Card {
  const maker = new CardMaker(line, own);
  const named = { name: '', first: '', last: '' };
  let nameField = 'name';
  for (const [i, { header, column }] of columns.entries()) {
    const cell = cells[i] ?? '';
    if (cell === '' || column === undefined) continue;
    if (column.to === 'handle') for (const one of several(cell)) maker.handle(column.kind, one, column.use, header);
    else if (column.to === 'datum') maker.datum(column.field, column.use, cell, header);
    else if (column.to === 'labels')
      for (const one of cell.split(/[\n;；,，、]|:::/u)) maker.label(one.replace(/^\*\s*/, ''), header);
    else if (column.to === 'remark') maker.remark(cell, header);
    else if (column.to === 'company') maker.card.company = oneLine(cell);
    else if (column.to === 'isCompany') maker.card.isCompany = yes.test(cell);
    else if (column.to === 'id') maker.card.uid = cell.slice(0, 200);
    else if (column.to !== 'known') {
      named[column.to] = cell;
      nameField = header;
    }
  }
  return maker.end(nameOf(named), nameField);
}

/** Contacts of a table whose first row names its columns. */
export function readCsv(text: string, own: Own): CardFile {
  const [head, ...rows] = csvRows(text);
  if (!head) throw new CardFileError('unreadable', 'The table is empty.');
  const columns = head.cells.map((header) => ({ header, column: columnOf(header, own) }));
  const named = columns.some(({ column }) => column && ['name', 'first', 'last', 'company'].includes(column.to));
  if (!named) throw new CardFileError('unreadable', 'The first row names no column of names: call one “name” or “姓名”.');
  const ignored = columns
    .filter(({ header, column }) => column === undefined && header !== '')
    .map(({ header }) => header.slice(0, 80));
  return {
    format: 'csv',
    cards: rows.map((row) => cardOf(row, columns, own)),
    ignored: new Set(ignored.slice(0, most.ignored)),
  };
}
