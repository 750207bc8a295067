/** Files in the browser: looked at in many ways, run in none. */
import { docxOf, hasFencedOffice, type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

const office = await hasFencedOffice();
let house: BrowserHouse;
let me: Seat;
let conversation: string;
let page: Page;
/** Dialogs and downloads: a script that ran would open the former. */
const alarms: string[] = [];

const evil = '<!doctype html><title>x</title><script>alert(document.cookie)</script><img src=x onerror=alert(1)>';
const drawing = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>';

/** The smallest PDF that has a page with words on it. */
function pdf(text: string): Buffer {
  const stream = `BT /F1 24 Tf 40 100 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const at = body.length;
    body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${body}xref\n0 6\n0000000000 65535 f \n${table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF`,
  );
}

/** A red picture of 2 × 2 points. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
  'base64',
);

/** Uploads as the client does (tus), and says it in the conversation. */
async function send(name: string, bytes: Buffer, by = me): Promise<string> {
  const headers = { authorization: `Bearer ${by.token}`, 'tus-resumable': '1.0.0' };
  const begun = await fetch(`${house.kit.url}/api/files/upload`, {
    method: 'POST',
    headers: {
      ...headers,
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
    },
  });
  const address = new URL(begun.headers.get('location') ?? '', house.kit.url);
  const stored = await fetch(address, {
    method: 'PATCH',
    headers: { ...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: new Uint8Array(bytes),
  });
  expect([begun.status, stored.status], name).toEqual([201, 204]);
  const file = address.pathname.split('/').pop() ?? '';
  await house.kit.say(by, conversation, name, { attachments: [file as never] });
  return file;
}

const sent: Record<string, string> = {};

beforeAll(async () => {
  house = await browserHouse();
  // Whose language is Chinese.
  me = house.kit.owner;
  const lin = await house.kit.person('林月');
  conversation = await house.kit.group(lin);
  await send('别人的.txt', Buffer.from('别人的'), lin);
  sent.html = await send('活动页面.html', Buffer.from(evil));
  sent.svg = await send('标志.svg', Buffer.from(drawing));
  sent.code = await send('index.ts', Buffer.from('export const answer: number = 42; // 注释\n'));
  sent.prose = await send('说明.md', Buffer.from('# 使用说明\n\n**重要** [点这里](javascript:alert(1))\n'));
  sent.pdf = await send('合同.pdf', pdf('Contract 2026'));
  sent.word = await send('纪要.docx', docxOf('会议纪要 Minutes'));
  sent.damaged = await send('损坏.docx', docxOf('会议纪要').subarray(0, 900));
  sent.picture = await send('照片.png', png);
  ({ page } = await house.enter(me, '/files'));
  page.on('dialog', (dialog) => {
    alarms.push(dialog.message());
    void dialog.dismiss();
  });
});
afterAll(() => house?.close());

const dialog = () => page.getByRole('dialog');
const row = (name: string) => page.getByRole('button', { name });

describe('files', () => {
  it('what others sent where I may look is listed first of all; mine by choice', async () => {
    await row('别人的.txt').waitFor();
    await page.getByRole('combobox', { name: '范围' }).click();
    await page.getByRole('option', { name: '我上传的' }).click();
    await row('别人的.txt').waitFor({ state: 'detached' });
    await row('合同.pdf').waitFor();
    expect(new URL(page.url()).searchParams.get('in')).toBe('mine');
    await page.goto(`${house.kit.url}/files`);
    await row('别人的.txt').waitFor();
  });

  it('they are listed, narrowed by name and kind, in an address that leads back', async () => {
    await row('活动页面.html').waitFor();
    await page.getByLabel('文件名', { exact: true }).fill('合同');
    await until(async () => (await page.locator('.file-table tbody tr').count()) === 1);
    await row('合同.pdf').waitFor();
    expect(new URL(page.url()).searchParams.get('name')).toBe('合同');
    await page.reload();
    await row('合同.pdf').waitFor();
    await expect.poll(() => page.locator('.file-table tbody tr').count()).toBe(1);
    await page.goto(`${house.kit.url}/files?in=${conversation}&kind=image&view=gallery`);
    await page.locator('.file-gallery li').first().waitFor();
    await expect.poll(() => page.locator('.file-gallery li').count()).toBe(1);
  });

  it('a page and a drawing with scripts are shown as their text', async () => {
    await page.goto(`${house.kit.url}/files`);
    await row('活动页面.html').click();
    await dialog().getByText('alert(document.cookie)').waitFor();
    // Newest first: the drawing was sent after the page.
    await page.keyboard.press('ArrowLeft');
    await dialog().getByText('onload').waitFor();
    expect(new URL(page.url()).searchParams.get('file')).toBe(sent.svg);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await row('标志.svg').click();
    await dialog().getByText('onload').waitFor();
    expect(await dialog().locator('svg[onload]').count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    // The focus is where it was.
    await until(() => page.evaluate(() => document.activeElement?.textContent?.includes('标志.svg') ?? false));
  });

  it('their own addresses are for saving: bytes of no kind, in a sandbox', async () => {
    for (const kind of ['html', 'svg'] as const) {
      const answer = await page.request.get(`${house.kit.url}/api/files/${sent[kind]}/x.html`);
      const { 'content-type': type, 'content-disposition': how, ...rest } = answer.headers();
      expect([type, how?.split(';')[0], rest['x-content-type-options']]).toEqual([
        'application/octet-stream',
        'attachment',
        'nosniff',
      ]);
      expect(rest['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
    }
    const other = await page.context().newPage();
    const saved = other.waitForEvent('download');
    await other.goto(`${house.kit.url}/api/files/${sent.html}/x.html`).catch(() => undefined);
    expect((await saved).suggestedFilename()).toBe('活动页面.html');
    await other.close();
    await page.bringToFront();
  });

  it('code has its colours, Markdown its form, without what it might run', async () => {
    await page.goto(`${house.kit.url}/files?file=${sent.code}`);
    await dialog().locator('.hljs-keyword').first().waitFor();
    await expect.poll(() => dialog().locator('pre').innerText()).toContain('export const answer: number = 42; // 注释');
    await page.goto(`${house.kit.url}/files?file=${sent.prose}`);
    await dialog().locator('.prose strong').filter({ hasText: '重要' }).waitFor();
    expect(await dialog().locator('[href^=javascript]').count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('a PDF is drawn page by page', async () => {
    await page.goto(`${house.kit.url}/files?file=${sent.pdf}`);
    await dialog().locator('.pdf-page canvas').first().waitFor();
    await until(() =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.pdf-page canvas');
        const points = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        for (let i = 0; i < points.length; i += 4) if (points[i]! < 100 && points[i + 3]! > 0) return true;
        return false;
      }),
    );
  });

  it.skipIf(!office)('an office file is drawn as PDF; where that cannot be, it is said why', async () => {
    await page.goto(`${house.kit.url}/files?file=${sent.word}`);
    await dialog().getByText('正在生成预览').waitFor();
    await dialog().locator('.pdf-page canvas').first().waitFor({ timeout: 60_000 });
    await page.goto(`${house.kit.url}/files?file=${sent.damaged}`);
    await dialog().getByText('文件可能已损坏或设有密码').waitFor({ timeout: 60_000 });
    expect(await seriousOn(page)).toEqual([]);
  });

  it('a picture is zoomed by keys; a link to it opens it', async () => {
    await page.goto(`${house.kit.url}/c/${conversation}?file=${sent.picture}`);
    await dialog().locator('.picture-view img').waitFor();
    await dialog().locator('.picture-view').press('+');
    await dialog().getByText('140%').waitFor();
    await dialog().locator('.picture-view').press('0');
    await dialog().getByText('100%').waitFor();
    expect(await seriousOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
  });

  it('nothing was run, and nobody else was asked', () => {
    expect(alarms).toEqual([]);
    expect(house.strays).toEqual([]);
    expect(house.complaints).toEqual([]);
  });
});
