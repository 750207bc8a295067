import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../bytes/bytes.ts';
import { blankMetadata } from './blank-metadata.ts';
import { cleanPicture } from './clean-picture.ts';
import { pdfPicture } from './pdf-picture.ts';
import { picture } from './sharp.ts';
import { stripPicture } from './strip.ts';

const gps = { IFD0: { Make: 'SpyCam', Copyright: 'Ann Secret' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' } };
const raw = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3366cc' } }).composite([
    { input: Buffer.from([255, 0, 0]), raw: { width: 1, height: 1, channels: 3 }, left: 0, top: 0 },
  ]);
const pixels = (bytes: Buffer) => sharp(bytes).autoOrient().raw().toBuffer();

/** Traces a reader could find: tags, and the strings above anywhere in the bytes. */
async function tracesIn(bytes: Buffer): Promise<string[]> {
  const { exif, xmp, iptc, comments } = await sharp(bytes).metadata();
  const text = bytes.toString('latin1');
  return [
    ...(exif ? ['exif'] : []),
    ...(xmp ? ['xmp'] : []),
    ...(iptc ? ['iptc'] : []),
    ...(comments?.length ? ['comments'] : []),
    ...['SpyCam', 'Ann Secret', 'GPSLatitude'].filter((word) => text.includes(word)),
  ];
}

