import { describe, expect, it } from 'vitest';
import { type FormatName, formatted } from './format.ts';

/** Selections are written with `[` and `]`. */
function apply(given: string, name: FormatName): string {
  const from = given.indexOf('[');
  const to = given.indexOf(']') - 1;
  const text = given.replace('[', '').replace(']', '');
  const change = formatted(text, from, to, name);
  const next = text.slice(0, change.from) + change.text + text.slice(change.to);
  const [a, b] = change.select;
  return `${next.slice(0, a)}‹${next.slice(a, b)}›${next.slice(b)}`;
}

describe('formats', () => {
  it.each<[string, FormatName, string]>([
    ['你[好]啊', 'bold', '你**‹好›**啊'],
    ['你**[好]**啊', 'bold', '你‹好›啊'],
    ['a [b ]c', 'italic', 'a *‹b›* c'],
    ['**[b]**', 'italic', '***‹b›***'],
    ['***[b]***', 'italic', '**‹b›**'],
    ['[]', 'strike', '~~‹›~~'],
    ['run [ls]', 'code', 'run `‹ls›`'],
    ['[x]', 'codeBlock', '```‹›\nx\n```'],
    ['see [a```b] end', 'codeBlock', 'see \n````‹›\na```b\n````\n end'],
    ['[docs]', 'link', '[docs](‹https://›)'],
    ['[https://a.example/x]', 'link', '[‹›](https://a.example/x)'],
    ['one\n[two\nthree]', 'bullets', 'one\n‹- two\n- three›'],
    ['[- two\n- three]', 'bullets', '‹two\nthree›'],
    ['[a\nb]', 'numbers', '‹1. a\n2. b›'],
    ['said[]', 'quote', '> said‹›'],
  ])('%j %s', (given, name, expected) => {
    // Brackets of a link are not the selection's.
    expect(apply(given, name)).toBe(expected);
  });
});
