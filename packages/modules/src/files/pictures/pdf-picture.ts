import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** PDFs above this size have no preview: their pages are loaded into memory. */
export const maxPdf = 50 * 1024 * 1024;
const timeLimit = 10_000;

/**
 * Runs apart, in a thread with little memory and little time, because a PDF is a program. It is written here as text so that
 * it runs unchanged from sources and from a build.
 */
const program = `
const { parentPort, workerData: given } = require('node:worker_threads');
const { createCanvas } = require(given.canvas);
(async () => {
  const pdfjs = await import(given.pdfjs);
  const document = await pdfjs.getDocument({
    data: given.bytes, isEvalSupported: false, useSystemFonts: false, disableFontFace: true, stopAtErrors: false,
    standardFontDataUrl: given.folder + 'standard_fonts/', cMapUrl: given.folder + 'cmaps/', cMapPacked: true,
    wasmUrl: given.folder + 'wasm/', iccUrl: given.folder + 'iccs/', enableXfa: false, verbosity: 0,
  }).promise;
  const page = await document.getPage(1);
  const natural = page.getViewport({ scale: 1 });
  const scale = Math.min(given.longer / Math.max(natural.width, natural.height), 8);
  const viewport = page.getViewport({ scale });
  const canvas = createCanvas(Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height)));
  await page.render({ canvas, viewport, background: 'white' }).promise;
  parentPort.postMessage(canvas.toBuffer('image/png'));
})().catch(() => parentPort.postMessage(null));
`;

interface Tools {
  canvas: string;
  pdfjs: string;
  folder: string;
}

/** Where the renderer lies; undefined on machines for which there is no canvas. */
function findTools(): Tools | undefined {
  const require = createRequire(import.meta.url);
  try {
    const pdfjs = require.resolve('pdfjs-dist/legacy/build/pdf.mjs');
    const folder = require.resolve('pdfjs-dist/package.json').replace(/package\.json$/, '');
    // The canvas is an optional package of the PDF library, so it is looked for from there.
    const canvas = createRequire(pdfjs).resolve('@napi-rs/canvas');
    return { canvas, pdfjs: pathToFileURL(pdfjs).href, folder };
  } catch {
    return undefined;
  }
}

/** The first page as PNG, its longer side as asked; undefined when it cannot be drawn in time. */
export async function pdfPicture(bytes: Buffer, longer: number): Promise<Buffer | undefined> {
  const tools = findTools();
  if (!tools || bytes.length > maxPdf) return undefined;
  const worker = new Worker(program, {
    eval: true,
    workerData: { ...tools, bytes: new Uint8Array(bytes), longer },
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    // Nothing of this process is the page's business.
    env: {},
    stdout: true,
    stderr: true,
  });
  try {
    return await new Promise<Buffer | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), timeLimit);
      const end = (png: Uint8Array | null): void => {
        clearTimeout(timer);
        resolve(png ? Buffer.from(png) : undefined);
      };
      worker.once('message', end);
      worker.once('error', () => end(null));
      worker.once('exit', () => end(null));
    });
  } finally {
    await worker.terminate();
  }
}
