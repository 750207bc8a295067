/**
 * Folding: the one form in which texts are indexed, queried, rechecked and highlighted (SE1).
 *
 * It goes cluster by cluster (a code point with what combines with it) and never looks at the neighbours. Phrase-wise
 * Traditional→Simplified conversion would be nicer to read, but then the fold of a part need not be a part of the fold of
 * the whole, and a search for a part would miss.
 */
import { Converter } from 'opencc-js/t2cn';

/** Variants that the single-character tables leave to phrases, found by converting Simplified corpora there and back. */
// biome-ignore format: a table of pairs
const extraVariants: Record<string, string> = {
  著: '着', 妳: '你', 藉: '借', 覆: '复', 瞭: '了', 甦: '苏', 揹: '背', 幺: '么', 麽: '么', 祂: '他', 牠: '它',
  // Punctuation that keyboards and editors swap on their own.
  ς: 'σ', '’': "'", '‘': "'", '‛': "'", '′': "'", '“': '"', '”': '"', '‐': '-', '–': '-', '—': '-', '−': '-',
};

const toSimplified = [Converter({ from: 'tw', to: 'cn' }), Converter({ from: 'hk', to: 'cn' })];
const han = /^\p{Script=Han}$/u;
const latin = /^\p{Script=Latin}/u;
/** Invisible characters that people paste without knowing. */
const ignorable = /\p{Default_Ignorable_Code_Point}/gu;
/** What joins the code point before it: marks, half-width voicing marks, Hangul vowels and finals. */
const joining = /^[\p{M}\u1160-\u11ff\u314f-\u318e\uff9e\uff9f\uffc2-\uffdc]/u;

function simplify(char: string): string {
  const extra = extraVariants[char];
  if (extra !== undefined) return extra;
  if (!han.test(char)) return char;
  for (const convert of toSimplified) {
    const simple = convert(char);
    if (simple !== char) return simple;
  }
  return char;
}

function foldCluster(cluster: string): string {
  let s = cluster.normalize('NFKC').toLowerCase();
  // "jose" finds "José", and "İ" is an "i".
  if (latin.test(s)) s = s.normalize('NFD').replace(/\p{Mn}/gu, '');
  let out = '';
  for (const char of s.replace(ignorable, '')) out += simplify(char);
  return out;
}

const PLAIN = 1;
const JOINING = 2;
const SPACE = 3;
const SURROGATE = 4;
const kinds = new Uint8Array(65_536);
const folded: string[] = new Array<string>(65_536);

function kindOf(unit: number): number {
  const known = kinds[unit] as number;
  if (known !== 0) return known;
  const char = String.fromCharCode(unit);
  let kind = PLAIN;
  if (unit >= 0xd800 && unit <= 0xdfff) kind = SURROGATE;
  else if (/\s/u.test(char) && unit !== 0xfeff) kind = SPACE;
  else if (joining.test(char)) kind = JOINING;
  if (kind === PLAIN || kind === JOINING) folded[unit] = foldCluster(char);
  kinds[unit] = kind;
  return kind;
}

/** End of the run of white space, or of the cluster, that starts at `from`. */
function clusterEnd(text: string, from: number): number {
  let end = from + 1;
  if (kindOf(text.charCodeAt(from)) === SPACE) {
    while (end < text.length && kindOf(text.charCodeAt(end)) === SPACE) end++;
    return end;
  }
  if ((text.codePointAt(from) as number) > 0xffff) end++;
  // Thirty marks on one letter are enough; more is vandalism, and this bounds the work.
  for (const stop = end + 30; end < text.length && end < stop; end++) {
    if (kindOf(text.charCodeAt(end)) !== JOINING) break;
  }
  return end;
}

type Emit = (piece: string, start: number, end: number) => void;

function eachCluster(text: string, emit: Emit): void {
  const { length } = text;
  for (let i = 0; i < length; ) {
    const unit = text.charCodeAt(i);
    const kind = kindOf(unit);
    const next = i + 1;
    if (kind === PLAIN && (next === length || kindOf(text.charCodeAt(next)) !== JOINING)) {
      emit(folded[unit] as string, i, next);
      i = next;
      continue;
    }
    const end = clusterEnd(text, i);
    emit(kind === SPACE ? ' ' : foldCluster(text.slice(i, end)), i, end);
    i = end;
  }
}

/** NFKC, lower case, Latin accents off, Traditional→Simplified, white space to one blank, invisible characters out. */
export function fold(text: string): string {
  let out = '';
  eachCluster(text, (piece) => {
    out += piece;
  });
  return out;
}

export interface FoldedText {
  text: string;
  /** For each UTF-16 unit of `text`: where its cluster starts and ends in the original. */
  starts: Uint32Array;
  ends: Uint32Array;
}

/** As `fold`, with the way back to the original (UTF-16 offsets), for highlighting. */
export function foldWithOffsets(text: string): FoldedText {
  let out = '';
  const starts: number[] = [];
  const ends: number[] = [];
  eachCluster(text, (piece, start, end) => {
    out += piece;
    for (let i = 0; i < piece.length; i++) {
      starts.push(start);
      ends.push(end);
    }
  });
  return { text: out, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}
