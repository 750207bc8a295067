import type { Words } from './archive-talk.ts';

/** What is searched for; `kind` groups terms whose times are told together. */
export interface Term {
  kind: 'Chinese, 2' | 'Chinese, 4' | 'English' | 'two words' | 'nothing';
  /** How often it is said: the words of an archive follow Zipf's law. */
  said: 'often' | 'sometimes' | 'rarely' | 'never';
  text: string;
  /** The same as the index has it (for the limit), and as a part of the text has it (for brute force; a blank before means a word's start). */
  tsquery: string;
  parts: string[];
}

const quoted = (token: string): string => `'${token}'`;

/** Two neighbouring characters at a time. */
function pairsOf(text: string): string[] {
  const all = [...text];
  return all.length < 2 ? all : all.slice(1).map((c, i) => `${all[i]}${c}`);
}

const chinese = (text: string): Pick<Term, 'text' | 'tsquery' | 'parts'> => ({
  text,
  tsquery: pairsOf(text).map(quoted).join(' & '),
  parts: [text],
});
const english = (text: string): Pick<Term, 'text' | 'tsquery' | 'parts'> => ({
  text,
  tsquery: `${quoted(text)}:*`,
  parts: [` ${text}`],
});

/** Terms of every kind, from the most frequent words to what nobody ever said. */
export function termsOf(words: Words): Term[] {
  const two = words.chinese.filter((w) => w.length === 2);
  const four = words.chinese.filter((w) => w.length === 4);
  const latin = words.english.filter((w) => w.length >= 4);
  const from = (list: string[], ranks: number[]): string[] => ranks.map((rank) => list[Math.floor(rank * list.length)]!);
  const often = [0, 0.0002, 0.0005, 0.001];
  const sometimes = [0.01, 0.02, 0.04, 0.06, 0.1];
  const rarely = [0.3, 0.5, 0.7, 0.85, 0.99];
  const levels = [
    ['often', often],
    ['sometimes', sometimes],
    ['rarely', rarely],
  ] as const;
  return [
    ...levels.flatMap(([said, ranks]) => [
      ...from(two, ranks).map((w): Term => ({ kind: 'Chinese, 2', said, ...chinese(w) })),
      ...from(four, ranks).map((w): Term => ({ kind: 'Chinese, 4', said, ...chinese(w) })),
      ...from(latin, ranks).map((w): Term => ({ kind: 'English', said, ...english(w) })),
    ]),
    // Frequent words in a row: their pairs are common, the whole is not.
    ...[0, 1, 2].map((n): Term => ({ kind: 'Chinese, 4', said: 'rarely', ...chinese(`${two[n]}${two[n + 3]}`) })),
    ...from(two, sometimes.slice(0, 3)).map((w, n): Term => {
      const [a, b] = [chinese(two[n]!), chinese(w)];
      return {
        kind: 'two words',
        said: 'sometimes',
        text: `${a.text} ${b.text}`,
        tsquery: `${a.tsquery} & ${b.tsquery}`,
        parts: [...a.parts, ...b.parts],
      };
    }),
    { kind: 'nothing', said: 'never', ...chinese('龘靐齉爩') },
    { kind: 'nothing', said: 'never', ...english('qxzvwkjj') },
  ];
}
