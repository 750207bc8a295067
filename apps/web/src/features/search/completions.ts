/** A way to go on with what is typed: the whole text with it, what is put there, and what that means. */
export interface Completion {
  text: string;
  put: string;
  what: string;
}

/** What is typed last, when it may be gone on with. */
export interface Begun {
  /** All before it. */
  before: string;
  /** `-`: without it. */
  minus: string;
  /** The operator as it was typed, with its colon; undefined: it may still become one. */
  operator: string | undefined;
  /** What stands after that, without quotation marks. */
  value: string;
}

/** Where the last piece of a query begins: white space within quotation marks ends none. */
function lastPiece(text: string): number {
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (/["“”]/.test(text.charAt(i))) quoted = !quoted;
    else if (!quoted && /\s/u.test(text.charAt(i))) start = i + 1;
  }
  return start;
}

/** Reads the end of a query; undefined where nothing is begun there. */
export function begunIn(text: string): Begun | undefined {
  const start = lastPiece(text);
  const found = /^([-－−]?)(?:(\p{L}{1,8})[:：])?([“"]?)([^“”"]*)$/u.exec(text.slice(start));
  if (!found) return undefined;
  const [, minus = '', operator, quote, value = ''] = found;
  if (operator === undefined && (quote !== '' || value === '')) return undefined;
  return { before: text.slice(0, start), minus, operator, value };
}

/** A value as a query takes it: in quotation marks where it has white space. */
export const quotedValue = (value: string): string => (/\s/.test(value) ? `"${value.replace(/["“”]/g, '')}"` : value);

/** Whether one of these names begins so; by two letters at least, since one is begun by almost everything. */
export const begins = (names: readonly string[], typed: string, least = 2): boolean =>
  typed.length >= least && names.some((name) => name.startsWith(typed.toLowerCase()));
