import { parseHtml } from './parse-html.ts';

const blocks = new Set(
  'address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const unseen = new Set(['head', 'style', 'script', 'title', 'template', 'noscript', 'object', 'iframe', 'svg']);

interface State {
  /** Lines that are finished; the one that is written lies beside them, so that no step looks at more than a line. */
  lines: string[];
  line: string;
  /** The line ends with a blank. Looked up in the line itself, each of a million small pieces would cost as much as the line is long. */
  spaced: boolean;
  /** Names of open elements whose text nobody sees. */
  hidden: number;
  pre: number;
  quotes: number;
  href: string | undefined;
  label: string;
}

const isQuote = (name: string): boolean => name === 'blockquote';

function endLine(state: State): void {
  state.lines.push(state.line.trimEnd());
  state.line = '';
}

function breakLine(state: State, blank: boolean): void {
  if (state.line.trim() !== '') endLine(state);
  state.line = '';
  if (blank && state.lines.length > 0 && state.lines.at(-1) !== '') state.lines.push('');
}

function write(state: State, text: string): void {
  if (state.pre > 0) {
    const [first = '', ...rest] = text.split(/\r?\n/);
    writeWords(state, first);
    for (const line of rest) {
      endLine(state);
      writeWords(state, line);
    }
  } else writeWords(state, text.replace(/[\s\u00a0]+/g, ' '));
}

function writeWords(state: State, words: string): void {
  const free = state.pre > 0;
  if (state.line === '') {
    const begun = free ? words : words.replace(/^ /, '');
    if (begun !== '') state.line = state.quotes > 0 ? `${'>'.repeat(Math.min(state.quotes, 20))} ${begun}` : begun;
    state.spaced = begun.endsWith(' ');
  } else {
    const more = state.spaced && !free ? words.replace(/^ /, '') : words;
    state.line += more;
    if (more !== '') state.spaced = more.endsWith(' ');
  }
}

function opens(state: State, name: string, attributes: Record<string, string>): void {
  if (unseen.has(name)) state.hidden += 1;
  else if (name === 'br') endLine(state);
  else if (blocks.has(name)) breakLine(state, name === 'p' || /^h\d$/.test(name));
  if (isQuote(name)) state.quotes += 1;
  if (name === 'pre') state.pre += 1;
  if (name === 'li') write(state, '• ');
  if ((name === 'td' || name === 'th') && state.line !== '') write(state, ' ');
  if (name === 'hr') {
    write(state, '---');
    endLine(state);
  }
  if (name === 'img' && attributes.alt && state.hidden === 0) write(state, attributes.alt);
  if (name === 'a' && /^https?:/i.test(attributes.href ?? '')) {
    state.href = attributes.href;
    state.label = '';
  }
}

function closes(state: State, name: string): void {
  if (unseen.has(name)) state.hidden = Math.max(0, state.hidden - 1);
  if (name === 'pre') state.pre = Math.max(0, state.pre - 1);
  if (blocks.has(name)) breakLine(state, name === 'p' || /^h\d$/.test(name));
  if (isQuote(name)) state.quotes = Math.max(0, state.quotes - 1);
  if (name === 'a' && state.href !== undefined) {
    // A link that does not say where it leads is told; one that does would only be repeated.
    const label = state.label.trim();
    if (state.hidden === 0 && label !== '' && !state.href.includes(label.replace(/^https?:\/\//, '')))
      write(state, ` (${state.href})`);
    state.href = undefined;
  }
}

/** What a person reads of HTML, as plain text; quotes get their `>`. */
export function htmlToText(html: string): string {
  const state: State = { lines: [], line: '', spaced: false, hidden: 0, pre: 0, quotes: 0, href: undefined, label: '' };
  parseHtml(html, {
    onopentag: (name, attributes) => opens(state, name, attributes),
    onclosetag: (name) => closes(state, name),
    ontext: (text) => {
      if (state.hidden > 0) return;
      if (state.href !== undefined && state.label.length < 2_000) state.label += text;
      write(state, text);
    },
  });
  endLine(state);
  // Two empty lines say no more than one.
  return state.lines
    .filter((line, at, all) => line !== '' || all[at - 1] !== '')
    .join('\n')
    .trim();
}
