/** Beyond this a table is data, not talk: it is pasted as plain text. */
const mostCells = 1_000;

const cellOf = (text: string): string => text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');

/** Rows of cells as a Markdown table, the first row as its head; null: not a table worth the name. */
export function tableMarkdown(rows: readonly (readonly string[])[]): string | null {
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''));
  const width = Math.max(0, ...filled.map((row) => row.length));
  if (filled.length < 2 || width < 2 || filled.length * width > mostCells) return null;
  const lineOf = (row: readonly string[]): string =>
    `| ${Array.from({ length: width }, (_, i) => cellOf(row[i] ?? '')).join(' | ')} |`;
  const [head = [], ...body] = filled;
  const numbers = Array.from({ length: width }, (_, i) => body.every((row) => /^[\s¥$€£]*-?[\d.,]+\s*%?$/.test(row[i] ?? '')));
  const rule = `| ${numbers.map((right) => (right ? '---:' : '---')).join(' | ')} |`;
  return [lineOf(head), rule, ...body.map(lineOf)].join('\n');
}

/** The one table that a clipboard's HTML is; null when there is more than it, as in a page copied whole. */
export function tableIn(html: string): string | null {
  // A document of its own: nothing of it is shown, loaded or run.
  const page = new DOMParser().parseFromString(html, 'text/html');
  const table = page.querySelector('table');
  if (!table || table.querySelector('table')) return null;
  const rows = [...table.rows].map((row) =>
    [...row.cells].flatMap((cell) => [cell.textContent ?? '', ...Array<string>(cell.colSpan - 1).fill('')]),
  );
  table.remove();
  for (const silent of page.querySelectorAll('style, script, meta, title')) silent.remove();
  return (page.body.textContent ?? '').trim() === '' ? tableMarkdown(rows) : null;
}
