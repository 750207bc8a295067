import { fold } from './fold.ts';
import { eachRun, GRAM } from './runs.ts';

/** A word longer than this (a key, a base64 blob) is known by its beginning, in UTF-16 units. */
export const MAX_WORD = 64;
/** `tsvector` holds 1 MiB; this leaves room for its own entries. UTF-8 bytes. */
const MAX_BYTES = 600_000;
/** Tokens of one query; a long pasted sentence is found as well by some of its bigrams, the recheck does the rest. */
const MAX_QUERY_TOKENS = 40;

export interface IndexTokens {
  /** Distinct, in order of first appearance; never empty strings, quotes or NUL. For `array_to_tsvector`. */
  tokens: string[];
  /** The text was too large and its end is not indexed. */
  truncated: boolean;
}

const cutWord = (word: string): string => {
  const end = (word.codePointAt(MAX_WORD - 1) as number) > 0xffff ? MAX_WORD - 1 : MAX_WORD;
  return word.slice(0, end);
};

/** Unigrams and bigrams of a run, by code point. */
function eachGram(folded: string, start: number, end: number, add: (token: string, single: boolean) => void): void {
  let before = -1;
  for (let i = start; i < end; ) {
    const next = i + ((folded.codePointAt(i) as number) > 0xffff ? 2 : 1);
    add(folded.slice(i, next), true);
    if (before >= 0) add(folded.slice(before, next), false);
    before = i;
    i = next;
  }
}

/** What the index keeps of a text (SE2): words and numbers whole, scripts without spaces as unigrams and bigrams. */
export function indexTokens(text: string): IndexTokens {
  const folded = fold(text);
  const tokens = new Set<string>();
  let bytes = 0;
  let truncated = false;
  const add = (token: string): void => {
    if (tokens.has(token)) return;
    bytes += token.length * 3 + 8;
    if (bytes > MAX_BYTES) truncated = true;
    else tokens.add(token);
  };
  eachRun(folded, (kind, start, end) => {
    if (truncated) return;
    if (kind === GRAM) eachGram(folded, start, end, add);
    else add(end - start > MAX_WORD ? cutWord(folded.slice(start, end)) : folded.slice(start, end));
  });
  return { tokens: [...tokens], truncated };
}

export interface TermTokens {
  /** Tokens that a matching text must have. */
  exact: string[];
  /** The beginning of a token that a matching text must have. */
  prefix?: string;
  /** Having the tokens is the same as matching: one word or one gram, uncut. Only then may a NOT use the index. */
  decisive: boolean;
}

/**
 * The tokens every text matching this folded term must have. `openEnd`: a last word may go on ("报 repo" finds "report").
 * A text with all of them need not match (the recheck decides), but a text without one cannot.
 */
export function termTokens(folded: string, openEnd: boolean): TermTokens {
  const exact = new Set<string>();
  let prefix: string | undefined;
  let runs = 0;
  let cut = false;
  eachRun(folded, (kind, start, end) => {
    runs++;
    if (kind === GRAM) {
      const grams: string[] = [];
      const singles: string[] = [];
      eachGram(folded, start, end, (token, single) => (single ? singles : grams).push(token));
      for (const gram of grams.length > 0 ? grams : singles) exact.add(gram);
      return;
    }
    const word = folded.slice(start, end);
    if (word.length > MAX_WORD) {
      cut = true;
      exact.add(cutWord(word));
    } else if (openEnd && end === folded.length) prefix = word;
    else exact.add(word);
  });
  const count = exact.size + (prefix === undefined ? 0 : 1);
  const whole = runs === 1 && count === 1 && !cut;
  const chosen = thin([...exact]);
  const decisive = whole && (prefix ?? chosen[0]) === folded;
  return prefix === undefined ? { exact: chosen, decisive } : { exact: chosen, prefix, decisive };
}

/** At most MAX_QUERY_TOKENS, spread over the whole. */
function thin(tokens: string[]): string[] {
  if (tokens.length <= MAX_QUERY_TOKENS) return tokens;
  const step = tokens.length / MAX_QUERY_TOKENS;
  return Array.from({ length: MAX_QUERY_TOKENS }, (_, i) => tokens[Math.floor(i * step)] as string);
}

const lexeme = (token: string): string => `'${token.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** Tokens as text for `$1::tsvector`, which takes them as they stand. */
export const tsvector = (tokens: readonly string[]): string => tokens.map(lexeme).join(' ');

/** The term as text for `$1::tsquery` (never `to_tsquery`, whose parser would cut the tokens anew); undefined without tokens. */
export function termTsquery(tokens: TermTokens): string | undefined {
  const parts = tokens.exact.map(lexeme);
  if (tokens.prefix !== undefined) parts.push(`${lexeme(tokens.prefix)}:*`);
  return parts.length === 0 ? undefined : parts.join(' & ');
}
