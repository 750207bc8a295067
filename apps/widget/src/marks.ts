/** A stretch of text with what it is; links are http, https and mailto only. */
export type Mark =
  | { kind: 'text' | 'strong' | 'emphasis' | 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'block'; text: string };

const address = /https?:\/\/[^\s<>"'，。；：！？）】》、]+[^\s<>"'，。；：！？）】》、.,;:!?)\]]/;
const patterns: [RegExp, (found: RegExpExecArray) => Mark][] = [
  [/```\w*\n([\s\S]+?)\n?```/, ([, text]) => ({ kind: 'block', text: text! })],
  [/`([^`\n]+)`/, ([, text]) => ({ kind: 'code', text: text! })],
  [
    /\[([^\]\n]{1,300})\]\(((?:https?:\/\/|mailto:)[^\s()]{1,2000})\)/,
    ([, text, href]) => ({ kind: 'link', text: text!, href: href! }),
  ],
  [address, ([text]) => ({ kind: 'link', text, href: text })],
  [/\*\*([^*\n]+)\*\*/, ([, text]) => ({ kind: 'strong', text: text! })],
  [/(?<![\w*])[*_]([^*_\n]+)[*_](?![\w*])/, ([, text]) => ({ kind: 'emphasis', text: text! })],
];

/** Of Markdown what a short answer needs: emphasis, code, links. All else is shown as it is written. Joined texts lose signs, never words. */
export function marksOf(source: string): Mark[] {
  const marks: Mark[] = [];
  let rest = source;
  while (rest !== '') {
    let first: { at: number; length: number; mark: Mark } | undefined;
    for (const [pattern, make] of patterns) {
      const found = pattern.exec(rest);
      if (found && (!first || found.index < first.at)) first = { at: found.index, length: found[0].length, mark: make(found) };
    }
    if (!first) break;
    if (first.at > 0) marks.push({ kind: 'text', text: rest.slice(0, first.at) });
    marks.push(first.mark);
    rest = rest.slice(first.at + first.length);
  }
  if (rest !== '') marks.push({ kind: 'text', text: rest });
  return marks;
}
