import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isTranslated, wordInChinese } from './error-words.ts';
import { errorCatalogue, problemOf } from './errors.ts';

const packages = fileURLToPath(new URL('../../', import.meta.url));

/** Words that actions put into errors, with the file that does. */
function wordsInUse(): { word: string; file: string }[] {
  const found: { word: string; file: string }[] = [];
  for (const folder of ['modules/src', 'platform/src']) {
    for (const file of readdirSync(join(packages, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || /\.test/.test(file)) continue;
      const source = readFileSync(join(packages, folder, file), 'utf8');
      for (const fault of source.matchAll(/(?:new Fault|problemOf)\(\s*'[\w-]+',\s*\{(.*?)\}/gs)) {
        for (const [, word] of fault[1]!.matchAll(/(?:what|reason|quota): '((?:[^'\\]|\\.)*)'/g))
          found.push({ word: word!, file });
        // A permission without a dot is no key of one, but a word.
        for (const [, word] of fault[1]!.matchAll(/permission: '(\w+)'/g)) found.push({ word: word!, file });
      }
      // Where a file has a function of its own that makes the fault of a field and a reason.
      for (const [, name] of source.matchAll(
        /const (\w+) = \((?:field: string, )?reason: string\)(?:: \w+)? =>\s*\{?\s*(?:throw )?new Fault/g,
      ))
        for (const [, word] of source.matchAll(new RegExp(`\\b${name}\\((?:'[\\w/]+', |\`[^\`]+\`, )?'([^']+)'\\)`, 'g')))
          found.push({ word: word!, file });
      for (const [, unit] of source.matchAll(/quota: `\$\{\w+\} ([^`]+)`/g)) found.push({ word: `50 ${unit}`, file });
    }
  }
  // What shapes say of themselves where they are not met.
  for (const file of readdirSync(join(packages, 'contract/src'), { encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /\.test|words\.ts$/.test(file)) continue;
    const source = readFileSync(join(packages, 'contract/src', file), 'utf8');
    for (const [, word] of source.matchAll(/(?:message: |\.(?:refine|regex)\([^'\n]*, )'([^']+)'/g))
      found.push({ word: word!, file });
  }
  return found;
}

describe('errors speak both languages', () => {
  it('every word an action puts into an error has its Chinese', () => {
    const inUse = wordsInUse();
    expect(inUse.length).toBeGreaterThan(50);
    expect(inUse.filter(({ word }) => !isTranslated(word))).toEqual([]);
  });

  it('every sentence has both languages, with the same places to fill', () => {
    const places = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const { en, zh } of Object.values(errorCatalogue)) {
      expect(places(zh)).toEqual(places(en));
      expect(zh).toMatch(/[\u4e00-\u9fff].*[。？]$/);
    }
  });

  it('between Han and Latin no space is typed: it is drawn', () => {
    const said = [...Object.values(errorCatalogue).map(({ zh }) => zh), ...wordsInUse().map(({ word }) => wordInChinese(word))];
    const gap = /\p{Script=Han} +[\p{Script=Latin}\d{]|[\p{Script=Latin}\d}%] +\p{Script=Han}/u;
    expect(said.filter((text) => gap.test(text))).toEqual([]);
  });

  it('a problem is told whole', () => {
    expect(problemOf('not-found', { what: 'conversation' }, 'zh-CN')).toEqual({
      type: 'urn:rapport:error:not-found',
      title: 'not-found',
      status: 404,
      code: 'not-found',
      detail: '找不到这个会话，或者你无权查看。',
      params: { what: 'conversation' },
    });
    expect(problemOf('quota-exceeded', { quota: '100 folders' }, 'zh-CN').detail).toContain('100个文件夹');
    expect(problemOf('weak-password', { reason: 'fewer than 10 characters' }, 'zh-CN').detail).toContain('少于10个字符');
    expect(problemOf('forbidden', { permission: 'author' }, 'zh-CN').detail).toContain('“作者”');
    expect(problemOf('not-found', { what: 'conversation' }, 'en').detail).toBe(
      'There is no such conversation, or you may not see it.',
    );
  });
});
