export interface Piece {
  text: string;
  kind: 'same' | 'added' | 'taken';
}

/** A character of a script without spaces, a word, or what lies between. */
const unit = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\p{L}\p{M}\p{N}_]+|\s+|./gsu;
/** Cells of the table that is filled in; beyond that the middle is told as taken out and put in. */
const mostCells = 1_000_000;

/** Lengths of the longest common parts of what is left of both, row by row. */
function lengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let k = b.length - 1; k >= 0; k--)
      table[i * width + k] =
        a[i] === b[k] ? table[(i + 1) * width + k + 1]! + 1 : Math.max(table[(i + 1) * width + k]!, table[i * width + k + 1]!);
  return table;
}

function middle(a: readonly string[], b: readonly string[]): Piece[] {
  if (a.length * b.length > mostCells)
    return [
      { text: a.join(''), kind: 'taken' },
      { text: b.join(''), kind: 'added' },
    ];
  const table = lengths(a, b);
  const width = b.length + 1;
  const pieces: Piece[] = [];
  let [i, k] = [0, 0];
  while (i < a.length || k < b.length) {
    if (i < a.length && k < b.length && a[i] === b[k]) {
      pieces.push({ text: a[i]!, kind: 'same' });
      i++;
      k++;
    } else if (k >= b.length || (i < a.length && table[(i + 1) * width + k]! >= table[i * width + k + 1]!))
      pieces.push({ text: a[i++]!, kind: 'taken' });
    else pieces.push({ text: b[k++]!, kind: 'added' });
  }
  return pieces;
}

/** What a text became, word by word, Chinese character by character. Joined without `added` it is the older, without `taken` the newer. */
export function differences(before: string, after: string): Piece[] {
  const a: readonly string[] = before.match(unit) ?? [];
  const b: readonly string[] = after.match(unit) ?? [];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const all: Piece[] = [
    { text: a.slice(0, head).join(''), kind: 'same' },
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    { text: a.slice(a.length - tail).join(''), kind: 'same' },
  ];
  const joined: Piece[] = [];
  for (const piece of all) {
    const last = joined.at(-1);
    if (piece.text === '') continue;
    if (last?.kind === piece.kind) last.text += piece.text;
    else joined.push({ ...piece });
  }
  return joined;
}
