import type { SearchDocument } from './document.ts';
import { fold } from './fold.ts';
import { findNeedle, type Needle } from './matches.ts';

/** Occurrences of one word after which more of them say nothing. */
const enough = 5;
/** A word in a title, or in the name of a file, says more of what it is about than one in passing. */
const inTitle = 4;

function occurrences(folded: string, needle: Needle): number {
  let found = 0;
  for (let at = findNeedle(folded, needle); at >= 0 && found < enough; at = findNeedle(folded, needle, at + 1)) found++;
  return found;
}

/**
 * How much a record is about what is looked for: how often the words occur, against how long it is, and whether they name it.
 * Comparable within one search only.
 */
export function relevance(
  { plain, attachments, whole }: SearchDocument,
  title: string | undefined,
  needles: readonly Needle[],
): number {
  const text = fold(whole);
  const names = [title ?? '', ...attachments.map(({ name }) => name)].map(fold);
  // Short messages of nothing but the word would win over everything that says something about it.
  const length = Math.log2(64 + plain.length);
  return needles.reduce((sum, needle) => {
    const named = names.some((name) => findNeedle(name, needle) >= 0);
    return sum + occurrences(text, needle) / length + (named ? inTitle : 0);
  }, 0);
}
