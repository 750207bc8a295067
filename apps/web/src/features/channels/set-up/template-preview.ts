/** What a keyword of a template takes: all the words, a line of them, the contact's name, or words of its own. */
export const patterns = ['{text}', '{1}', '{2}', '{3}', '{4}', '{5}', '{name}'] as const;
export type Pattern = (typeof patterns)[number];

export const isPattern = (value: string): value is Pattern => (patterns as readonly string[]).includes(value);

/** What would stand in a keyword, as the house fills it in when it sends; undefined where a piece would be empty, and the vendor refuses it. */
export function filled(pattern: string, text: string, name: string): string | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  let missing = pattern.trim() === '';
  const words = pattern.replace(/\{(text|name|[1-9])\}/g, (_, what: string) => {
    const value = what === 'text' ? text.trim() : what === 'name' ? name : (lines[Number(what) - 1] ?? '');
    missing ||= value === '';
    return value;
  });
  return missing ? undefined : words;
}

/** A vendor's words in pieces: what stands as it is, and keywords. */
export function piecesOf(content: string): ({ words: string } | { keyword: string })[] {
  return content
    .trim()
    .split(/(\{\{\s*\w+\.DATA\s*\}\})/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const keyword = /^\{\{\s*(\w+)\.DATA/.exec(piece)?.[1];
      return keyword === undefined ? { words: piece } : { keyword };
    });
}

/** What the first keywords take at the beginning: a line each, in their order. */
export const usualFields = (keywords: readonly string[]): Record<string, string> =>
  Object.fromEntries(keywords.map((keyword, i) => [keyword, keywords.length === 1 ? '{text}' : `{${Math.min(i + 1, 9)}}`]));
