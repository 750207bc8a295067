import type { Department } from '@rapport/contract';
import { type Column, headings, languages, roles } from './table-words.ts';

export const rowsMost = 1000;

/** Cells of a table that was saved as CSV or copied out of a spreadsheet (RFC 4180; tabs and semicolons too). */
export function cellsOf(text: string): string[][] {
  const clean = text.replace(/^\ufeff/, '');
  const first = clean.slice(0, clean.search(/[\r\n]|$/));
  const separator = ['\t', ';', '；', '，'].find((one) => first.includes(one) && !first.includes(',')) ?? ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    if (row.some(Boolean)) rows.push(row);
    row = [];
  };
  for (let i = 0; i < clean.length; i++) {
    const char = clean.charAt(i);
    if (quoted) {
      if (char !== '"') cell += char;
      else if (clean.charAt(i + 1) === '"') cell += clean.charAt(++i);
      else quoted = false;
    } else if (char === '"' && cell.trim() === '') {
      cell = '';
      quoted = true;
    } else if (char === separator) endCell();
    else if (char === '\n') endRow();
    else if (char !== '\r') cell += char;
  }
  endRow();
  return rows;
}

/** The text of a file as spreadsheets write it: UTF-8, or what Excel saves on a Chinese Windows. */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

export type Outcome =
  | 'ready'
  | 'sent'
  | 'email'
  | 'twice'
  | 'role'
  | 'department'
  | 'ambiguous'
  | 'language'
  | 'place'
  | 'known'
  | 'invited';

export interface InviteRow {
  /** Line in the table, the headings being 1. */
  line: number;
  email: string;
  role: 'member' | 'guest';
  department: Department | null;
  departmentText: string;
  language: 'zh-CN' | 'en' | null;
  outcome: Outcome;
}

/** Departments by what a row may call them: a whole path, or a name that only one has. */
function departmentFinder(departments: ReadonlyMap<string, Department>): (text: string) => Department | 'none' | 'several' {
  const fold = (text: string): string =>
    text
      .toLowerCase()
      .replace(/\s*[/／>＞]\s*/g, '/')
      .trim();
  const byName = new Map<string, Department[]>();
  for (const department of departments.values()) {
    const names: string[] = [];
    for (let at: Department | undefined = department; at && names.length < 20; at = departments.get(at.parent ?? ''))
      names.unshift(at.name);
    for (const name of new Set([fold(department.name), fold(names.join('/'))]))
      byName.set(name, [...(byName.get(name) ?? []), department]);
  }
  return (text) => {
    const found = byName.get(fold(text)) ?? [];
    return found.length > 1 ? 'several' : (found[0] ?? 'none');
  };
}

const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/u.test(text) && text.length <= 254;

export type Table = { wrong: 'no-email-column' | 'empty' | 'too-many' } | { wrong: null; rows: InviteRow[] };

/** Where each column stands; -1 where it is not there. */
const columnsOf = (head: readonly string[]): Record<Column, number> =>
  Object.fromEntries(
    Object.entries(headings).map(([column, names]) => [
      column,
      head.findIndex((cell) => (names as readonly string[]).includes(cell.toLowerCase())),
    ]),
  ) as Record<Column, number>;

/**
 * What a table asks for, row by row, as far as it can be told without the server. `mayInto` says for which departments one
 * may invite; null is none.
 */
export function readTable(
  text: string,
  departments: ReadonlyMap<string, Department>,
  mayInto: (department: string | null) => boolean = () => true,
): Table {
  const [head = [], ...body] = cellsOf(text);
  const columns = columnsOf(head);
  if (columns.email < 0) return { wrong: 'no-email-column' };
  if (body.length === 0) return { wrong: 'empty' };
  if (body.length > rowsMost) return { wrong: 'too-many' };
  const find = departmentFinder(departments);
  const seen = new Set<string>();
  const rows = body.map((cells, i): InviteRow => {
    const at = (column: Column): string => cells[columns[column]] ?? '';
    const email = at('email').toLowerCase();
    const role = roles[at('role').toLowerCase()];
    const language = languages[at('language').toLowerCase()];
    const department = at('department') === '' ? null : find(at('department'));
    const outcome: Outcome = !isAddress(email)
      ? 'email'
      : seen.has(email)
        ? 'twice'
        : role === undefined
          ? 'role'
          : department === 'none'
            ? 'department'
            : department === 'several'
              ? 'ambiguous'
              : language === undefined
                ? 'language'
                : mayInto(department?.id ?? null)
                  ? 'ready'
                  : 'place';
    seen.add(email);
    return {
      line: i + 2,
      email: at('email'),
      role: role ?? 'member',
      department: typeof department === 'string' ? null : department,
      departmentText: at('department'),
      language: language ?? null,
      outcome,
    };
  });
  return { wrong: null, rows };
}

/** Rows as the server sees them: who is here already, who was invited before. */
export const withKnown = (rows: readonly InviteRow[], known: readonly string[], invited: readonly string[]): InviteRow[] =>
  rows.map((row) => {
    if (row.outcome !== 'ready') return row;
    const email = row.email.toLowerCase();
    return { ...row, outcome: known.includes(email) ? 'known' : invited.includes(email) ? 'invited' : 'ready' };
  });

/** The table after some of its rows were sent. */
export const withSent = (rows: readonly InviteRow[], sent: readonly InviteRow[]): InviteRow[] => {
  const lines = new Set(sent.map(({ line }) => line));
  return rows.map((row) => (lines.has(row.line) ? { ...row, outcome: 'sent' } : row));
};

/** Whether a row is (still) to be sent. */
export const isSent = (row: InviteRow): boolean => row.outcome === 'ready' || row.outcome === 'invited';

/** Calls that invite these rows: those alike go together, at most 100 in one. */
export function batchesOf(rows: readonly InviteRow[]): InviteRow[][] {
  const groups = new Map<string, InviteRow[]>();
  for (const row of rows.filter(isSent)) {
    const key = `${row.role} ${row.department?.id} ${row.language}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / 100) }, (_, i) => group.slice(i * 100, i * 100 + 100)),
  );
}
