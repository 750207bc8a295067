import { describe, expect, it } from 'vitest';
import { emojiByShortcode, reactionEmoji, shortcodeAt } from './emoji.ts';
import { autolink, cleanText, codeBlock, codeSpan, link, literalToMarkdown } from './escape-markdown.ts';
import { mentionedPeople, renderText } from './import-text.ts';

describe('IM6 literal text stays literal', () => {
  it.each([
    ['snake_case _word_ *star*', 'snake_case \\_word\\_ \\*star\\*'],
    ['# not a heading', '\\# not a heading'],
    ['- a\n+ b\n3. c\n2017. d', '\\- a\n\\+ b\n3\\. c\n2017\\. d'],
    ['a\n===\nb\n---', 'a\n\\===\nb\n\\---'],
    ['|a|b|\n|-|-|', '\\|a|b|\n\\|-|-|'],
    ['> no quote', '\\> no quote'],
    ['<b>x</b> <3 a < b <@U1> <!all>', '\\<b>x\\</b> \\<3 a < b \\<@U1> \\<!all>'],
    ['&amp; & &#65;', '\\&amp; & \\&#65;'],
    ['    indented\n\tcode', '\u00a0\u00a0\u00a0\u00a0indented\n\u00a0\u00a0\u00a0\u00a0code'],
    ['`tick` [x](y) ~~z~~', '\\`tick\\` \\[x\\](y) \\~\\~z\\~\\~'],
    ['~~~', '\\~\\~\\~'],
    ['¯\\_(ツ)_/¯', '¯\\\\\\_(ツ)\\_/¯'],
    ['不加 **粗** 也不加 _斜_', '不加 \\*\\*粗\\*\\* 也不加 \\_斜\\_'],
  ])('%j', (literal, markdown) => {
    expect(literalToMarkdown(literal)).toBe(markdown);
  });

  it('addresses become links and end before the sentence does', () => {
    expect(literalToMarkdown('看 https://a.tw/x_y_z，好 (http://b.tw/p_(q)).')).toBe(
      '看 <https://a.tw/x_y_z>，好 (<http://b.tw/p_(q)>).',
    );
    expect(literalToMarkdown('!http://x.y/?a=1&amp;b')).toBe('\\![http://x.y/?a=1\\&amp;b](http://x.y/?a=1&amp;amp;b)');
  });

  it('drops what no database holds and keeps the rest', () => {
    expect(cleanText('a\0b\r\nc\rd\u001b[0m \ud800x 😀')).toBe('ab\nc\nd[0m \ufffdx 😀');
  });
});

describe('IM6 code and links', () => {
  it('fences are longer than what they hold', () => {
    expect(codeSpan('a`b')).toBe('``a`b``');
    expect(codeSpan('`a`')).toBe('`` `a` ``');
    expect(codeBlock('x\n```\ny')).toBe('````\nx\n```\ny\n````');
  });

  it('addresses cannot break out of a link', () => {
    expect(link('x', 'http://a/b)c(d e>')).toBe('[x](http://a/b\\)c\\(d%20e%3E)');
    expect(autolink('https://a/?x=1&y=2')).toBe('<https://a/?x=1&y=2>');
  });
});

describe('IM7 emoji', () => {
  it('known shortcodes become unicode, others stay names', () => {
    expect(emojiByShortcode('tada')).toBe('🎉');
    expect(emojiByShortcode('+1::skin-tone-3')).toBe('👍🏼');
    expect(emojiByShortcode('toString')).toBeUndefined();
    expect(reactionEmoji('parrot')).toBe(':parrot:');
    expect(shortcodeAt('10:100:', 2)).toBeUndefined();
    expect(shortcodeAt(' :100:', 1)).toEqual({ emoji: '💯', length: 5 });
  });
});

describe('IM5 names are filled when writing', () => {
  it('known people become mentions, others keep their name', () => {
    const text = [
      'hi ',
      { person: 'U1' },
      ' and ',
      { person: 'U2', label: 'a_b' },
      ' in ',
      { conversation: 'C1', label: 'general' },
    ];
    expect(renderText(text, { person: (id) => (id === 'U1' ? '0198-uuid' : undefined) })).toBe(
      'hi <@0198-uuid> and @a\\_b in #general',
    );
    expect(renderText(text, { person: () => undefined, personName: () => 'Ann' })).toBe('hi @Ann and @a\\_b in #general');
    expect(mentionedPeople(text)).toEqual(['U1', 'U2']);
  });
});
