export type FormatName = 'bold' | 'italic' | 'strike' | 'code' | 'codeBlock' | 'link' | 'bullets' | 'numbers' | 'quote';

/** A change of a text: what lies in `from`–`to` becomes `text`, then `select` is selected. */
export interface Change {
  from: number;
  to: number;
  text: string;
  select: [number, number];
}

const around: Partial<Record<FormatName, string>> = { bold: '**', italic: '*', strike: '~~', code: '`' };
const before: Partial<Record<FormatName, (line: number) => string>> = {
  bullets: () => '- ',
  numbers: (line) => `${line + 1}. `,
  quote: () => '> ',
};
const marked: Partial<Record<FormatName, RegExp>> = { bullets: /^- /, numbers: /^\d+\. /, quote: /^> ?/ };

/** Puts a format on what is selected, or takes it off again. */
export function formatted(text: string, from: number, to: number, name: FormatName): Change {
  const mark = around[name];
  if (mark) return wrapped(text, from, to, mark);
  if (name === 'codeBlock') return fenced(text, from, to);
  if (name === 'link') return linked(text, from, to);
  return prefixed(text, from, to, name);
}

function wrapped(text: string, from: number, to: number, mark: string): Change {
  const size = mark.length;
  // One star is not half of two.
  const alone = (at: number, step: 1 | -1): boolean => mark !== '*' || text[at + step] !== '*' || text[at + 2 * step] === '*';
  const on = text.slice(from - size, from) === mark && text.slice(to, to + size) === mark && alone(from - 1, -1) && alone(to, 1);
  if (on) return { from: from - size, to: to + size, text: text.slice(from, to), select: [from - size, to - size] };
  // Markers that touch a space are not read as such.
  const chosen = text.slice(from, to);
  const start = from + (chosen.length - chosen.trimStart().length);
  const end = Math.max(start, to - (chosen.length - chosen.trimEnd().length));
  const inner = text.slice(start, end);
  return { from: start, to: end, text: mark + inner + mark, select: [start + size, end + size] };
}

function fenced(text: string, from: number, to: number): Change {
  const chosen = text.slice(from, to);
  const longest = Math.max(2, ...[...chosen.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const head = from > 0 && text[from - 1] !== '\n' ? `\n${fence}` : fence;
  const tail = to < text.length && text[to] !== '\n' ? '\n' : '';
  // The caret goes to where the language is named.
  const at = from + head.length;
  return { from, to, text: `${head}\n${chosen}\n${fence}${tail}`, select: chosen ? [at, at] : [at + 1, at + 1] };
}

function linked(text: string, from: number, to: number): Change {
  const chosen = text.slice(from, to);
  if (/^https?:\/\/\S+$/.test(chosen)) return { from, to, text: `[](${chosen})`, select: [from + 1, from + 1] };
  const at = from + chosen.length + 3;
  return { from, to, text: `[${chosen}](https://)`, select: [at, at + 8] };
}

function prefixed(text: string, from: number, to: number, name: FormatName): Change {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', to);
  const end = next === -1 ? text.length : next;
  const lines = text.slice(start, end).split('\n');
  const has = marked[name] ?? /^/;
  const put = before[name] ?? (() => '');
  const off = lines.every((line) => has.test(line));
  const changed = lines.map((line, i) => (off ? line.replace(has, '') : put(i) + line)).join('\n');
  const select: [number, number] =
    from === to ? [start + changed.length, start + changed.length] : [start, start + changed.length];
  return { from: start, to: end, text: changed, select };
}
