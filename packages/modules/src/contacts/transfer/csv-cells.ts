import { CardFileError, most } from './card.ts';

export interface CsvRow {
  /** Where it begins, from 1. */
  line: number;
  cells: string[];
}

/** What spreadsheets show instead of reckoning: the apostrophe that writers of tables put there goes again. */
const unguarded = (cell: string): string => cell.replace(/^'(?=\s*[=+\-@＝＋－＠])/u, '');

function separatorOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  return ['\t', ';', '；', '，'].find((one) => first.includes(one) && !first.includes(',')) ?? ',';
}

/** Rows of a table (RFC 4180; also with tabs or semicolons), those without anything left out. */
export function csvRows(text: string): CsvRow[] {
  const clean = text.replace(/^\ufeff/, '').replace(/^sep=(.)\r?\n/, '');
  const separator = separatorOf(clean);
  const rows: CsvRow[] = [];
  let row: CsvRow = { line: 1, cells: [] };
  let [line, at] = [1, 0];
  const take = (cell: string): void => {
    if (row.cells.length >= most.cells)
      throw new CardFileError('too-many', `Line ${row.line} has more than ${most.cells} cells.`);
    row.cells.push(unguarded(cell.trim()).slice(0, most.cell));
  };
  const endRow = (): void => {
    if (row.cells.some((cell) => cell !== '')) rows.push(row);
    if (rows.length > most.cards + 1) throw new CardFileError('too-many', `The table has more than ${most.cards} rows.`);
    row = { line, cells: [] };
  };
  const quoted = (): string => {
    let value = '';
    for (at++; ; ) {
      const end = clean.indexOf('"', at);
      if (end < 0) throw new CardFileError('unreadable', `A quotation mark that is opened at line ${row.line} is never closed.`);
      value += clean.slice(at, end);
      at = end + 1;
      if (clean[at] !== '"') break;
      value += '"';
      at++;
    }
    line += value.split('\n').length - 1;
    return value;
  };
  while (at < clean.length) {
    while (clean[at] === ' ') at++;
    let cell = clean[at] === '"' ? quoted() : '';
    const rest = new RegExp(`[^${separator === '\t' ? '\\t' : separator}\\r\\n]*`, 'y');
    rest.lastIndex = at;
    cell += rest.exec(clean)?.[0] ?? '';
    at = rest.lastIndex;
    take(cell);
    if (clean[at] === separator) {
      at++;
      if (at === clean.length) take('');
      continue;
    }
    at += clean.startsWith('\r\n', at) ? 2 : 1;
    line++;
    endRow();
  }
  endRow();
  return rows;
}
