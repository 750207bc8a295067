/**
 * A table as CSV (RFC 4180). What a spreadsheet would take for a formula is given an apostrophe, so that a name like
 * `=HYPERLINK(…)` is only ever text (OWASP, CSV injection).
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
