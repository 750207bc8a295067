/** Characters of a message shown in lists. */
export const excerptLength = 200;

/** The beginning of a text, counted in code points as PostgreSQL's `left()` counts. */
export function excerptOf(text: string): string {
  if (text.length <= excerptLength) return text;
  let end = 0;
  for (let i = 0; i < excerptLength && end < text.length; i++) end += text.codePointAt(end)! > 0xffff ? 2 : 1;
  return text.slice(0, end);
}
