/** Draws the pictures that devices install and notify with, from the one drawing. Run by hand when it changes. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const folder = join(import.meta.dirname, '../apps/web/public');
const drawing = await readFile(join(folder, 'icon.svg'), 'utf8');
const bubble = drawing.match(/<path[\s\S]*(?=<\/svg>)/)[0];

const framed = (body) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${body}</svg>`);
/** To the edge, with the drawing inside the circle that every mask leaves. */
const masked = framed(`<rect width="64" height="64" fill="#00768f"/><g transform="translate(6.4 6.4) scale(0.8)">${bubble}</g>`);
/** One colour on nothing, as status bars want it. */
const badge = framed(bubble.replaceAll('#00768f', '#000'));

const pictures = [
  ['icon-192.png', Buffer.from(drawing), 192],
  ['icon-512.png', Buffer.from(drawing), 512],
  ['icon-maskable-512.png', masked, 512],
  ['apple-touch-icon.png', masked, 180],
  ['badge-96.png', badge, 96],
];
for (const [name, source, size] of pictures) {
  const picture = await sharp(source, { density: (72 * size) / 64 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toBuffer();
  await writeFile(join(folder, name), picture);
}
