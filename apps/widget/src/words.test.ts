import { describe, expect, it } from 'vitest';
import { allWords } from './words.ts';

const holes = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe('words of the widget', () => {
  it('have the same holes in both languages', () => {
    for (const [key, zh] of Object.entries(allWords.zh))
      expect(holes(zh), key).toEqual(holes(allWords.en[key as keyof typeof allWords.en]));
  });

  it('Chinese is Chinese: full-width punctuation, 您 towards customers, no spaces put between scripts by hand', () => {
    for (const [key, zh] of Object.entries(allWords.zh)) {
      expect(zh, key).not.toMatch(/\p{Script=Han}[,;:?!()]|[,;:?!()]\p{Script=Han}/u);
      expect(zh, key).not.toMatch(/\p{Script=Han} +[\p{Script=Latin}\d{]|[\p{Script=Latin}\d}%] +\p{Script=Han}/u);
      expect(zh, key).not.toContain('你');
    }
  });
});
