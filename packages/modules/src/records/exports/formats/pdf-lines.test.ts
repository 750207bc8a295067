import { expect, test } from 'vitest';
import { type Covers, unitsOf } from './pdf-faces.ts';
import { linesOf } from './pdf-lines.ts';

/** A font of Chinese and ASCII, one of other letters, one of emoji. */
const covers: Covers = (face, code) =>
  face === 'emoji'
    ? code >= 0x1f300 || (code >= 0x20e3 && code < 0x2800 && code !== 0x2014) || (code >= 0x30 && code <= 0x39)
    : face === 'other'
      ? code < 0x250 || code === 0x2019
      : (code >= 0x20 && code < 0x7f) ||
        (code >= 0x3000 && code < 0xa000) ||
        (code >= 0xff00 && code < 0xfff0) ||
        code === 0xe9 ||
        code === 0x2014;

const drawn = (text: string) =>
  unitsOf(text, 'text', covers).map(({ face, text: one }) => `${face === 'text' ? '' : `${face}:`}${one}`);

/** Everything as wide as 1, Chinese and emoji as 2. */
const widthOf = ({ face, text }: { face: string; text: string }): number =>
  face === 'emoji' || text >= '\u2e80' ? 2 : text.length;
const broken = (text: string, room: number): string[] =>
  [...linesOf(unitsOf(text, 'text', covers), room, widthOf)].map(({ runs }) => runs.map((run) => run.text).join(''));

test('RE15 each character is drawn by a font that has it; what none has stands there by its code points', () => {
  expect(drawn('船期')).toEqual(['船', '期']);
  expect(drawn('cafe\u0301')).toEqual(['c', 'a', 'f', 'é']);
  expect(drawn('ž')).toEqual(['other:ž']);
  expect(drawn('a👍🏽👨‍👩‍👧❤️1️⃣')).toEqual(['a', 'emoji:👍🏽', 'emoji:👨‍👩‍👧', 'emoji:❤️', 'emoji:1️⃣']);
  expect(drawn('o’clock')).toEqual(['o', 'other:’', 'c', 'l', 'o', 'c', 'k']);
  expect(drawn('x\u0627\u0644y')).toEqual(['x', '[U+0627 U+0644]', 'y']);
  expect(drawn('\u202egpj.exe')).toEqual(['[U+202E]', 'g', 'p', 'j', '.', 'e', 'x', 'e']);
  expect(drawn('\u0007')).toEqual(['[U+0007]']);
  expect(drawn('\u0e01'.repeat(8))).toEqual([`[${Array(6).fill('U+0E01').join(' ')}]`, '[U+0E01 U+0E01]']);
});

test('RE15 lines end where Chinese and English lines may end, and long words are cut', () => {
  expect(broken('会议改到三点，请准时。', 12)).toEqual(['会议改到三', '点，请准时。']);
  expect(broken('他说（今天）不来', 6)).toEqual(['他说', '（今', '天）不', '来']);
  expect(broken('see you at three', 8)).toEqual(['see you ', 'at three']);
  expect(broken('https://example.com/aaaaaaaaaaaaaa', 12).join('')).toBe('https://example.com/aaaaaaaaaaaaaa');
  expect(broken('a'.repeat(30), 12)).toEqual(['a'.repeat(12), 'a'.repeat(12), 'a'.repeat(6)]);
  expect(broken('', 12)).toEqual(['']);
  expect(broken('船', 1)).toEqual(['船']);
});
