import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { findChromium } from '@rapport/dev/find-chromium';
import { type Browser, type BrowserContext, type BrowserServer, type CDPSession, chromium, type Page } from 'playwright-core';
import { serveQuestions, tell } from './serve-questions.ts';
import { plainPage, scrollUp } from './web-page.ts';

/** Drives a real browser: the web client, and pages without any client for the limit. */
export type WebQuestion =
  | { do: 'open'; url: string; email: string; password: string; long: string; short: string }
  | { do: 'load' }
  | { do: 'product' | 'plain'; messages: number; switches: number; within: number };

export interface FirstLoad {
  scripts: number;
  bytes: number;
  gzip: number;
}

export interface WebFigures {
  frames: number;
  dropped: number;
  mostRows: number;
  mostNodes: number;
  passed: number;
  seconds: number;
  /** Milliseconds of scripts for each change of conversation; of each replacement of fifty plain lines. */
  scripting: number[];
}

/** Pixels a frame: 7,200 a second, a quick flick kept up. */
const pixels = 120;
const size = { width: 1280, height: 800 };

let server: BrowserServer | undefined;
let browser: Browser | undefined;
let context: BrowserContext | undefined;
let at = { url: '', long: '', short: '' };

async function open(question: Extract<WebQuestion, { do: 'open' }>): Promise<number> {
  at = question;
  const { executablePath, args, env } = await findChromium();
  server = await chromium.launchServer({ executablePath, args, env });
  browser = await chromium.connect(server.wsEndpoint());
  // The worker would fetch the whole app beside what is measured.
  context = await browser.newContext({ viewport: size, serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(`${at.url}/sign-in`);
  await page.locator('input[type=email]').fill(question.email);
  await page.locator('input[type=password]').fill(question.password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor();
  await page.close();
  return server.process().pid ?? 0;
}

/** All scripts that the page of a conversation asks for before one can write, as gzip makes them. */
async function load(): Promise<FirstLoad> {
  const page = await context!.newPage();
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') bodies.push(response.body());
  });
  await page.goto(`${at.url}/c/${at.short}`);
  await page.locator('.composer textarea').waitFor();
  const scripts = await Promise.all(bodies);
  await page.close();
  return {
    scripts: scripts.length,
    bytes: scripts.reduce((sum, body) => sum + body.length, 0),
    gzip: scripts.reduce((sum, body) => sum + gzipSync(body).length, 0),
  };
}

const scriptSeconds = async (session: CDPSession): Promise<number> => {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((metric) => metric.name === 'ScriptDuration')?.value ?? 0;
};

const twoFrames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** How long scripts run for an act, until what it changed is drawn and nothing follows. */
async function scriptingOf(page: Page, session: CDPSession, act: () => Promise<void>): Promise<number> {
  const before = await scriptSeconds(session);
  await act();
  await page.evaluate(twoFrames);
  await sleep(150);
  return ((await scriptSeconds(session)) - before) * 1_000;
}

async function watched(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return session;
}

const scroll = (page: Page, messages: number, within: number): Promise<Omit<WebFigures, 'scripting'>> =>
  page.evaluate(`(${scrollUp})(${JSON.stringify({ pixels, messages, within })})`);

async function product(messages: number, switches: number, within: number): Promise<WebFigures> {
  const page = await context!.newPage();
  const session = await watched(page);
  await page.goto(`${at.url}/c/${at.short}`);
  await page.locator('[role=log] [data-message]').first().waitFor();
  const go = async (id: string): Promise<void> => {
    await page.evaluate(`document.querySelector('a[href^="/c/${id}"]').click()`);
    await page.waitForURL((url) => url.pathname.startsWith(`/c/${id}`));
    await page.locator('[role=log] [data-message]').first().waitFor();
  };
  await go(at.long);
  await go(at.short);
  tell('begin');
  const scripting: number[] = [];
  for (let n = 0; n < switches; n++) scripting.push(await scriptingOf(page, session, () => go(n % 2 === 0 ? at.long : at.short)));
  await go(at.long);
  await page.evaluate(twoFrames);
  const figures = await scroll(page, messages, within);
  tell('end');
  await page.close();
  return { ...figures, scripting };
}

async function plain(messages: number, switches: number, within: number): Promise<WebFigures> {
  const bare = await browser!.newContext({ viewport: size });
  const page = await bare.newPage();
  const session = await watched(page);
  await page.setContent(plainPage(messages + 200));
  tell('begin');
  const scripting: number[] = [];
  const replace = `document.querySelector('div').replaceChildren(...[...document.querySelectorAll('p')].slice(-50).map((p) => p.cloneNode(true)))`;
  const figures = await scroll(page, messages, within);
  for (let n = 0; n < switches; n++)
    scripting.push(await scriptingOf(page, session, () => page.evaluate(replace).then(() => undefined)));
  tell('end');
  await bare.close();
  return { ...figures, scripting };
}

serveQuestions(
  async (question: WebQuestion) => {
    if (question.do === 'open') return open(question);
    if (question.do === 'load') return load();
    const measure = { product, plain }[question.do];
    return measure(question.messages, question.switches, question.within);
  },
  async () => {
    await browser?.close();
    await server?.close();
  },
);