describe('clean pictures', () => {
  const makers = {
    'image/jpeg': () => raw(300, 200).withExif(gps).jpeg().toBuffer(),
    'image/png': () => raw(300, 200).withExif(gps).png().toBuffer(),
    'image/webp': () => raw(300, 200).withExif(gps).webp().toBuffer(),
    'image/avif': () => raw(300, 200).withExif(gps).avif({ effort: 0 }).toBuffer(),
  } as const;

  it.each(Object.keys(makers) as (keyof typeof makers)[])('FI5 %s loses its metadata and no pixel', async (type) => {
    const before = await makers[type]();
    expect(await tracesIn(before)).toContain('exif');
    const clean = (await cleanPicture(type, before))!;
    const traces = await tracesIn(clean.bytes);
    // In AVIF the emptied block stays where it was.
    expect(traces.filter((trace) => trace !== 'exif' || type !== 'image/avif')).toEqual([]);
    expect((await pixels(clean.bytes)).equals(await pixels(before))).toBe(true);
    expect([clean.width, clean.height]).toEqual([300, 200]);
  });

  it('FI5 a picture that says it lies on its side is turned for good', async () => {
    const lying = await raw(300, 200).withExif(gps).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const clean = (await cleanPicture('image/jpeg', lying))!;
    expect([clean.width, clean.height]).toEqual([200, 300]);
    expect((await sharp(clean.bytes).metadata()).orientation).toBeUndefined();
    expect(await tracesIn(clean.bytes)).toEqual([]);
  });

  it('FI5 what hangs behind the end is cut off', async () => {
    for (const type of ['image/jpeg', 'image/png', 'image/webp'] as const) {
      const before = Buffer.concat([await makers[type](), Buffer.from('<script>alert("Ann Secret")</script>')]);
      const clean = (await cleanPicture(type, before))!;
      expect(clean.bytes.includes('script')).toBe(false);
      expect(await tracesIn(clean.bytes)).toEqual([]);
    }
  });

  it('FI5 animations stay animated, comments go', async () => {
    const frames = Buffer.concat([Buffer.alloc(20 * 20 * 3, 10), Buffer.alloc(20 * 20 * 3, 200), Buffer.alloc(20 * 20 * 3, 90)]);
    const strip = sharp(frames, { raw: { width: 20, height: 60, channels: 3, pageHeight: 20 } });
    const gif = await strip
      .clone()
      .gif({ loop: 0, delay: [50, 50, 50] })
      .toBuffer();
    const commented = Buffer.concat([
      gif.subarray(0, -1),
      Buffer.from([0x21, 0xfe, 10]),
      Buffer.from('Ann Secret'),
      Buffer.from([0, 0x3b]),
    ]);
    const clean = (await cleanPicture('image/gif', commented))!;
    expect((await sharp(clean.bytes, { animated: true }).metadata()).pages).toBe(3);
    expect(await tracesIn(clean.bytes)).toEqual([]);
    expect([clean.width, clean.height]).toEqual([20, 20]);
    const webp = await strip
      .clone()
      .webp({ loop: 0, delay: [50, 50, 50] })
      .toBuffer();
    expect((await sharp((await cleanPicture('image/webp', webp))!.bytes, { animated: true }).metadata()).pages).toBe(3);
  });

  it('FI5 previews fit their sizes and are never enlarged; the blur is tiny', async () => {
    const large = (await cleanPicture('image/jpeg', await raw(3000, 1500).jpeg().toBuffer()))!;
    const sizes = await Promise.all(large.previews.map(async (p) => [p.size, (await sharp(p.webp).metadata()).width]));
    expect(sizes).toEqual([
      [256, 256],
      [1024, 1024],
    ]);
    expect(large.blur).toMatch(/^data:image\/webp;base64,/);
    expect(large.blur.length).toBeLessThan(1024);
    const small = (await cleanPicture('image/png', await raw(40, 30).png().toBuffer()))!;
    expect(small.previews.map((p) => p.size)).toEqual([256]);
    expect((await sharp(small.previews[0]!.webp).metadata()).width).toBe(40);
  });

  it('FI5 a pixel bomb is refused before it is decoded', async () => {
    // A small picture whose header claims 30,000 × 30,000 pixels.
    const bomb = await raw(30, 20).png().toBuffer();
    bomb.writeUInt32BE(30_000, 16);
    bomb.writeUInt32BE(30_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    await expect(cleanPicture('image/png', bomb)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('FI5 what only begins like a picture is none; SVG is never decoded', async () => {
    const polyglot = Buffer.concat([
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
      Buffer.from('JFIF\0<html><script>alert(1)</script>'),
    ]);
    expect(await cleanPicture('image/jpeg', polyglot)).toBeUndefined();
    const whole = await makers['image/jpeg']();
    expect(await cleanPicture('image/jpeg', whole.subarray(0, whole.length / 2))).toBeUndefined();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>');
    await expect(picture(svg).metadata()).rejects.toThrow();
  });

  it('FI5 any damage to a picture ends in a picture or in none, never in an error', async () => {
    for (const type of ['image/jpeg', 'image/png', 'image/webp'] as const) {
      const whole = await makers[type]();
      for (let i = 0; i < 200; i++) {
        const hurt = Buffer.from(whole);
        for (let n = 0; n < 3; n++) hurt[(i * 7919 + n * 104_729) % Math.min(hurt.length, 2000)] = (i * 31 + n * 17) % 256;
        expect(() => stripPicture(type, hurt.subarray(0, hurt.length - (i % 50)))).not.toThrow();
        await blankMetadata('image/avif', bytesOf(hurt));
        await blankMetadata('image/tiff', bytesOf(hurt));
      }
    }
  });

  it('FI5 a TIFF and the raw formats built on it lose their place and nothing else', async () => {
    const tiff = Buffer.alloc(120, 9);
    tiff.write('II*\0', 0, 'latin1');
    tiff.writeUInt32LE(8, 4);
    tiff.writeUInt16LE(1, 8);
    const entry = (at: number, tag: number, type: number, count: number, value: number): void => {
      tiff.writeUInt16LE(tag, at);
      tiff.writeUInt16LE(type, at + 2);
      tiff.writeUInt32LE(count, at + 4);
      tiff.writeUInt32LE(value, at + 8);
    };
    entry(10, 0x8825, 4, 1, 40);
    tiff.writeUInt32LE(0, 22);
    tiff.writeUInt16LE(2, 40);
    entry(42, 1, 2, 2, 0x4e);
    entry(54, 2, 5, 3, 80);
    const patches = await blankMetadata('image/tiff', bytesOf(tiff));
    const blanked = Buffer.from(tiff);
    for (const patch of patches) patch.bytes.copy(blanked, patch.at);
    expect(blanked.subarray(80, 104).every((byte) => byte === 0)).toBe(true);
    expect([blanked.readUInt32LE(50), blanked.readUInt32LE(62)]).toEqual([0, 0]);
    const changed = [...tiff.keys()].filter((at) => tiff[at] !== blanked[at]);
    expect(changed.every((at) => (at >= 50 && at < 54) || (at >= 62 && at < 66) || (at >= 80 && at < 104))).toBe(true);
  });

  it('FI5 the first page of a PDF is drawn; what is no PDF is not', async () => {
    const pdf = Buffer.from(
      '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
        '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n' +
        '4 0 obj<</Length 44>>stream\nBT /F1 24 Tf 20 40 Td (Hello Rapport) Tj ET\nendstream endobj\n' +
        '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>',
    );
    const png = (await pdfPicture(pdf, 1024))!;
    const { width, height } = await sharp(png).metadata();
    expect([width, height]).toEqual([1024, 512]);
    const { channels } = await sharp(png).removeAlpha().stats();
    expect(channels[0]?.min).toBeLessThan(64);
    expect(channels[0]?.mean).toBeGreaterThan(200);
    expect(await pdfPicture(Buffer.from('%PDF-1.4 nonsense'), 256)).toBeUndefined();
  });
});

describe('real photographs', () => {
  const shared = resolve(process.env.RAPPORT_SHARED ?? resolve(import.meta.dirname, '../../../../../../shared'));
  const archive = join(shared, 'data/sec/exif-gps.tar.xz');
  const folder = mkdtempSync(join(tmpdir(), 'rapport-exif-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  if (existsSync(archive)) execFileSync('tar', ['xJf', archive, '-C', folder]);
  else console.warn(`THE SHARED PHOTOGRAPHS ARE ABSENT (${archive}): only made ones are tested.`);
  const photos = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jpg'));

  it('FI5 cameras leave nothing behind, and upright photographs no pixel', async () => {
    let placed = 0;
    for (const name of photos) {
      const before = readFileSync(join(folder, name));
      const header = await sharp(before).metadata();
      if (header.exif) placed++;
      const clean = await cleanPicture('image/jpeg', before);
      expect(clean, name).toBeDefined();
      const after = await sharp(clean!.bytes).metadata();
      expect([after.exif, after.xmp, after.iptc], name).toEqual([undefined, undefined, undefined]);
      expect(clean!.bytes.toString('latin1'), name).not.toMatch(/Exif\0|GPS|http:\/\/ns\.adobe/);
      if ((header.orientation ?? 1) === 1) expect((await pixels(clean!.bytes)).equals(await pixels(before)), name).toBe(true);
    }
    expect(placed).toBe(photos.length);
  });
});
