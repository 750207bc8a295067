import { processorTime } from '@rapport/dev/processor-time';
import { expect, it } from 'vitest';
import { firstLink } from './first-link.ts';

it.each([
  ['see https://a.example/x.', 'https://a.example/x'],
  ['（见https://a.example/路径，谢谢）', 'https://a.example/%E8%B7%AF%E5%BE%84'],
  ['看https://a.example/?q=1。然后', 'https://a.example/?q=1'],
  ['[words](https://a.example/b_(c)) and', 'https://a.example/b_(c)'],
  ['[words](https://a.example/b)(c)', 'https://a.example/b'],
  ['(https://en.wikipedia.example/wiki/Rust_(language))', 'https://en.wikipedia.example/wiki/Rust_(language)'],
  ['**https://a.example/bold**', 'https://a.example/bold'],
  ['<https://a.example/auto>', 'https://a.example/auto'],
  ['`https://code.example` then http://B.example', 'http://b.example/'],
  ['```\nhttps://code.example\n```\nno more', undefined],
  ['> https://quoted.example\nhttps://own.example', 'https://own.example/'],
  ['https://me:secret@a.example/', undefined],
  ['https://', undefined],
  ['ftp://a.example', undefined],
  ['nothing', undefined],
])('CV18 the first link of %j is %j', (text, url) => {
  expect(firstLink(text)).toBe(url);
});

it.each([')', ']', '.'])('CV18 a link with a tail of thousands of %j costs no time', (tail) => {
  const spent = processorTime(() => expect(firstLink(`https://a.example/${tail.repeat(19_000)}`)).toBeUndefined());
  expect(spent).toBeLessThan(250);
});
