/** Before the first line: without it spreadsheets take Chinese for something else. */
export const csvMark = '\ufeff';

// What a spreadsheet would reckon instead of showing it; in full width, too, as some of them read it.
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

type Cell = string | number | null | undefined;

/** A cell (RFC 4180); what looks like a formula has an apostrophe before it, which readers of tables take away again. */
function cell(value: Cell): string {
  const text = String(value ?? '').toWellFormed();
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A row, with its end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`;
