import { pinyin, polyphonic } from 'pinyin-pro';
import { fold } from './fold.ts';
import { classOf, GRAM, NONE } from './runs.ts';

/** How a person's name is found and sorted. Serialisable; computed once when the name changes. */
export interface NameKeys {
  /** For `ORDER BY … COLLATE "C"`: ICU orders pinyin differently between builds. */
  sortKey: string;
  /** The heading in a directory: `A`–`Z`, or `#`. */
  heading: string;
  /** `zhangsan`, `zs`: the first reading, for display and exports. */
  full: string;
  initials: string;
  folded: string;
  /** Per character (or Latin word) of the name, what it may be typed as. */
  units: { text: string; readings: string[] }[];
}

const MAX_NAME = 100;
const isHan = /^\p{Script=Han}$/u;
const digraphs = ['zh', 'ch', 'sh'];

/** A reading and the ways to type its ü: lü → lv, lu, lyu. */
function spellings(reading: string): string[] {
  if (!reading.includes('ü')) return [reading];
  return [reading.replace('ü', 'v'), reading.replace('ü', 'u'), reading.replace('ü', 'yu')];
}

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** Han characters each, everything else in words. */
function unitsOf(folded: string): { text: string; tone: string; readings: string[] }[] {
  const chars = Array.from(folded);
  const named = pinyin(folded, { toneType: 'num', type: 'array', surname: 'head' });
  const all = polyphonic(folded, { toneType: 'none', type: 'array' });
  const units: { text: string; tone: string; readings: string[] }[] = [];
  let wordKind = NONE;
  chars.forEach((char, i) => {
    const kind = classOf(char.codePointAt(0) as number);
    if (isHan.test(char)) {
      const tone = named[i] ?? char;
      const readings = unique([tone.replace(/\d$/, ''), ...(all[i] ?? [])].flatMap(spellings)).filter((r) => /^[a-z]+$/.test(r));
      units.push({ text: char, tone: tone.replace('ü', 'v'), readings });
      wordKind = NONE;
      return;
    }
    const last = units.at(-1);
    if (kind !== NONE && kind === wordKind && kind !== GRAM && last) {
      last.text += char;
      last.tone = last.text;
      last.readings = [last.text];
    } else if (kind !== NONE) units.push({ text: char, tone: char, readings: [char] });
    wordKind = kind;
  });
  return units;
}

/** The keys of a name. Polyphonic surnames sort by their reading as surnames (单 shàn, 曾 zēng) and are found by every reading. */
export function nameKeys(name: string): NameKeys {
  const folded = fold(name).trim().slice(0, MAX_NAME);
  const units = unitsOf(folded);
  const first = units[0]?.tone.charAt(0) ?? '';
  const latin = /^[a-z]/.test(first);
  const sorted = units.map(({ text, tone }) => (text === tone ? text : tone + text)).join(' ');
  return {
    sortKey: `${latin ? '' : '~'}${sorted === '' ? folded : sorted}`,
    heading: latin ? first.toUpperCase() : '#',
    full: units.map((unit) => unit.readings[0] ?? unit.text).join(''),
    initials: units.map((unit) => Array.from(unit.readings[0] ?? unit.text)[0]).join(''),
    folded,
    units: units.map(({ text, readings }) => ({ text, readings })),
  };
}

/** The ways to type one unit before going on to the next: whole, its initial, or zh, ch, sh. */
function partsOf(unit: NameKeys['units'][number]): string[] {
  const parts = [unit.text, ...unit.readings].flatMap((reading) => [
    reading,
    Array.from(reading)[0] as string,
    ...digraphs.filter((d) => reading.startsWith(d)),
  ]);
  return unique(parts);
}

/** True when `typed` is used up by the units from `first` on: wholes and initials, the last one perhaps only begun. */
function spells(units: NameKeys['units'], first: number, typed: string): boolean {
  let reached = new Set([0]);
  for (const unit of units.slice(first)) {
    const next = new Set<number>();
    const parts = partsOf(unit);
    for (const at of reached) {
      const rest = typed.slice(at);
      if ([unit.text, ...unit.readings].some((reading) => reading.startsWith(rest))) return true;
      for (const part of parts) if (rest.startsWith(part)) next.add(at + part.length);
    }
    if (next.has(typed.length)) return true;
    if (next.size === 0) return false;
    reached = next;
  }
  return false;
}

/**
 * How well what was typed names this person: 0 not at all, 1 inside the name, 2 from a later word or character on,
 * 3 from the start, 4 the whole name. Traditional, Simplified, pinyin (full, begun or initials), mixed: "张san", "zhs", "ouyn".
 */
export function matchName(keys: NameKeys, typed: string): 0 | 1 | 2 | 3 | 4 {
  const wanted = fold(typed).trim().slice(0, MAX_NAME);
  if (wanted === '') return 0;
  if (keys.folded === wanted) return 4;
  if (keys.folded.startsWith(wanted)) return 3;
  const joined = wanted.replace(/[\s'·.-]+/gu, '');
  if (joined === '') return 0;
  if (joined === keys.full) return 4;
  for (let unit = 0; unit < keys.units.length; unit++) {
    if (spells(keys.units, unit, joined)) return unit === 0 ? 3 : 2;
  }
  return keys.folded.includes(wanted) ? 1 : 0;
}
