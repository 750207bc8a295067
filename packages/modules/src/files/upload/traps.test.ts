import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upload } from '../files.test-kit.ts';

let kit: TestHouse;
let ann: Seat;
beforeAll(async () => {
  kit = await testHouse();
  ann = await kit.person('Ann');
});
afterAll(() => kit.stop());

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

const tus = (method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) =>
  fetch(`${kit.url}/api/files/upload${path}`, {
    method,
    headers: { authorization: `Bearer ${ann.token}`, 'tus-resumable': '1.0.0', ...headers },
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
const patch = (id: string, offset: number | string, body: Buffer, more: Record<string, string> = {}) =>
  tus('PATCH', `/${id}`, { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...more }, body);
const begin = async (size: number): Promise<string> => {
  const made = await tus('POST', '', { 'upload-length': String(size), 'upload-metadata': `filename ${base64('x.bin')}` });
  expect(made.status).toBe(201);
  return made.headers.get('location')!.split('/').at(-1)!;
};
const bytesOf = async (id: string) =>
  Buffer.from(
    await (await fetch(`${kit.url}/api/files/${id}/x`, { headers: { authorization: `Bearer ${ann.token}` } })).arrayBuffer(),
  );

describe('uploads that lie', () => {
  it('FI4 many at once at the same place: one wins, and the file is one of theirs, whole', async () => {
    const size = 300_000;
    const id = await begin(size);
    const bodies = Array.from({ length: 12 }, (_, i) => Buffer.alloc(size, 65 + i));
    const answers = await Promise.all(bodies.map((body) => patch(id, 0, body)));
    expect(answers.filter((a) => a.status === 204)).toHaveLength(1);
    for (const { status } of answers) expect([204, 404, 409, 410, 413, 423]).toContain(status);
    const kept = await bytesOf(id);
    expect(kept.length).toBe(size);
    expect(new Set(kept).size).toBe(1);
  });

  it('FI4 offsets and lengths that are none are refused and nothing is written', async () => {
    const id = await begin(10);
    for (const offset of ['-1', '1e0', '0x0', '', 'abc', '99999999999999999999', '5', ' 0 ,0', '٠'.normalize()])
      expect([400, 403, 409, 413], offset).toContain(
        await patch(id, offset, Buffer.from('0123456789')).then(
          (a) => a.status,
          () => 400,
        ),
      );
    expect((await tus('HEAD', `/${id}`)).headers.get('upload-offset')).toBe('0');
    expect((await patch(id, 0, Buffer.alloc(11))).status).toBeGreaterThanOrEqual(400);
    for (const more of [
      { 'upload-length': '5' },
      { 'upload-length': '99999999' },
      { 'upload-defer-length': '1' },
      { 'upload-concat': 'final;/x' },
    ] as Record<string, string>[])
      expect((await patch(id, 0, Buffer.from('01234'), more)).status).toBeLessThan(500);
    const head = await tus('HEAD', `/${id}`);
    expect(head.headers.get('upload-length') ?? '10').toBe('10');
  });

  it.each([
    [{ 'upload-length': '5', 'upload-defer-length': '1' }],
    [{ 'upload-defer-length': '1' }],
    [{ 'upload-concat': 'partial', 'upload-length': '5' }],
    [{ 'upload-concat': `final;/api/files/upload/x /api/files/upload/y` }],
    [{ 'upload-length': '9007199254740993' }],
    [{ 'upload-length': '5, 6' }],
    [{ 'upload-length': '5', 'upload-metadata': 'filename %%%' }],
    [{ 'upload-length': '5', 'upload-metadata': `filename ${base64('a')},filename ${base64('b')},,,` }],
    [{ 'upload-length': '5', 'upload-metadata': 'filename' }],
    [{ 'upload-length': '5', 'upload-metadata': `__proto__ ${base64('x')},constructor ${base64('y')}` }],
    [{ 'upload-length': '5', 'upload-metadata': `filename ${base64(Buffer.from([0xff, 0xfe, 0x00, 0x0a]))}` }],
    [{ 'upload-length': '5', 'upload-metadata': `filename ${base64('x'.repeat(9_000))}` }],
  ] as [Record<string, string>][])('FI4 an announcement of %j is taken for what it can be, or refused', async (headers) => {
    const made = await tus('POST', '', headers);
    expect(made.status).toBeLessThan(500);
    if (made.status !== 201) expect(made.headers.get('content-type')).toContain('problem+json');
    else await tus('DELETE', `/${made.headers.get('location')!.split('/').at(-1)}`);
  });

  it('FI4 methods are what they are: no header makes one another', async () => {
    const id = await begin(4);
    for (const override of ['DELETE', 'POST', 'PATCH']) {
      const answer = await tus('HEAD', `/${id}`, { 'x-http-method-override': override, 'upload-length': '4' });
      expect(answer.status).toBe(200);
    }
    expect((await tus('HEAD', `/${id}`)).headers.get('upload-offset')).toBe('0');
  });
});

describe('uploads without end', () => {
  it('FI4 uploads that are begun and never sent run into an end, and leave no files on disk when refused', async () => {
    const eve = await kit.person('Eve');
    const create = () =>
      fetch(`${kit.url}/api/files/upload`, {
        method: 'POST',
        headers: { authorization: `Bearer ${eve.token}`, 'tus-resumable': '1.0.0', 'upload-length': '1' },
      });
    const parts = async () => (await readdir(join(kit.dataDir, 'uploads'))).length;
    const before = await parts();
    const codes: number[] = [];
    for (let i = 0; i < 13; i++) codes.push(...(await Promise.all(Array.from({ length: 20 }, create))).map((a) => a.status));
    expect(codes.filter((status) => status === 201)).toHaveLength(200);
    expect(codes.filter((status) => status === 422)).toHaveLength(60);
    expect((await parts()) - before).toBe(200);
  });

  it('FI4 files of no bytes are not free: they count for a block each', async () => {
    const eve = await kit.person('Empty');
    for (let i = 0; i < 3; i++) await upload(kit, eve, 'empty', Buffer.alloc(0)).catch(() => undefined);
    await upload(kit, eve, 'one', Buffer.from('x'));
    expect((await kit.call(eve, 'files.limits', {})).usedBytes).toBeGreaterThanOrEqual(4 * 4096);
    await kit.call(kit.owner, 'files.changeLimits', { quotaBytes: 5 * 4096 });
    await upload(kit, eve, 'five', Buffer.from('x'));
    await expect(upload(kit, eve, 'six', Buffer.from('x'))).rejects.toThrow();
    await kit.call(kit.owner, 'files.changeLimits', { quotaBytes: 10 * 1024 ** 3 });
  });
});

describe('files that are two things', () => {
  const pixels = () => sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } });
  const script = '<script>alert(1)</script>';
  const pdf = Buffer.from(
    `%PDF-1.4\n${script}\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`,
  );

  it.each([
    ['a picture with a page behind it', async () => Buffer.concat([await pixels().png().toBuffer(), Buffer.from(script)])],
    ['a GIF that is a script', async () => Buffer.from(`GIF89a=1;/*${'\0'.repeat(20)}*/alert(1);`)],
    [
      'a JPEG with a page in its comment',
      async () => {
        const jpeg = await pixels().jpeg().toBuffer();
        const comment = Buffer.from(`\xff\xfe\0${String.fromCharCode(script.length + 2)}${script}`, 'latin1');
        return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
      },
    ],
    [
      'a picture with an archive behind it',
      async () => Buffer.concat([await pixels().webp().toBuffer(), Buffer.from('PK\x03\x04'), Buffer.from(script)]),
    ],
    ['a PDF that is a page', async () => pdf],
    ['a page that is a PDF', async () => Buffer.concat([Buffer.from(`<html>${script}`), pdf])],
    [
      'an SVG with a script',
      async () => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`),
    ],
    [
      'an SVG behind an XML head and a mark',
      async () => Buffer.from(`\ufeff<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`),
    ],
    ['a page in UTF-16', async () => Buffer.from(`\ufeff<html>${script}`, 'utf16le')],
    ['a page in UTF-7', async () => Buffer.from('+ADw-script+AD4-alert(1)+ADw-/script+AD4-')],
    ['a page behind much space', async () => Buffer.from(`${' \n'.repeat(40_000)}<html>${script}`)],
    ['a page behind a comment', async () => Buffer.from(`<!-- ${'x'.repeat(70_000)} --><html>${script}`)],
    ['a script for a worker', async () => Buffer.from(`self.onfetch = () => fetch('//evil.example')`)],
    ['a manifest', async () => Buffer.from('CACHE MANIFEST\n/')],
    [
      'a web archive',
      async () =>
        Buffer.from(
          `From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n${script}\r\n--x--`,
        ),
    ],
  ] as [string, () => Promise<Buffer>][])('FI7 %s can do nothing in a browser', async (_what, make) => {
    const bytes = await make();
    const look = async (name: string): Promise<void> => {
      const id = await upload(kit, ann, name, bytes);
      const answer = await fetch(`${kit.url}/api/files/${id}/${name}`, { headers: { authorization: `Bearer ${ann.token}` } });
      const type = answer.headers.get('content-type')!.split(';')[0]!;
      const policy = answer.headers.get('content-security-policy')!;
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('script-src');
      expect(policy.startsWith('sandbox;') || type === 'application/pdf', `${name} ${type}`).toBe(true);
      expect(policy).not.toContain('allow-scripts');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(type).not.toMatch(/html|xml|javascript|ecmascript|svg|manifest|multipart/);
      const shown = answer.headers.get('content-disposition')!.startsWith('inline');
      if (shown) expect(type).toMatch(/^(image\/(png|jpeg|webp|gif|avif)|application\/pdf|text\/plain|audio\/|video\/)/);
      const text = await answer.text();
      if (type.startsWith('image/')) expect(text).not.toContain('alert(1)');
    };
    const names = ['x.html', 'x.png', 'x.svg', 'x.pdf', 'x.txt', 'x.js', 'x', 'x.mhtml', 'x.appcache'];
    await Promise.all(names.map(look));
  });

  it('FI5 a photograph loses where it was taken, in the file and in what is shown of it', async () => {
    const jpeg = await pixels()
      .jpeg()
      .withExif({
        IFD0: { Make: 'Kanarienvogel' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '7/1 0/1 0/1' },
      })
      .toBuffer();
    expect((await sharp(jpeg).metadata()).exif).toBeDefined();
    const id = await upload(kit, ann, 'photo.jpg', jpeg);
    for (const path of ['photo.jpg', 'preview/256', 'preview/1024']) {
      const answer = await fetch(`${kit.url}/api/files/${id}/${path}`, { headers: { authorization: `Bearer ${ann.token}` } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(answer.status).toBe(200);
      const { exif, xmp, iptc } = await sharp(bytes).metadata();
      expect([exif, xmp, iptc]).toEqual([undefined, undefined, undefined]);
      expect(bytes.includes('Kanarienvogel')).toBe(false);
    }
  });

  it('FI5 a picture that would be held as a whole is refused by its size in memory', async () => {
    const wide = await sharp({ create: { width: 8_000, height: 8_000, channels: 4, background: '#00000000' } })
      .toColourspace('rgb16')
      .png({ progressive: true, compressionLevel: 9 })
      .toBuffer();
    expect(wide.length).toBeLessThan(5_000_000);
    await expect(upload(kit, ann, 'bomb.png', wide)).rejects.toThrow(/413/);
  });
});
