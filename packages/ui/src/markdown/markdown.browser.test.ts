/** The renderer in a real browser: whatever people write, no script runs, no request leaves, nothing foreign stands in the page. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { findChromium } from '@rapport/dev/find-chromium';
import { sharedData } from '@rapport/dev/shared-data';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonmarkExamples, domPurifyPayloads, naughtyStrings } from './corpora.test-kit.ts';

type Way = 'renderMarkdown' | 'sanitizeHtml' | 'raw';

interface Seen {
  requests: string[];
  dialogs: string[];
  /** Elements, attributes and addresses that must not be there. */
  foreign: string[];
  links: number;
}

const allowedTags = 'P BR HR H1 H2 H3 H4 H5 H6 STRONG EM S CODE PRE BLOCKQUOTE UL OL LI A SPAN TABLE THEAD TBODY TR TH TD'.split(
  ' ',
);
const allowedAttributes = 'href rel target title class start data-user data-department data-conversation data-all'.split(' ');

let server: Server;
let browser: Browser;
let origin: string;

async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('./browser-page.test-kit.ts', import.meta.url));
  const lib = { entry, formats: ['es' as const], fileName: 'page' };
  const result = await build({ configFile: false, logLevel: 'silent', build: { write: false, lib } });
  const output = Array.isArray(result) ? result[0] : result;
  if (!output || !('output' in output)) throw new Error('vite gave no bundle');
  return output.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n');
}

beforeAll(async () => {
  const script = await bundle();
  server = createServer((request, response) => {
    if (request.url === '/page.js') response.setHeader('content-type', 'text/javascript').end(script);
    else
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end('<!doctype html><body><script type=module src=/page.js></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { executablePath, args, env } = await findChromium();
  browser = await chromium.launch({ executablePath, args, env });
});

afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => server?.close(resolve));
});

/** Runs in the page: puts every text into the document, then looks around. */
async function showAll(page: Page, texts: string[], way: Way): Promise<{ foreign: string[]; links: number; ran: string[] }> {
  return page.evaluate(
    async ({ texts, way, tags, attributes }) => {
      const renderers = globalThis as unknown as Record<string, (text: string) => string>;
      const ran: string[] = [];
      for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) Object.assign(window, { [name]: () => ran.push(name) });
      const before = Object.keys(window).length;
      const foreign: string[] = [];
      for (const text of texts) {
        const box = document.createElement('section');
        document.body.append(box);
        box.innerHTML = way === 'raw' ? text : (renderers[way] as (text: string) => string)(text);
        for (const element of box.querySelectorAll('*')) {
          if (!tags.includes(element.tagName)) foreign.push(`<${element.tagName}> from ${text}`);
          for (const { name, value } of element.attributes) {
            if (!attributes.includes(name)) foreign.push(`${name}= from ${text}`);
            if (name === 'href' && !/^(https?:\/\/|mailto:|tel:)/i.test(value)) foreign.push(`${value} from ${text}`);
          }
          for (const event of ['mouseover', 'focus', 'pointerenter']) element.dispatchEvent(new Event(event, { bubbles: true }));
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 700));
      if (Object.keys(window).length !== before) ran.push('a new global');
      return { foreign, links: document.querySelectorAll('section a[href]').length, ran };
    },
    { texts, way, tags: allowedTags, attributes: allowedAttributes },
  );
}

async function look(texts: string[], way: Way): Promise<Seen> {
  const page = await browser.newPage();
  const dialogs: string[] = [];
  const requests: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(origin);
  await page.waitForFunction(() => 'renderMarkdown' in globalThis);
  await page.route('**/*', (route) => {
    requests.push(route.request().url());
    return route.abort();
  });
  const { foreign, links, ran } = await showAll(page, texts, way);
  await page.close();
  return { requests, dialogs: [...dialogs, ...ran], foreign, links };
}

const clean = { requests: [], dialogs: [], foreign: [] };
const data = sharedData('the Markdown renderer on hostile input in a browser');

describe('Markdown in a real browser', () => {
  it('would notice: set as it is, a payload runs and calls out', async () => {
    const seen = await look(['<img src="https://leak.example/i" onerror="alert(1)">'], 'raw');
    expect(seen.dialogs).toEqual(['alert']);
    expect(seen.requests).toEqual(['https://leak.example/i']);
    expect(seen.foreign.length).toBeGreaterThan(0);
  });

  it('fetches nothing for images, links, tables and code', async () => {
    const texts = [
      '![x](https://leak.example/i.png)',
      'https://leak.example/ www.leak.com',
      '|a|\n|:-:|\n|[x](https://leak.example)|',
      '```html\n<img src=//leak.example>\n```',
    ];
    const seen = await look(texts, 'renderMarkdown');
    expect(seen).toMatchObject(clean);
    expect(seen.links).toBe(4);
  });

  it('keeps what the renderer makes: classes, targets, mentions, list starts', async () => {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.waitForFunction(() => 'renderMarkdown' in globalThis);
    const source = '3. [a](https://a.example "t") <!all>\n\n|a|\n|:-:|\n|b|\n\n```ts\nx\n```';
    const html = await page.evaluate(
      (text) => (globalThis as unknown as { renderMarkdown: (s: string) => string }).renderMarkdown(text),
      source,
    );
    await page.close();
    expect(html).toContain('<ol start="3">');
    expect(html).toMatch(
      /<a (?=[^>]*target="_blank")(?=[^>]*rel="noopener noreferrer nofollow")(?=[^>]*title="t")[^>]*href="https:\/\/a.example"/,
    );
    expect(html).toMatch(/<span (?=[^>]*data-all="")[^>]*class="mention mention-me"/);
    expect(html).toContain('<th class="align-center">');
    expect(html).toContain('<code class="language-ts">');
  });
});

describe.runIf(data)('hostile input in a real browser', () => {
  it('DOMPurify payloads: inert through the renderer, and through the second lock alone', async () => {
    const payloads = domPurifyPayloads(data ?? '');
    expect(payloads.length).toBeGreaterThan(200);
    expect(await look(payloads, 'renderMarkdown')).toMatchObject(clean);
    expect(await look(payloads, 'sanitizeHtml')).toMatchObject(clean);
  });

  it('CommonMark examples, as Markdown and as raw HTML', async () => {
    const examples = commonmarkExamples(data ?? '');
    expect(
      await look(
        examples.map((e) => e.markdown),
        'renderMarkdown',
      ),
    ).toMatchObject(clean);
    expect(
      await look(
        examples.map((e) => e.html),
        'sanitizeHtml',
      ),
    ).toMatchObject(clean);
  });

  it('naughty strings, bare and inside Markdown', async () => {
    const strings = naughtyStrings(data ?? '');
    const inside = strings.flatMap((s) => [
      s,
      `**${s}**`,
      `[x](${s})`,
      `![x](<${s}>)`,
      `\`\`\`${s}\n${s}\n\`\`\``,
      `[r]\n\n[r]: ${s}`,
      `|a|\n|-|\n|${s}|`,
    ]);
    expect(await look(inside, 'renderMarkdown')).toMatchObject(clean);
    expect(await look(strings, 'sanitizeHtml')).toMatchObject(clean);
  });
});
