import { fold } from './fold.ts';
import { classOf, codePointBefore, GRAM, NONE } from './runs.ts';

/** What is looked for, folded. */
export interface Needle {
  folded: string;
  /** A word at the end may go on in the text: "repo" finds "report". False inside closed quotation marks. */
  openEnd: boolean;
}

const splitsPair = (text: string, at: number): boolean =>
  at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff && (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** True when a word begins or ends at `at`: the code points around it do not belong to one word. */
function isBoundary(text: string, at: number): boolean {
  if (splitsPair(text, at)) return false;
  const left = codePointBefore(text, at);
  const right = text.codePointAt(at);
  if (left === undefined || right === undefined) return true;
  const kind = classOf(right);
  return kind === NONE || kind === GRAM || classOf(left) !== kind;
}

/** Where the needle stands in a folded text at or after `from`, or -1. Words match at a word's start (SE3). */
export function findNeedle(folded: string, needle: Needle, from = 0): number {
  const { length } = needle.folded;
  if (length === 0) return -1;
  for (let at = folded.indexOf(needle.folded, from); at >= 0; at = folded.indexOf(needle.folded, at + 1)) {
    const end = at + length;
    if (!isBoundary(folded, at) || splitsPair(folded, end)) continue;
    if (needle.openEnd || isBoundary(folded, end)) return at;
  }
  return -1;
}

/** The recheck (SE3): the text truly has every wanted needle and none of the excluded. */
export function matchesText(text: string, wanted: readonly Needle[], excluded: readonly Needle[]): boolean {
  if (wanted.length === 0 && excluded.length === 0) return true;
  const folded = fold(text);
  return wanted.every((needle) => findNeedle(folded, needle) >= 0) && excluded.every((needle) => findNeedle(folded, needle) < 0);
}
