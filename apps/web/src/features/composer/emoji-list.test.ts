import { emojiOnly } from '@rapport/ui';
import { describe, expect, it } from 'vitest';
import { emojiList, findEmoji, quickReactions } from './emoji-list.ts';

describe('emoji', () => {
  it('every entry is one emoji with words in both languages', () => {
    for (const { emoji, en, zh, pinyin } of emojiList) {
      expect(emojiOnly(emoji), emoji).toBe(1);
      expect(en, emoji).toMatch(/^[a-z0-9+ -]+$/);
      expect(pinyin.split(' ').length, emoji).toBe(zh.split(' ').length);
      expect(pinyin, emoji).toMatch(/^[a-z ]+$/);
      expect(zh, emoji).toMatch(/^[\p{Script=Han} ]+$/u);
    }
    expect(new Set(emojiList.map((e) => e.emoji)).size).toBe(emojiList.length);
    expect(quickReactions.every((q) => emojiList.some((e) => e.emoji === q))).toBe(true);
  });
  it('is called by its name alone', () => {
    const names = (emoji: string) => emojiList.find((e) => e.emoji === emoji)?.names;
    expect(names('👍')).toEqual({ en: 'thumbs up', zh: '赞' });
    expect(names('🚀')).toEqual({ en: 'rocket', zh: '上线' });
    for (const { names: own, emoji } of emojiList)
      expect(`${own.en}/${own.zh}`, emoji).toMatch(/^[a-z][a-z ]*\/\p{Script=Han}+$/u);
  });
  it('is found in either language', () => {
    expect(findEmoji('roc').map((e) => e.emoji)).toEqual(['🚀']);
    expect(findEmoji('红包').map((e) => e.emoji)).toEqual(['🧧']);
    expect(findEmoji('hongb').map((e) => e.emoji)).toEqual(['🧧']);
    expect(findEmoji('')).toBe(emojiList);
  });
});
