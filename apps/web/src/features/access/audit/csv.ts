/**
 * A table as CSV (RFC 4180). What a spreadsheet would take for a formula is given an apostrophe, so that a name like
 * `=HYPERLINK(…)` is only ever text (OWASP, CSV injection). Numbers are numbers, also those below nothing.
 */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number): string => {
    const text = String(value);
    const safe = typeof value === 'string' && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
