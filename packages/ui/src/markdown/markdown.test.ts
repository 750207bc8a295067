import { processorTime } from '@rapport/dev/processor-time';
import { describe, expect, it } from 'vitest';
import { emojiOnly } from './emoji-only.ts';
import { addressLength } from './links.ts';
import type { MentionTarget } from './mentions.ts';
import { toPlainText } from './plain-text.ts';
import { renderMarkdown } from './render.ts';

const ann = '0190c5e0-0000-7000-8000-00000000000a';
const dev = '0190c5e0-0000-7000-8000-00000000000b';
const lost = '0190c5e0-0000-7000-8000-00000000000c';
const names: Record<string, string> = { [ann]: '安<妮>', [dev]: '研发部' };
const resolve = (target: MentionTarget): string | undefined => (target.kind === 'all' ? '所有人' : names[target.id]);
const html = (source: string): string => renderMarkdown(source, { resolve, me: ann }).trim();
const anchor = (href: string, text = href): string =>
  `<a href="${href}" rel="noopener noreferrer nofollow" target="_blank">${text}</a>`;

describe('Markdown', () => {
  it('reads emphasis next to Chinese punctuation', () => {
    expect(html('**你好，**世界')).toBe('<p><strong>你好，</strong>世界</p>');
    expect(html('这是**“重点”**吗？*（不）*')).toBe('<p>这是<strong>“重点”</strong>吗？<em>（不）</em></p>');
    expect(html('~~作废~~')).toBe('<p><s>作废</s></p>');
  });

  it('breaks lines where the writer did, makes tables and code', () => {
    expect(html('一\n二')).toBe('<p>一<br>\n二</p>');
    expect(html('|a|b|\n|:-:|-|\n|1|2|')).toContain('<th class="align-center">a</th>\n<th>b</th>');
    expect(html('```ts" onclick="x\n<b>&\n```')).toBe('<pre><code>&lt;b&gt;&amp;\n</code></pre>');
    expect(html('```c++ title\nx\n```')).toBe('<pre><code class="language-c++">x\n</code></pre>');
  });

  it('shows foreign HTML as the text it is', () => {
    expect(html('<img src=x onerror=alert(1)>')).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>');
    expect(html('<script>alert(1)</script>')).toBe('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>');
  });

  it('links http, https, mailto and tel, and nothing else', () => {
    expect(html('[站](https://a.example/x)')).toBe(`<p>${anchor('https://a.example/x', '站')}</p>`);
    expect(html('[call](tel:+8610123)')).toBe(`<p>${anchor('tel:+8610123', 'call')}</p>`);
    expect(html('<bob@a.example>')).toBe(`<p>${anchor('mailto:bob@a.example', 'bob@a.example')}</p>`);
    for (const bad of [
      'javascript:alert(1)',
      'JaVaScRiPt:x',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc',
      '/path',
      '//a.b',
      '#x',
      'ftp://a.b',
      'java&#10;script:x',
      '&#1;javascript:x',
    ]) {
      expect(html(`[x](${bad}) [y](<${bad}>) <${bad}> ![z](${bad})`), bad).not.toContain('<a ');
    }
    expect(html('[x]() ![y]() **[z]( )**')).toBe('<p>x y <strong>z</strong></p>');
    expect(html('readme.md node.js deploy.py //a.com ftp://a.com 1.2')).not.toContain('<a ');
  });

  it('finds addresses in Chinese talk', () => {
    expect(html('见https://a.example/b。谢谢')).toBe(`<p>见${anchor('https://a.example/b')}。谢谢</p>`);
    expect(html('https://a.example/b查看详情')).toBe(`<p>${anchor('https://a.example/b')}查看详情</p>`);
    expect(html('打开 www.baidu.com，然后')).toBe(`<p>打开 ${anchor('http://www.baidu.com', 'www.baidu.com')}，然后</p>`);
    expect(html('https://zh.example/wiki/中国')).toContain('>https://zh.example/wiki/中国</a>');
    expect(html('https://a.com，https://b.com/x')).toBe(`<p>${anchor('https://a.com')}，${anchor('https://b.com/x')}</p>`);
    expect(addressLength('https://a.example详情')).toBe('https://a.example'.length);
    expect(addressLength('https://例子.中国/路径')).toBe('https://例子.中国/路径'.length);
  });

  it('turns images into links: nothing is fetched by reading', () => {
    const link = (text: string): string => anchor('https://a.example/i.png', text).replace(' rel=', ' class="image-link" rel=');
    expect(html('![图](https://a.example/i.png)')).toBe(`<p>${link('图')}</p>`);
    expect(html('![](https://a.example/i.png)')).toBe(`<p>${link('https://a.example/i.png')}</p>`);
    expect(html('[![图](https://a.example/i.png)](https://b.example)')).toBe(`<p>${anchor('https://b.example', '图')}</p>`);
    expect(html('![a ![b](https://c.example) c](https://a.example/i.png)')).not.toContain('<img');
  });

  it('shows mentions by name, as text inside code', () => {
    expect(html(`<@${ann}>，看`)).toBe(`<p><span class="mention mention-me" data-user="${ann}">@安&lt;妮&gt;</span>，看</p>`);
    expect(html(`<@&${dev}> <!all>`)).toBe(
      `<p><span class="mention" data-department="${dev}">@研发部</span> <span class="mention mention-me" data-all="">@所有人</span></p>`,
    );
    expect(html(`<#${lost}>`)).toBe(`<p><span class="mention mention-unknown" data-conversation="${lost}">#…</span></p>`);
    expect(html(`\`<@${ann}>\` \\<!all>`)).toBe(`<p><code>&lt;@${ann}&gt;</code> &lt;!all&gt;</p>`);
    expect(html(`\`\`\`\n<@${ann}>\n\`\`\``)).not.toContain('mention');
    expect(html('<@not-an-id> <!ALL>')).not.toContain('mention');
    expect(html(`**<@${ann}>**`)).toContain('<strong><span');
  });

  it('gives plain text for previews and notifications', () => {
    const source = `# 标题\n\n**你好**，<@${ann}>\n下一行 [文档](https://a.example) ![图](https://a.example/i)\n\n- 一\n- 二\n  1. 甲\n\n|a|b|\n|-|-|\n|1|2|\n\n\`\`\`\ncode <!all>\n\`\`\``;
    expect(toPlainText(source, resolve)).toBe('标题\n你好，@安<妮>\n下一行 文档 图\n• 一\n• 二\n1. 甲\na\tb\n1\t2\ncode <!all>');
    expect(toPlainText('3. x\n4. y')).toBe('3. x\n4. y');
    expect(toPlainText('a <b>c</b> &amp; d')).toBe('a <b>c</b> & d');
  });

  it('counts emoji of messages that are only emoji', () => {
    for (const [text, count] of [
      ['👍', 1],
      ['👍🏽 ❤️', 2],
      ['👩‍👩‍👧‍👦🇨🇳', 2],
      ['1️⃣', 1],
      ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', 1],
      ['好👍', 0],
      ['1', 0],
      ['', 0],
      ['©', 0],
      ['👍'.repeat(13), 0],
    ] as const) {
      expect(emojiOnly(text), text).toBe(count);
    }
    const spent = processorTime(() => {
      emojiOnly(`${'🇨🇳'.repeat(100)}x`);
      emojiOnly(`${'👍🏽'.repeat(100)}x`);
    });
    expect(spent).toBeLessThan(100);
  });
});

