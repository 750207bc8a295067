import { processorTime } from '@rapport/dev/processor-time';
import { describe, expect, it } from 'vitest';
import { renderText } from '../text/import-text.ts';
import { joinBlocks } from '../text/text-blocks.ts';
import { messageText } from './message-text.ts';
import { mrkdwnToText } from './mrkdwn.ts';
import { richTextToBlocks } from './rich-text.ts';

const names = { person: (id: string) => (id === 'U1' ? 'uuid-1' : undefined) };
const convert = (source: string) => renderText(mrkdwnToText(source), names);

describe('IM8 mrkdwn', () => {
  it.each([
    ['*bold* _it_ ~gone~', '**bold** *it* ~~gone~~'],
    ['*_both_*', '***both***'],
    ['a*b*c 2*3*4 snake_case_x', 'a\\*b\\*c 2\\*3\\*4 snake_case_x'],
    ['* not* *not *', '\\* not\\* \\*not \\*'],
    ['~~kept~~ __kept__', '\\~\\~kept\\~\\~ \\_\\_kept\\_\\_'],
    ['（*粗體*）', '（**粗體**）'],
    ['你好*不粗*世界', '你好\\*不粗\\*世界'],
    ['*bold,* then', '**bold,** then'],
    ['¯\\_(ツ)_/¯', '¯\\\\\\_(ツ)\\_/¯'],
    ['`a &lt; *b*` and `x`', '`a < *b*` and `x`'],
    ['see <https://x.y/a_b|the *page*> or <https://x.y/a_b>', 'see [the \\*page\\*](https://x.y/a\\_b) or <https://x.y/a_b>'],
    ['<mailto:a@b.c|a@b.c>', '[a@b.c](mailto:a@b.c)'],
    ['<javascript:alert(1)|click>', 'click (javascript:alert(1))'],
    ['<@U1> <@U2|bob> <@W3>', '<@uuid-1> @bob @W3'],
    ['<#C1|general> <#C2>', '#general #C2'],
    ['<!here> <!channel|@channel> <!everyone>', '<!all> <!all> <!all>'],
    ['<!subteam^S1|@devs> <!date^1392734382^{date}|Feb 18>', '@devs Feb 18'],
    ['&lt;!all&gt; &lt;@x&gt; &amp;amp;', '\\<!all> \\<@x> \\&amp;'],
    [':tada: :party_parrot: 10:30:45 :wave::skin-tone-2:', '🎉 :party_parrot: 10:30:45 👋🏻'],
    ['&gt; quoted\nnot', '> quoted\n\nnot'],
    ['a\n&gt;b\n&gt;c', 'a\n\n> b\n> c'],
    ['&gt;&gt;&gt;all\nof it', '> all\n> of it'],
    ['x ```code *a*\n&lt;b&gt;``` y', 'x \n```\ncode *a*\n<b>\n```\n y'],
    ['```<http://a.b|a.b> <@U1>```', '```\na.b @U1\n```'],
    ['# one\n1. two\n- three', '\\# one\n1\\. two\n\\- three'],
    ['wow!<http://x.y|z>', 'wow\\![z](http://x.y)'],
    ['<not a token', '\\<not a token'],
  ])('%j', (source, markdown) => {
    expect(convert(source).replace(/\u00a0/g, ' ')).toBe(markdown);
  });

  it('stays fast on text made to hurt', () => {
    const evils = ['*a '.repeat(15_000), '_*~'.repeat(15_000), '<'.repeat(40_000), '`'.repeat(40_001)];
    evils.push('&gt;'.repeat(10_000), ':a'.repeat(20_000));
    const spent = processorTime(() => {
      for (const evil of evils) convert(evil);
    });
    expect(spent).toBeLessThan(5_000);
  });
});

const text = (value: string, style?: object) => ({ type: 'text', text: value, ...(style ? { style } : {}) });
const rich = (...elements: object[]) => renderText(joinBlocks(richTextToBlocks({ type: 'rich_text', elements })), names);
const section = (...elements: object[]) => ({ type: 'rich_text_section', elements });

