import { nameKeys, typedName } from '../people/index.ts';

type Unit = ReturnType<typeof nameKeys>['units'][number];

/** Words of a name from which it is found; the rest of a longer one counts with the last. */
const mostWords = 12;

/** What a search may begin with to find this name: itself, its pinyin and its initials, from each word on. */
export function keysOfName(name: string): string[] {
  const { units } = nameKeys(name);
  const spelt = (from: number, of: (unit: Unit) => string): string => units.slice(from).map(of).join('');
  const keys = units
    .slice(0, mostWords)
    .flatMap((_, from) => [
      spelt(from, (u) => u.text),
      spelt(from, (u) => u.readings[0] ?? u.text),
      spelt(from, (u) => String.fromCodePoint((u.readings[0] ?? u.text).codePointAt(0)!)),
    ]);
  return [...new Set(keys.filter((key) => key !== '').map((key) => key.slice(0, 120)))];
}

const bare = (text: string): string => text.trim().toLowerCase().replace(/^\+/, '');

/** The same for a handle: numbers also without their country. */
export const keysOfHandle = (value: string): string[] => [
  bare(value).slice(0, 120),
  ...(value.startsWith('+86') ? [value.slice(3)] : []),
];

/** What is typed, as keys begin: as a name, and as a handle. */
export function prefixesOf(text: string): string[] {
  const { joined } = typedName(text);
  return [...new Set([joined, bare(text).replace(/^(\d[\d\s()-]*)$/, (digits) => digits.replace(/\D/g, ''))])].filter(
    (p) => p !== '',
  );
}