describe('Markdown made to hurt', () => {
  const bombs = ['[', '![', '*', '**a ', '*a **b ', '`a``', '> ', '- ', '1. ', '<a@', '[a](', '[a]( ', '[a](<b', '](', '[a][', '[a]: x\n', '~~a ', '|a', 'a|b\n-|-\n',
    '&', '\\', 'http://', 'https://a.b/(', 'www.a', 'a@b.c', '* a\n', '*a_ ', '> - ', '![[]()', '"[', '中**', '**，', '<!all>', `<@${ann}>`, '\n\n', 'a\n=\n', 'https://a.com中', 'www.a.com，', '.a', 'a.b/']; // biome-ignore format: a list

  it('renders and reads every bomb within three seconds of a processor', () => {
    for (const bomb of bombs) {
      const source = bomb.repeat(Math.ceil(40_000 / bomb.length)).slice(0, 40_000);
      const spent = processorTime(() => {
        renderMarkdown(source, { resolve });
        toPlainText(source, resolve);
      });
      expect(spent, bomb).toBeLessThan(3_000);
    }
  });

  it('loses no words to depth or size', () => {
    const deep = `${'> '.repeat(200)}深处`;
    expect(html(deep)).toContain('深处');
    expect(html(deep)).not.toContain('<blockquote>');
    expect(toPlainText(deep)).toContain('深处');
    const lists = Array.from({ length: 100 }, (_, i) => `${' '.repeat(i * 2)}- 第${i}层`).join('\n');
    expect(html(lists)).toContain('第99层');
    const quoted = html(`${'> '.repeat(20)}可以`);
    expect(quoted.match(/<blockquote>/g)).toHaveLength(20);
    expect(html('x'.repeat(100_000))).toBe(`<p>${'x'.repeat(100_000)}</p>`);
    const table = `|${'a|'.repeat(100)}\n|${'-|'.repeat(100)}\n${'x\n'.repeat(9_000)}`;
    expect(html(table).length).toBeLessThan(400_001);
    const nested = `${'**a *b '.repeat(60)}尾${'* **'.repeat(60)}`;
    expect(html(nested)).toContain('尾');
  });

  it('never throws, whatever the resolver does not know', () => {
    for (const source of ['\u0000', '\ud800', '\udc00x', '￾', '[a](https://\ud800)', '\r\n\r', `<@${lost}>`])
      expect(typeof renderMarkdown(source)).toBe('string');
  });
});
