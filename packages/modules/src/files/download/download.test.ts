import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@rapport/platform';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { download, type FilesHouse, filesHouse, type Person, upload } from '../files.test-kit.ts';
import { getFile } from '../get-file.ts';
import { readText } from '../read-text.ts';

let house: FilesHouse;
let ann: Person;
let bob: Person;
const bytes = randomBytes(200_000);
let id: string;
beforeAll(async () => {
  house = await filesHouse();
  ann = await house.person('Ann', 'admin');
  bob = await house.person('Bob');
  id = await upload(house, ann, 'data.bin', bytes);
});
afterAll(() => house.close());

const get = (path: string, headers?: Record<string, string>, actor: Person | undefined = ann) =>
  download(house, actor, path, headers);
const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('downloads', () => {
  it('FI1 what one may not see answers exactly like what is not there', async () => {
    const hidden = await get(`${id}/data.bin`, {}, bob);
    const absent = await get(`${newId()}/data.bin`, {}, bob);
    const nonsense = await get('..%2f..%2fetc/passwd', {}, bob);
    const answers = await Promise.all([hidden, absent, nonsense].map(async (r) => [r.status, await r.text()]));
    expect(answers[0]![0]).toBe(404);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect((await get(`${id}/preview/256`, {}, bob)).status).toBe(404);
    const stranger = await Promise.all([id, newId()].map(async (one) => (await download(house, undefined, `${one}/x`)).status));
    expect(stranger).toEqual([401, 401]);
  });

  it('FI7 headers give a browser no power and no doubt', async () => {
    const answer = await get(`${id}/anything-at-all.html`);
    const header = (name: string) => answer.headers.get(name);
    expect(header('x-content-type-options')).toBe('nosniff');
    expect(header('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(header('content-type')).toBe('application/octet-stream');
    expect(header('content-disposition')).toBe(`attachment; filename="data.bin"; filename*=UTF-8''data.bin`);
    expect(header('cache-control')).toBe('private, max-age=86400');
    expect(header('vary')).toBe('Cookie, Authorization');
    expect((await bodyOf(answer)).equals(bytes)).toBe(true);
  });

  it('FI7 one range, an open one, the last bytes', async () => {
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=65535-65536', 65_535, 65_537],
      ['bytes=199000-', 199_000, 200_000],
      ['bytes=-500', 199_500, 200_000],
      ['bytes=100-99999999', 100, 200_000],
    ] as const) {
      const answer = await get(`${id}/x`, { range });
      expect(answer.status).toBe(206);
      expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/200000`);
      expect((await bodyOf(answer)).equals(bytes.subarray(start, end))).toBe(true);
    }
  });

  it('FI7 two ranges come as parts', async () => {
    const answer = await get(`${id}/x`, { range: 'bytes=0-9, 150000-150009' });
    expect(answer.status).toBe(206);
    const boundary = /^multipart\/byteranges; boundary=(\S+)$/.exec(answer.headers.get('content-type') ?? '')![1]!;
    const parts = (await bodyOf(answer)).toString('latin1').split(`--${boundary}`);
    expect(parts).toHaveLength(4);
    expect(parts[1]).toContain('Content-Range: bytes 0-9/200000');
    expect(parts[1]!.endsWith(`\r\n\r\n${bytes.subarray(0, 10).toString('latin1')}\r\n`)).toBe(true);
    expect(parts[2]).toContain(`\r\n\r\n${bytes.subarray(150_000, 150_010).toString('latin1')}\r\n`);
  });

  it('FI7 ranges outside, nonsense, too many, overlapping', async () => {
    const outside = await get(`${id}/x`, { range: 'bytes=200000-' });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */200000']);
    const many = `bytes=${Array.from({ length: 50 }, (_, i) => `${i}-${i}`).join(',')}`;
    for (const range of ['bytes=5-2', 'bytes=-', 'lines=1-2', 'bytes=a-b', many, 'bytes=0-199999,0-199999']) {
      expect((await get(`${id}/x`, { range })).status).toBe(200);
    }
  });

  it('FI7 nothing is sent twice: ETag, If-None-Match, If-Range, HEAD', async () => {
    const etag = (await get(`${id}/x`)).headers.get('etag')!;
    expect((await get(`${id}/x`, { 'if-none-match': `"other", ${etag}` })).status).toBe(304);
    expect((await get(`${id}/x`, { range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    expect((await get(`${id}/x`, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
    const head = await fetch(`${house.url}/api/files/${id}/x`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${ann.token}` },
    });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '200000']);
  });

  it('FI3 a page dressed as a photograph is bytes of no kind, to be saved', async () => {
    const polyglot = Buffer.concat([
      Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
      Buffer.from('<html><script>alert(1)</script></html>'),
    ]);
    const dressed = await upload(house, ann, 'cat.jpg', polyglot);
    const answer = await get(`${dressed}/cat.jpg`);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment;/);
    for (const [name, body] of [
      ['a.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
      ['a.html', '<!doctype html><script>alert(1)</script>'],
      ['a.txt', 'look: <script>alert(1)</script>'],
      ['a.xml', '<?xml version="1.0"?><x/>'],
      ['a.js', 'alert(1)'],
    ] as const) {
      const active = await upload(house, ann, name, Buffer.from(body));
      const served = await get(`${active}/${name}`);
      expect(served.headers.get('content-disposition'), name).toMatch(/^attachment;/);
      expect(served.headers.get('content-type'), name).toBe('application/octet-stream');
    }
  });

  it('FI7 pictures and plain text are shown, names in any script', async () => {
    const png = await sharp({ create: { width: 600, height: 400, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const photo = await upload(house, ann, '照片 "1".png', png);
    const answer = await get(`${photo}/x`);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('content-disposition')).toBe(
      `inline; filename="__ _1_.png"; filename*=UTF-8''%E7%85%A7%E7%89%87%20%221%22.png`,
    );
    expect((await get(`${photo}/x?download`)).headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(await getFile(house.platform, ann, { file: photo as never })).toMatchObject({
      kind: 'image',
      width: 600,
      height: 400,
      previews: [256, 1024],
    });
    const preview = await get(`${photo}/preview/256`);
    expect(preview.headers.get('content-type')).toBe('image/webp');
    expect((await sharp(await bodyOf(preview)).metadata()).width).toBe(256);
    expect((await get(`${photo}/preview/77`)).status).toBe(404);
    expect((await get(`${id}/preview/256`)).status).toBe(404);
  });

  it('FI7 the beginning of a text, in its charset', async () => {
    const gbk = Buffer.from('d6d0b9fabbaacef2b9abcbbecfadc4fabac3a3acc7ebb2e9cad5b8bdbcfea1a3', 'hex');
    const note = await upload(house, ann, '说明.txt', gbk);
    expect((await get(`${note}/x`)).headers.get('content-type')).toBe('text/plain; charset=gb18030');
    const read = await readText(house.platform, ann, { file: note as never });
    expect(read).toMatchObject({ charset: 'gb18030', complete: true });
    expect(read.text.startsWith('中国')).toBe(true);
    const long = await upload(house, ann, 'long.txt', Buffer.from('字'.repeat(5000)));
    const cut = await readText(house.platform, ann, { file: long as never });
    expect([cut.complete, cut.text.length, /^字+$/.test(cut.text)]).toEqual([false, 1365, true]);
    await expect(readText(house.platform, ann, { file: id as never })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('FI6 a byte changed on the disk is noticed, and the answer breaks off', async () => {
    const victim = await upload(house, ann, 'v.bin', randomBytes(150_000));
    const { blob } = (await house.platform.db.row<{ blob: string }>('select blob_id as blob from file where id = $1', [victim]))!;
    const root = join(house.dataDir, 'blobs');
    const path = (await readdir(root, { recursive: true })).find((name) => name.endsWith(blob))!;
    const stored = await readFile(join(root, path));
    stored[100_000] = stored[100_000]! ^ 1;
    await writeFile(join(root, path), stored);
    await expect(get(`${victim}/x`).then(bodyOf)).rejects.toThrow();
    expect((await bodyOf(await get(`${victim}/x`, { range: 'bytes=0-99' }))).length).toBe(100);
  });
});
