/** Code and quoted lines are not what the sender points at. */
const code = /(`{3,})[\s\S]*?(?:\1|$)|(`+)(?!`)[\s\S]*?[^`]\2(?!`)/g;
const quoted = /^ {0,3}>.*$/gm;
/** Up to white space, quotes, angle brackets, or the punctuation of Chinese and Japanese sentences. */
const link =
  /https?:\/\/[^\s<>"'`\\^{|}\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u2018-\u201f\u2026]+/i;
const maxLength = 2000;

const count = (text: string, char: string): number => text.split(char).length - 1;

/** Punctuation that ends the sentence, or closes a bracket opened before the link, is not part of it. */
function withoutTail(found: string): string {
  let url = found;
  for (;;) {
    const last = url.at(-1) ?? '';
    const opening = last === ')' ? '(' : last === ']' ? '[' : '';
    const unmatched = opening !== '' && count(url, last) > count(url, opening);
    if (!unmatched && !/[.,;:!?*_~]/.test(last)) return url;
    url = url.slice(0, -1);
  }
}

/** The inside of `[words](address)` ends at its bracket, whatever follows. */
function insideBrackets(text: string, at: number, found: string): string {
  if (text[at - 1] !== '(' || text[at - 2] !== ']') return found;
  let depth = 0;
  for (let i = 0; i < found.length; i++) {
    if (found[i] === '(') depth++;
    if (found[i] === ')' && depth-- === 0) return found.slice(0, i);
  }
  return found;
}

/** The first web address in a Markdown text, in its normal form; undefined when there is none that can be asked. */
export function firstLink(markdown: string): string | undefined {
  const text = markdown.replace(code, ' ').replace(quoted, ' ');
  const match = link.exec(text);
  if (!match) return undefined;
  const whole = insideBrackets(text, match.index, match[0]);
  // Before its tail is looked at: thousands of brackets would hold the house up.
  if (whole.length > maxLength) return undefined;
  const found = withoutTail(whole);
  if (!URL.canParse(found)) return undefined;
  const url = new URL(found);
  return url.username || url.password || !url.hostname ? undefined : url.href;
}
