import { Converter } from 'opencc-js/t2cn';
import { pinyin, polyphonic } from 'pinyin-pro';

/** How a name is found and sorted. Kept beside the name and computed when it changes. */
export interface NameKeys {
  /** Compare by bytes (`collate "C"`): ICU orders pinyin differently between builds. */
  sortKey: string;
  /** The directory's heading: `A`–`Z`, or `#`. */
  heading: string;
  folded: string;
  /** One per Chinese character or word: what it is written as, and what it may be typed as. */
  units: { text: string; readings: string[] }[];
}

const toSimplified = Converter({ from: 'tw', to: 'cn' });
const isHan = /^\p{Script=Han}$/u;
const digraphs = ['zh', 'ch', 'sh'];
const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** NFKC, lower case, accents off, Traditional to Simplified, one blank for white space. */
export const foldName = (text: string): string =>
  toSimplified(
    text
      .normalize('NFKC')
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '')
      .normalize('NFC'),
  )
    .replace(/\s+/gu, ' ')
    .trim();

/** A reading and the ways to type its ü: lü is typed lv, lu, lyu. */
const spellings = (reading: string): string[] =>
  reading.includes('ü') ? ['v', 'u', 'yu'].map((typed) => reading.replace('ü', typed)) : [reading];

interface Unit {
  text: string;
  /** With the tone's number: what it sorts by. */
  tone: string;
  readings: string[];
}

/** Chinese characters each, everything else in words. */
function unitsOf(folded: string): Unit[] {
  // `surname: head`: 单, 曾, 查 and others are read differently as surnames.
  const tones = pinyin(folded, { toneType: 'num', type: 'array', surname: 'head' });
  const others = polyphonic(folded, { toneType: 'none', type: 'array' });
  const units: Unit[] = [];
  let open = false;
  Array.from(folded).forEach((char, i) => {
    if (isHan.test(char)) {
      const tone = tones[i] ?? char;
      const readings = unique([tone.replace(/\d$/, ''), ...(others[i] ?? [])].flatMap(spellings));
      units.push({ text: char, tone: tone.replace('ü', 'v'), readings: readings.filter((r) => /^[a-z]+$/.test(r)) });
      open = false;
      return;
    }
    const last = units.at(-1);
    const inWord = /[\p{L}\p{N}]/u.test(char);
    if (inWord && open && last) {
      last.text += char;
      last.tone = last.text;
      last.readings = [last.text];
    } else if (inWord) units.push({ text: char, tone: char, readings: [char] });
    open = inWord;
  });
  return units;
}

/** The keys of a display name. Names that begin with neither letter nor Chinese character sort last, under `#`. */
export function nameKeys(name: string): NameKeys {
  const folded = foldName(name);
  const units = unitsOf(folded);
  const first = units[0]?.tone.charAt(0) ?? '';
  const latin = /^[a-z]$/.test(first);
  const sorted = units.map(({ text, tone }) => (text === tone ? text : tone + text)).join(' ') || folded;
  return {
    sortKey: (latin ? '' : '~') + sorted,
    heading: latin ? first.toUpperCase() : '#',
    folded,
    units: units.map(({ text, readings }) => ({ text, readings })),
  };
}

/** A name made ready for matching: kept in memory, so that thousands are gone through at every keystroke. */
export interface Matchable {
  folded: string;
  /** The first reading of all units, joined. */
  full: string;
  /** What any unit may begin with. */
  begins: ReadonlySet<string>;
  /** Per unit what it may be typed as in whole, and the parts after which one may go on to the next. */
  units: { wholes: string[]; parts: string[] }[];
}

/** Makes stored keys ready for matching. */
export function matchable({ folded, units }: Pick<NameKeys, 'folded' | 'units'>): Matchable {
  const ready = units.map((unit) => {
    const wholes = unique([unit.text, ...unit.readings]);
    // Whole, its initial, or zh, ch, sh.
    const parts = wholes.flatMap((whole) => [whole, initialOf(whole), ...digraphs.filter((d) => whole.startsWith(d))]);
    return { wholes, parts: unique(parts) };
  });
  const begins = new Set(ready.flatMap(({ wholes }) => wholes.map(initialOf)));
  return { folded, full: units.map((unit) => unit.readings[0] ?? unit.text).join(''), begins, units: ready };
}

const initialOf = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0);

/** Whether `typed` is used up by the units from `first` on: wholes and initials, the last one perhaps only begun. */
function spells(units: Matchable['units'], first: number, typed: string): boolean {
  let reached = new Set([0]);
  for (let i = first; i < units.length; i++) {
    const { wholes, parts } = units[i]!;
    const next = new Set<number>();
    for (const at of reached) {
      const rest = typed.slice(at);
      if (wholes.some((whole) => whole.startsWith(rest))) return true;
      for (const part of parts) if (rest.startsWith(part)) next.add(at + part.length);
    }
    if (next.has(typed.length)) return true;
    if (next.size === 0) return false;
    reached = next;
  }
  return false;
}

/** What was typed, folded, made ready for many names. */
export interface Typed {
  folded: string;
  /** Without blanks and points: what is spelt. */
  joined: string;
  initial: string;
}
export function typedName(text: string): Typed {
  const folded = foldName(text);
  const joined = folded.replace(/[\s'·.-]+/gu, '');
  return { folded, joined, initial: initialOf(joined) };
}

/**
 * How well what was typed names this person: 0 not at all, 1 inside the name, 2 from a later word or character on, 3 from
 * the start, 4 the whole name. Finds 张三 by `zhangsan`, `zhs`, `zs`, `张s`, and 曉 by 晓.
 */
export function matchName(name: Matchable, wanted: Typed): 0 | 1 | 2 | 3 | 4 {
  if (wanted.folded === '') return 0;
  if (name.folded === wanted.folded) return 4;
  if (name.folded.startsWith(wanted.folded)) return 3;
  if (wanted.joined !== '' && name.begins.has(wanted.initial)) {
    if (wanted.joined === name.full) return 4;
    for (let unit = 0; unit < name.units.length; unit++) if (spells(name.units, unit, wanted.joined)) return unit === 0 ? 3 : 2;
  }
  return name.folded.includes(wanted.folded) ? 1 : 0;
}
