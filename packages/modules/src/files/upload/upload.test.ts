import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@rapport/dev';
import { BlobError, newId } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, grace } from '../clean-up.ts';
import { download, type FilesHouse, filesHouse, type Person, tusClient, upload, uploadId } from '../files.test-kit.ts';
import { getFile } from '../get-file.ts';
import { changeLimits, getLimits } from '../limits.ts';
import { beginUpload } from './begin-upload.ts';
import { partsOf } from './part-store.ts';

let house: FilesHouse;
let ann: Person;
let bob: Person;
beforeAll(async () => {
  house = await filesHouse();
  ann = await house.person('Ann', 'admin');
  bob = await house.person('Bob');
});
afterAll(() => house.close());

const meta = (id: string, actor = ann) => getFile(house.platform, actor, { file: id as never });
const bytesOf = async (id: string, actor = ann) => Buffer.from(await (await download(house, actor, `${id}/x`)).arrayBuffer());
/** Ann's bytes of an upload from its begin, to be written piece by piece. */
const bodyOf = (id: string, length: number) =>
  httpRequest(new URL(`${house.url}/api/files/upload/${id}`), {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${ann.token}`,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
      'content-length': String(length),
    },
  });
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

describe('uploads', () => {
  it('FI4 a file comes back as it was sent, its Chinese name kept', async () => {
    const bytes = randomBytes(300_000);
    const id = await upload(house, ann, '季度报告（最终版）.bin', bytes);
    expect(await meta(id)).toMatchObject({
      name: '季度报告（最终版）.bin',
      size: 300_000,
      type: 'application/octet-stream',
      kind: 'file',
    });
    expect((await bytesOf(id)).equals(bytes)).toBe(true);
  });

  it('FI4 an upload that broke off goes on where the server says', async () => {
    const bytes = randomBytes(2_000_000);
    const client = tusClient(house, ann);
    const id = uploadId(await client.create('half.bin', bytes.length));
    const parts = house.platform.keep(partsOf);
    await new Promise<void>((done) => {
      const outgoing = bodyOf(id, bytes.length);
      outgoing.on('error', () => done());
      outgoing.on('close', () => done());
      outgoing.write(bytes.subarray(0, 777_777), async () => {
        await until(async () => ((await parts.size(id)) ?? 0) > 0);
        outgoing.destroy();
      });
    });
    const at = Number((await client.head(id)).headers.get('upload-offset'));
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThanOrEqual(777_777);
    expect((await client.patch(id, at, bytes.subarray(at))).status).toBe(204);
    expect((await bytesOf(id)).equals(bytes)).toBe(true);
  });

  it('FI4 a line that stands still, with its client back on another, does not hold the upload up', async () => {
    const bytes = randomBytes(200_000);
    const client = tusClient(house, ann);
    const id = uploadId(await client.create('still.bin', bytes.length));
    const still = bodyOf(id, bytes.length);
    still.on('error', () => undefined);
    await new Promise((done) => still.write(bytes.subarray(0, 100_000), done));
    const parts = house.platform.keep(partsOf);
    await until(async () => ((await parts.size(id)) ?? 0) >= 100_000);
    const at = Number((await client.head(id)).headers.get('upload-offset'));
    expect(at).toBe(100_000);
    expect((await client.patch(id, at, bytes.subarray(at))).status).toBe(204);
    still.destroy();
    expect((await bytesOf(id)).equals(bytes)).toBe(true);
  });

  it('FI4 whoever is gone before it is known who he is leaves no error behind', async () => {
    const { platform } = house;
    const client = tusClient(house, ann);
    const id = uploadId(await client.create('gone.bin', 10_000));
    const errors: unknown[] = [];
    const error = platform.logger.error.bind(platform.logger);
    platform.logger.error = ((...told: unknown[]) => void errors.push(told)) as typeof error;
    platform.bus.publish('revoked', { user: ann.user, sessions: 'all' });
    const line = connect(Number(new URL(house.url).port), '127.0.0.1');
    const tus = `Authorization: Bearer ${ann.token}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream`;
    await platform.db.transaction(async (tx) => {
      await tx.rows('lock table access_token in access exclusive mode');
      line.write(`PATCH /api/files/upload/${id} HTTP/1.1\r\nHost: x\r\n${tus}\r\nContent-Length: 10000\r\n\r\nhalf`);
      await sleep(300);
      line.resetAndDestroy();
      await sleep(200);
    });
    expect((await client.head(id)).status).toBe(200);
    platform.logger.error = error;
    expect(errors).toEqual([]);
  });

  it('FI4 a wrong offset is refused and changes nothing', async () => {
    const client = tusClient(house, ann);
    const id = uploadId(await client.create('a.bin', 10));
    expect((await client.patch(id, 0, Buffer.from('12345'))).status).toBe(204);
    const refused = await client.patch(id, 3, Buffer.from('45678'));
    expect(refused.status).toBe(409);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await codeOf(refused)).toBe('conflict');
    expect((await client.head(id)).headers.get('upload-offset')).toBe('5');
    expect((await client.patch(id, 5, Buffer.from('67890abc'))).status).toBe(413);
    expect((await client.patch(id, 5, Buffer.from('67890'))).status).toBe(204);
    expect((await bytesOf(id)).toString()).toBe('1234567890');
    const again = await client.head(id);
    expect([again.headers.get('upload-offset'), again.headers.get('upload-length')]).toEqual(['10', '10']);
  });

  it('FI4 creation with the bytes in the same request', async () => {
    const made = await fetch(`${house.url}/api/files/upload`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ann.token}`,
        'tus-resumable': '1.0.0',
        'upload-length': '5',
        'content-type': 'application/offset+octet-stream',
        'upload-metadata': `filename ${Buffer.from('a.txt').toString('base64')}`,
      },
      body: 'hello',
    });
    expect([made.status, made.headers.get('upload-offset')]).toEqual([201, '5']);
    expect((await bytesOf(uploadId(made))).toString()).toBe('hello');
  });

  it('FI4 a file of no bytes is a file', async () => {
    const id = await upload(house, ann, 'empty.txt', Buffer.alloc(0));
    expect(await meta(id)).toMatchObject({ size: 0, name: 'empty.txt' });
    const answer = await download(house, ann, `${id}/empty.txt`);
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '0', '']);
  });

  it('FI4 more than 100 MB is refused before a byte is sent', async () => {
    const refused = await tusClient(house, ann).create('film.mp4', 100 * 1024 * 1024 + 1);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ code: 'too-large', detail: 'file may have at most 100 MB.' });
  });

  it('FI4 the quota holds for uploads under way, many at once', async () => {
    const eve = await house.person('Eve');
    await changeLimits(house.platform, ann, { quotaBytes: 1_000_000 }, 'here');
    const made = await Promise.all(Array.from({ length: 5 }, () => tusClient(house, eve).create('x', 400_000)));
    expect(made.map((r) => r.status).sort()).toEqual([201, 201, 422, 422, 422]);
    expect(await getLimits(house.platform, eve)).toMatchObject({ usedBytes: 800_000, quotaBytes: 1_000_000 });
    await changeLimits(house.platform, ann, { quotaBytes: 10 * 1024 ** 3 }, 'here');
    await expect(
      changeLimits(house.platform, { ...eve, permissions: new Set<never>() }, { maxBytes: 2048 }, 'here'),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('FI4 uploading needs a session, the permission and, with a cookie, our own page', async () => {
    const nobody = { ...ann, token: 'nobody' };
    expect((await tusClient(house, nobody).create('x', 1)).status).toBe(401);
    const silent = { ...ann, permissions: new Set<never>(), scoped: [] };
    const announced = { id: newId(), name: 'x', voice: false, size: 1 };
    await expect(beginUpload(house.platform, silent, announced)).rejects.toMatchObject({ code: 'forbidden' });
    const foreign = await fetch(`${house.url}/api/files/upload`, {
      method: 'POST',
      headers: {
        cookie: `rapport_session=${ann.token}`,
        origin: 'https://evil.example',
        'tus-resumable': '1.0.0',
        'upload-length': '1',
      },
    });
    expect(await codeOf(foreign)).toBe('origin-not-allowed');
  });

  it('FI4 nobody touches the upload of another', async () => {
    const id = uploadId(await tusClient(house, ann).create('mine.bin', 4));
    const other = tusClient(house, bob);
    expect((await other.head(id)).status).toBe(404);
    expect((await other.patch(id, 0, Buffer.from('evil'))).status).toBe(404);
    expect((await other.remove(id)).status).toBe(404);
    expect((await tusClient(house, ann).remove(id)).status).toBe(204);
    expect((await tusClient(house, ann).head(id)).status).toBe(404);
  });

  it('FI4 nonsense of a client is answered with problem details', async () => {
    const client = tusClient(house, ann);
    for (const size of ['-1', 'abc', '1e3', '']) {
      const refused = await client.create('x', size);
      expect([400, 413]).toContain(refused.status);
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
    }
    expect((await client.create('x', 1, { 'tus-resumable': '0.2.2' })).status).toBeGreaterThanOrEqual(400);
    expect((await client.head('../../etc/passwd')).status).toBe(404);
  });

  it('FI2 names lose folders, tricks and controls', async () => {
    for (const [given, kept] of [
      ['../../../etc/passwd', 'passwd'],
      ['C:\\Windows\\cmd.exe', 'cmd.exe'],
      ['..', 'file'],
      ['a\u202egpj.exe', 'agpj.exe'],
      ['line\r\nbreak"; x.txt', 'linebreak"; x.txt'],
    ] as const) {
      const id = await upload(house, ann, given, Buffer.from('x'));
      expect((await meta(id)).name).toBe(kept);
      const disposition = (await download(house, ann, `${id}/x`)).headers.get('content-disposition') ?? '';
      expect(disposition).not.toMatch(/[\r\n]/);
    }
  });
});

describe('storage', () => {
  const files = async (folder: string): Promise<string[]> =>
    (await readdir(join(house.dataDir, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  it('FI6 nothing readable lies on the disk, under way or done', async () => {
    const secret = 'THE MINUTES OF THE BOARD '.repeat(5000);
    const client = tusClient(house, ann);
    const id = uploadId(await client.create('minutes.txt', secret.length));
    await client.patch(id, 0, Buffer.from(secret.slice(0, 70_000)));
    const under = await readFile(join(house.dataDir, 'uploads', `${id}.part`));
    expect(under.length).toBe(70_000);
    expect(under.includes('MINUTES')).toBe(false);
    await client.patch(id, 70_000, Buffer.from(secret.slice(70_000)));
    for (const path of await files('blobs')) expect((await readFile(path)).includes('MINUTES')).toBe(false);
    expect((await files('uploads')).some((path) => path.includes(id))).toBe(false);
    expect((await bytesOf(id)).toString()).toBe(secret);
  });

  it('FI4 a full store is named, and the upload ends well once there is room', async () => {
    const client = tusClient(house, ann);
    const id = uploadId(await client.create('big.bin', 1000));
    const bytes = randomBytes(1000);
    const real = house.platform.blobs;
    house.platform.blobs = {
      ...real,
      async write(_id, source) {
        source.resume();
        throw new BlobError('full', 'no room');
      },
    };
    const refused = await client.patch(id, 0, bytes);
    house.platform.blobs = real;
    expect([refused.status, await codeOf(refused)]).toEqual([507, 'storage-full']);
    const at = Number((await client.head(id)).headers.get('upload-offset'));
    expect(at).toBe(999);
    expect((await client.patch(id, at, bytes.subarray(at))).status).toBe(204);
    expect((await bytesOf(id)).equals(bytes)).toBe(true);
  });

  it('FI8 an upload nobody goes on with goes after a day', async () => {
    const client = tusClient(house, bob);
    const id = uploadId(await client.create('stale.bin', 10));
    await client.patch(id, 0, Buffer.from('123'));
    house.clock.advance(grace + 1000);
    await cleanUp(house.platform);
    expect((await client.head(id)).status).toBe(404);
    expect((await files('uploads')).length).toBe(0);
  });
});
