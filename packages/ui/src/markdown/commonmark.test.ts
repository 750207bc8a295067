/** The specification's own examples: where we differ, we mean to, and the reason is known. */

import { sharedData } from '@rapport/dev/shared-data';
import { describe, expect, it } from 'vitest';
import { commonmarkExamples, type Example } from './corpora.test-kit.ts';
import { renderMarkdown } from './render.ts';

const data = sharedData('the Markdown renderer on the CommonMark examples');

/** Our deliberate additions, taken off both sides before comparing. */
const normal = (html: string): string =>
  html
    .replace(/ rel="noopener noreferrer nofollow" target="_blank"/g, '')
    .replaceAll('https://e.example/', '/')
    .replace(/<a href="([^"]*)">\1<\/a>/g, '$1')
    .replace(/<br ?\/?>/g, '')
    .replace(/ \/>/g, '>')
    .replace(/>\s+</g, '><')
    .replace(/[ \t]*\n\s*/g, '\n')
    .trim();

/** The examples link to places without a scheme, which we refuse: give them one, and take it off the result. */
const withScheme = (markdown: string): string =>
  markdown.replace(/(\]\(\s*<?|\]: *\n? *<?)\/(?=[\w\u0370-\u03ff])/g, '$1https://e.example/');

function reason({ section, html, markdown }: Example): string | undefined {
  if (/HTML/.test(section) || /<(?!\/?(?:p|br|hr|h[1-6]|em|strong|code|pre|blockquote|ul|ol|li|a|img)\b)\/?[a-z!?]/i.test(html))
    return 'no HTML';
  if (/^<a href/.test(html)) return 'no HTML';
  if (/class="language-;/.test(html)) return 'not a language';
  if (/<img/.test(html)) return 'no images';
  if (/https?:\/\/|@/.test(markdown) && /Autolinks|Code spans|Links|Emphasis/.test(section)) return 'linkify';
  if (/<a href="(?!https?:\/\/|mailto:|tel:)/.test(html.replaceAll('href="/', 'href="https://'))) return 'no such scheme';
  return undefined;
}

describe.runIf(data)('CommonMark', () => {
  it('renders every example as specified, but for HTML, images and addresses', () => {
    const examples = commonmarkExamples(data ?? '');
    const differing: Record<string, number> = {};
    const unexplained: string[] = [];
    let same = 0;
    for (const example of examples) {
      const got = normal(renderMarkdown(withScheme(example.markdown)));
      const wanted = normal(example.html);
      if (got === wanted) same++;
      else {
        const why = reason(example);
        if (why) differing[why] = (differing[why] ?? 0) + 1;
        else
          unexplained.push(`${example.number} ${example.section}\n${example.markdown}\n--- wanted\n${wanted}\n--- got\n${got}`);
      }
    }
    process.stdout.write(
      `CommonMark: ${same} of ${examples.length} as specified; differing by design ${JSON.stringify(differing)}\n`,
    );
    expect(unexplained.join('\n\n')).toBe('');
    expect(examples.length).toBeGreaterThan(640);
    expect(same).toBeGreaterThan(500);
  });
});
