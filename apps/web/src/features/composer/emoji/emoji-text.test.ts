import { describe, expect, it } from 'vitest';
import { closedEmoji, emojiAt, emojiNamed } from './emoji-text.ts';

const at = (text: string) => emojiAt(text, text.length)?.query ?? null;
const found = (query: string) => emojiNamed(query).map((e) => e.emoji);
const closed = (text: string) => closedEmoji(text, text.length);

describe('emoji by name', () => {
  it('a colon begins one, after a space or Chinese; times, addresses and wide colons do not', () => {
    expect([at(':ok'), at('well :tada'), at('好:zan'), at('(:+1'), at(':谢')]).toEqual(['ok', 'tada', 'zan', '+1', '谢']);
    expect([at(':'), at(':d'), at('12:30'), at('at:home'), at('http://x'), at('时间：明天'), at('a::b'), at(': no')]).toEqual(
      Array(8).fill(null),
    );
  });
  it('is found in English, Chinese and pinyin, whole words first', () => {
    expect(found('tada')).toEqual(['🎉']);
    expect(found('hongbao')).toEqual(['🧧']);
    expect(found('咖啡')).toEqual(['☕']);
    expect(found('thumbs_d')).toEqual(['👎']);
    expect(found('ok')[0]).toBe('👍');
    expect(found('no')[0]).toBe('👎');
  });
  it('a second colon takes a whole name', () => {
    expect(closed('great :tada:')).toEqual({ start: 6, emoji: '🎉' });
    expect(closed(':谢谢:')).toEqual({ start: 0, emoji: '🙏' });
    expect([closed(':tad:'), closed('10:30:'), closed('x:'), closed('::')]).toEqual([null, null, null, null]);
  });
});
