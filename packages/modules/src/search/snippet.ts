import { foldWithOffsets } from './fold.ts';
import { findNeedle, type Needle } from './matches.ts';

/** UTF-16 offsets into the original text, end exclusive. */
export type Range = readonly [start: number, end: number];

export interface Snippet {
  /** The part of the original shown, and where it stands in it. */
  text: string;
  start: number;
  end: number;
  /** The original goes on before or after: show an ellipsis there. */
  cutBefore: boolean;
  cutAfter: boolean;
  /** To be highlighted: offsets into the ORIGINAL text, ascending, apart from each other, inside [start, end). */
  ranges: Range[];
}

const MAX_HITS = 400;
/** How far a cut may move to fall on white space instead of inside a word. */
const SLACK = 12;

interface Hit {
  start: number;
  end: number;
  needle: number;
}

function hitsOf(text: string, needles: readonly Needle[]): Hit[] {
  const folded = foldWithOffsets(text);
  const hits: Hit[] = [];
  needles.forEach((needle, index) => {
    let at = findNeedle(folded.text, needle);
    for (let n = 0; at >= 0 && n < MAX_HITS; n++) {
      const last = at + needle.folded.length - 1;
      hits.push({ start: folded.starts[at] as number, end: folded.ends[last] as number, needle: index });
      at = findNeedle(folded.text, needle, last + 1);
    }
  });
  return hits.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** The hit from which a window of `width` holds most distinct needles, the earliest of these. */
function bestHit(hits: readonly Hit[], width: number): Hit | undefined {
  const inside = new Map<number, number>();
  let best: Hit | undefined;
  let most = 0;
  let right = 0;
  for (const [left, hit] of hits.entries()) {
    for (; right < hits.length && (hits[right] as Hit).end <= hit.start + width; right++) {
      const { needle } = hits[right] as Hit;
      inside.set(needle, (inside.get(needle) ?? 0) + 1);
    }
    if (inside.size > most) {
      most = inside.size;
      best = hit;
    }
    if (left < right) {
      const remaining = (inside.get(hit.needle) ?? 1) - 1;
      if (remaining === 0) inside.delete(hit.needle);
      else inside.set(hit.needle, remaining);
    } else right = left + 1;
  }
  return best ?? hits[0];
}

const splitsCharacter = (text: string, at: number): boolean =>
  at > 0 &&
  at < text.length &&
  (/^[\udc00-\udfff]/.test(text.slice(at, at + 1)) || /^(?:\p{M}|\u200d)/u.test(text.slice(at, at + 2)));

/** Moves a cut outwards off the middle of a character, or to white space close by. `by` is the direction outwards. */
function cutAt(text: string, wanted: number, by: -1 | 1): number {
  let at = Math.min(Math.max(wanted, 0), text.length);
  for (let i = 0; i < SLACK; i++) {
    const probe = at + i * by;
    if (probe <= 0 || probe >= text.length) return Math.min(Math.max(probe, 0), text.length);
    if (/\s/.test(text.charAt(by < 0 ? probe - 1 : probe))) return probe;
  }
  while (splitsCharacter(text, at)) at += by;
  return at;
}

function merge(hits: readonly Hit[], start: number, end: number): Range[] {
  const ranges: [number, number][] = [];
  for (const hit of hits) {
    if (hit.start < start || hit.end > end) continue;
    const last = ranges.at(-1);
    if (last && hit.start <= last[1]) last[1] = Math.max(last[1], hit.end);
    else ranges.push([hit.start, hit.end]);
  }
  return ranges;
}

/** The part of `text` (about `width` UTF-16 units) that shows most of what was looked for, with the places to highlight. */
export function makeSnippet(text: string, needles: readonly Needle[], width = 120): Snippet {
  const hits = hitsOf(text, needles);
  const best = bestHit(hits, Math.max(20, Math.floor(width * 0.75)));
  let start = 0;
  let end = text.length;
  if (text.length > width) {
    const lead = best ? Math.max(0, best.start - Math.floor(width / 4)) : 0;
    const from = Math.min(lead, text.length - width);
    start = cutAt(text, from, -1);
    end = cutAt(text, Math.max(from + width, best?.end ?? 0), 1);
  }
  return {
    text: text.slice(start, end),
    start,
    end,
    cutBefore: start > 0,
    cutAfter: end < text.length,
    ranges: merge(hits, start, end),
  };
}