describe('IM9 rich text', () => {
  it('emphasis inside Chinese text, and punctuation at its edge', () => {
    expect(rich(section(text('你好'), text('粗，', { bold: true }), text('世界')))).toBe('你好**粗，**世界');
    expect(rich(section(text('end '), text('bold. ', { bold: true }), text('next')))).toBe('end **bold.** next');
    expect(rich(section(text('foo'), text('(x)', { bold: true }), text('bar')))).toBe('foo(**x**)bar');
    expect(rich(section(text('a', { bold: true }), text('b', { bold: true, italic: true })))).toBe('**a*b***');
    expect(rich(section(text('literal *stars* <b>')))).toBe('literal \\*stars\\* \\<b>');
  });

  it('lists, quotes, code, people, emoji', () => {
    const list = (style: string, indent: number, ...items: string[]) => ({
      type: 'rich_text_list',
      style,
      indent,
      elements: items.map((item) => section(text(item))),
    });
    expect(rich(section(text('see\n')), list('bullet', 0, 'a', 'b'), list('ordered', 1, 'c', 'd'), section(text('end')))).toBe(
      'see\n\n- a\n- b\n   1. c\n   2. d\n\nend',
    );
    expect(rich({ type: 'rich_text_quote', elements: [text('q1\nq2')] }, section(text('x')))).toBe('> q1\n> q2\n\nx');
    expect(rich({ type: 'rich_text_preformatted', elements: [text('a *b*')] })).toBe('```\na *b*\n```');
    const parts = [
      { type: 'user', user_id: 'U1' },
      text(' '),
      { type: 'broadcast', range: 'here' },
      text(' '),
      { type: 'emoji', name: 'x', unicode: '1f389' },
    ];
    expect(rich(section(...parts, text(' '), { type: 'link', url: 'https://a.b', text: 'c' }))).toBe(
      '<@uuid-1> <!all> 🎉 [c](https://a.b)',
    );
  });
});

describe('IM10 what a message says', () => {
  const say = (entry: Record<string, unknown>) => renderText(messageText(entry).text, names);

  it('blocks before text, attachments as quotes, previews left out and counted', () => {
    const blocks = [
      { type: 'rich_text', elements: [section(text('exact'))] },
      { type: 'actions', elements: [] },
    ];
    expect(say({ text: 'fallback', blocks })).toBe('exact');
    expect(messageText({ text: 'x', blocks }).left).toEqual(['actions']);
    expect(say({ text: 'only text', blocks: [{ type: 'unknown' }] })).toBe('only text');
    const build = {
      pretext: 'Build',
      title: 'Passed',
      title_link: 'http://ci/1',
      text: 'in *3 s*',
      fields: [{ title: 'Who', value: '<@U1>' }],
    };
    expect(say({ text: '', attachments: [build] })).toBe(
      'Build\n\n> **[Passed](http://ci/1)**\n> \n> in **3 s**\n> \n> **Who**\n> \n> <@uuid-1>',
    );
    expect(say({ text: '', attachments: [{ fallback: 'plain &amp; simple' }] })).toBe('> plain & simple');
    const preview = messageText({ text: 'look', attachments: [{ from_url: 'http://x', title: 'X', text: 'page' }] });
    expect([renderText(preview.text, names), preview.previews]).toEqual(['look', 1]);
    expect(
      say({ text: 'fyi', attachments: [{ is_share: true, from_url: 'http://x', author_name: 'Ann', text: 'said' }] }),
    ).toContain('> said');
  });

  it('Block Kit of bots', () => {
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Deploy' } },
      { type: 'section', text: { type: 'mrkdwn', text: '*ok*' }, fields: [{ type: 'plain_text', text: 'a_b_ *' }] },
      { type: 'divider' },
      { type: 'image', image_url: 'http://i/x.png', alt_text: 'chart' },
    ];
    expect(say({ text: 'x', blocks })).toBe('**Deploy**\n**ok**\na_b\\_ \\*\n[chart](http://i/x.png)');
  });

  it('old file sentences give only the words of the person', () => {
    const file = { id: 'F1', name: 'a.png', initial_comment: { comment: 'my *cat*' } };
    expect(say({ subtype: 'file_share', text: '<@U1> uploaded a file: <http://x|a.png> and commented: my *cat*', file })).toBe(
      'my **cat**',
    );
    expect(say({ subtype: 'file_share', text: '<@U1> uploaded a file: <http://x|a.png>', file: { id: 'F1' } })).toBe('');
    expect(say({ subtype: 'file_comment', text: '…', file: { title: 'Plan' }, comment: { user: 'U1', comment: 'good' } })).toBe(
      '> Plan\n\ngood',
    );
  });
});
