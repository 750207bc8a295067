import type { Unit } from './pdf-faces.ts';

/** A line as it is drawn: stretches of one face each, and how wide it is. */
export interface Line {
  runs: Unit[];
  width: number;
}

const wide = /^[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/;
// Chinese typesetting (GB/T 15834, CLREQ): these begin no line, those end none.
const endsOnly = new Set('、。，．：；？！）】》」』〉”’…—·％)]},.!?:;%');
const beginsOnly = new Set('（【《「『〈“‘([{');
const breaksAfter = new Set(' -/?&=');

const isWide = ({ face, text }: Unit): boolean => face === 'emoji' || wide.test(text);

/** Whether a line may end between these two. */
function mayBreak(before: Unit, after: Unit): boolean {
  if (endsOnly.has(after.text) || beginsOnly.has(before.text)) return false;
  if (after.text === ' ') return false;
  return breaksAfter.has(before.text) || isWide(before) || isWide(after);
}

function lineOf(units: readonly Unit[], widthOf: (unit: Unit) => number): Line {
  const runs: Unit[] = [];
  let width = 0;
  for (const unit of units) {
    width += widthOf(unit);
    const last = runs.at(-1);
    if (last?.face === unit.face) last.text += unit.text;
    else runs.push({ ...unit });
  }
  return { runs, width };
}

/** Where a line that is full ends: at the last place allowed, or where it is full when there is none. */
function cutOf(line: readonly Unit[], next: Unit): number {
  for (let at = line.length; at > 0; at--) if (mayBreak(line[at - 1]!, line[at] ?? next)) return at;
  return line.length;
}

/** One paragraph as lines no wider than `room`; a single character that is wider has a line of its own. An empty one is an empty line. */
export function* linesOf(units: readonly Unit[], room: number, widthOf: (unit: Unit) => number): Generator<Line> {
  let line: Unit[] = [];
  let width = 0;
  for (const unit of units) {
    const more = widthOf(unit);
    // A space at the end of a line takes no room.
    if (width + more > room && line.length > 0 && unit.text !== ' ') {
      const cut = cutOf(line, unit);
      yield lineOf(line.slice(0, cut), widthOf);
      line = line.slice(cut);
      width = line.reduce((sum, one) => sum + widthOf(one), 0);
    }
    line.push(unit);
    width += more;
  }
  yield lineOf(line, widthOf);
}
