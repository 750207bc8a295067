import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allWords } from './words.ts';
import type { Phrase } from './words-of.ts';

const phrases = Object.entries(allWords).flatMap(([feature, words]) =>
  Object.entries(words as Record<string, Phrase>).map(([key, phrase]) => ({ name: `${feature}:${key}`, phrase })),
);
const holes = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/words|\.test\./.test(entry.name) ? [path] : [];
  });
}

describe('words in both languages', () => {
  it('every phrase has both, with the same holes', () => {
    for (const { name, phrase } of phrases) {
      expect(phrase[0].trim(), name).not.toBe('');
      expect(phrase[1].trim(), name).not.toBe('');
      expect(holes(phrase[1]), name).toEqual(holes(phrase[0]).filter((h) => h !== '{{s}}'));
    }
  });

  it('Chinese is Chinese: full-width punctuation, 你 inside, no spaces put between scripts by hand', () => {
    for (const { name, phrase } of phrases) {
      // What is typed into the search field, and how names are sorted, is not prose.
      if (/:(example|sortKey)/.test(name)) continue;
      const zh = phrase[1];
      expect(zh, name).not.toMatch(/\p{Script=Han}[,;:?!()]|[,;:?!()]\p{Script=Han}/u);
      // The gap between Han and Latin is drawn (text-autospace), never typed.
      expect(zh, name).not.toMatch(/\p{Script=Han} +[\p{Script=Latin}\d{@#]|[\p{Script=Latin}\d}%@/] +\p{Script=Han}/u);
      expect(zh, name).not.toContain('您');
    }
  });

  it('no key is asked for that no language has', () => {
    const known = new Set(phrases.map((p) => p.name.replace(/_(one|other)$/, '')));
    const missing: string[] = [];
    for (const path of sources(join(import.meta.dirname, '..'))) {
      const text = readFileSync(path, 'utf8');
      const spoken = [...text.matchAll(/useTranslation\(\[?([^)\]]*)/g)].flatMap(([, names = '']) =>
        [...names.matchAll(/'(\w+)'/g)].map((m) => m[1] ?? ''),
      );
      // Also of `t(open ? 'close' : 'open')`: each word in quotes before the call ends or its holes begin.
      const asked = [...text.matchAll(/\bt\(([^(){}]*)/g)].flatMap(([, given = '']) =>
        [...given.matchAll(/(?:^|[?:,]|\|\||\?\?)\s*'([\w:]+)'/g)].map((found) => found[1] ?? ''),
      );
      for (const key of asked) {
        const names = key.includes(':') ? [key] : (spoken.length > 0 ? spoken : ['app']).map((ns) => `${ns}:${key}`);
        if (!names.some((n) => known.has(n))) missing.push(`${path}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('no phrase is kept that nobody asks for', () => {
    const code = sources(join(import.meta.dirname, '..'))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const unused = phrases
      .map(({ name }) => name.replace(/_(one|other)$/, ''))
      .filter((name) => !new RegExp(`['":\`]${name.split(':')[1]}['"\`]`).test(code));
    expect(unused).toEqual([]);
  });

  it('no Chinese is written into a component past the words', () => {
    const stray = sources(join(import.meta.dirname, '..')).filter((path) => {
      const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return /\p{Script=Han}/u.test(code) && !/emoji-list/.test(path);
    });
    expect(stray).toEqual([]);
  });
});
