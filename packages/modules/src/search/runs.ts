/** Folded text cut into runs of one script class: the common ground of tokens and recheck (SE2). */

/** Neither letter nor digit: punctuation, white space, emoji. */
export const NONE = 1;
/** Scripts written without spaces between words: Han, kana, Hangul, bopomofo, Thai, Lao, Khmer, Myanmar. */
export const GRAM = 2;
/** Letters of scripts that do set spaces: Latin, Cyrillic, Greek, Arabic … and their marks. */
export const LETTER = 3;
export const DIGIT = 4;

const gram =
  /^(?=[\p{L}\p{M}\p{Nl}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const letter = /^[\p{L}\p{M}]/u;
const digit = /^\p{N}/u;

const classes = new Uint8Array(65_536);

function classify(codePoint: number): number {
  const char = String.fromCodePoint(codePoint);
  if (gram.test(char)) return GRAM;
  if (letter.test(char)) return LETTER;
  return digit.test(char) ? DIGIT : NONE;
}

/** The script class of a code point. */
export function classOf(codePoint: number): number {
  if (codePoint > 0xffff) return classify(codePoint);
  const known = classes[codePoint] as number;
  if (known !== 0) return known;
  const found = classify(codePoint);
  classes[codePoint] = found;
  return found;
}

/** The code point that ends just before `index`, or undefined at the start. */
export function codePointBefore(text: string, index: number): number | undefined {
  if (index <= 0) return undefined;
  const low = text.charCodeAt(index - 1);
  if (low >= 0xdc00 && low <= 0xdfff && index > 1) {
    const pair = text.codePointAt(index - 2) as number;
    if (pair > 0xffff) return pair;
  }
  return low;
}

/** Calls `visit(class, start, end)` for each run of letters, digits or grams, in order; the rest is passed over. */
export function eachRun(folded: string, visit: (kind: number, start: number, end: number) => void): void {
  let kind = NONE;
  let start = 0;
  let i = 0;
  while (i < folded.length) {
    const codePoint = folded.codePointAt(i) as number;
    const next = classOf(codePoint);
    if (next !== kind) {
      if (kind !== NONE) visit(kind, start, i);
      kind = next;
      start = i;
    }
    i += codePoint > 0xffff ? 2 : 1;
  }
  if (kind !== NONE) visit(kind, start, folded.length);
}
