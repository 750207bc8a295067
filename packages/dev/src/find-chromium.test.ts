import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { findChromium } from './find-chromium.ts';

/** Draws two characters, a code point that no font has, and a blank: glyphs that exist differ from all the others. */
async function glyphsDiffer(): Promise<{ differ: boolean; userAgent: string }> {
  const { executablePath, args, env } = await findChromium();
  const browser = await chromium.launch({ executablePath, args, env });
  try {
    const page = await browser.newPage();
    await page.setContent('<canvas width="40" height="40"></canvas>');
    return await page.evaluate(() => {
      const pen = document.querySelector('canvas')!.getContext('2d')!;
      const draw = (text: string) => {
        pen.clearRect(0, 0, 40, 40);
        pen.font = '30px sans-serif';
        pen.fillText(text, 2, 32);
        return pen.getImageData(0, 0, 40, 40).data.join();
      };
      const [simple, traditional, missing, blank] = ['沟', '錄', '\u{10fffd}', ' '].map(draw);
      const differ = simple !== traditional && ![missing, blank].some((none) => none === simple || none === traditional);
      return { differ, userAgent: navigator.userAgent };
    });
  } finally {
    await browser.close();
  }
}

test('DEV1 finds a Chromium that starts and draws Chinese, simplified and traditional', async () => {
  const { differ, userAgent } = await glyphsDiffer();
  expect(userAgent).toMatch(/Chrome\/\d+/);
  expect(differ).toBe(true);
});
