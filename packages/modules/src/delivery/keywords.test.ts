import { processorTime } from '@rapport/dev/processor-time';
import { expect, it } from 'vitest';
import { KeywordIndex } from './keywords.ts';

const index = new KeywordIndex([
  { user: 'ann', word: 'Art' },
  { user: 'bao', word: '合同' },
  { user: 'bao', word: 'ＱＱ营销' },
  { user: 'cai', word: '急' },
  { user: 'dan', word: 'release  notes' },
  { user: 'eva', word: 'c++' },
  { user: 'fay', word: 'ART' },
  { user: 'gil', word: 'ca5e' },
  { user: 'hua', word: '😀' },
]);
const who = (text: string) => [...index.usersOf(text)].sort();

it.each([
  ['ART is a word', ['ann', 'fay']],
  ['the party started', []],
  ['art', ['ann', 'fay']],
  ['看art吧', ['ann', 'fay']],
  ['请看合同吧', ['bao']],
  ['QQ营销方案', ['bao']],
  ['QQQ营销', []],
  ['很急', ['cai']],
  ['the Release\nNotes are out', ['dan']],
  ['written in C++ or so', ['eva']],
  ['objc++', []],
  ['<@0198ca5e-0000-7000-8000-00000000ca5e> hello', []],
  ['so 😀!', ['hua']],
  ['', []],
])('DE5 keywords in %j call %j', (text, users) => {
  expect(who(text)).toEqual(users);
});

it('DE5 a long text against many keywords takes little time', () => {
  const many = new KeywordIndex(Array.from({ length: 20_000 }, (_, i) => ({ user: `u${i}`, word: `project ${i}` })));
  const text = 'nothing to see here 项目进展顺利 '.repeat(600).slice(0, 20_000);
  const spent = processorTime(() => expect(many.usersOf(`${text} project 777.`)).toEqual(new Set(['u777'])));
  expect(spent).toBeLessThan(200);
});
