import { filePaths } from '@rapport/contract';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import sharp from 'sharp';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Files in the whole house, uploaded by the same library as the web client. */
describe('files in the house', () => {
  let kit: TestHouse;
  let ann: Seat;
  let bob: Seat;
  let guest: Seat;
  beforeAll(async () => {
    kit = await testHouse();
    ann = await kit.person('Ann');
    bob = await kit.person('Bob');
    guest = await kit.person('Guest', 'guest');
  });
  afterAll(() => kit.stop());

  const upload = (seat: Seat, name: string, bytes: Buffer, chunkSize = 100_000) =>
    new Promise<string>((resolve, reject) => {
      const up = new Upload(bytes, {
        endpoint: `${kit.url}${filePaths.upload}`,
        metadata: { filename: name },
        headers: { authorization: `Bearer ${seat.token}` },
        chunkSize,
        retryDelays: [],
        onError: reject,
        onSuccess: () => resolve(up.url?.split('/').at(-1) ?? ''),
      });
      up.start();
    });
  const statusOf = async (seat: Seat, path: string) => {
    const answer = await fetch(`${kit.url}${path}`, { headers: { authorization: `Bearer ${seat.token}` } });
    await answer.arrayBuffer();
    return answer.status;
  };
  const photo = (color: string) =>
    sharp({ create: { width: 500, height: 300, channels: 3, background: color } })
      .png()
      .toBuffer();
  const groupOf = (...users: string[]) =>
    kit.call(ann, 'conversations.create', { kind: 'group', name: 'Photos', members: users as never });
  const send = (conversation: string, file: string, n: number) =>
    kit.call(ann, 'conversations.sendMessage', {
      conversation: conversation as never,
      draft: { clientId: `01900000-0000-7000-8000-00000000000${n}`, text: '', attachments: [file as never] },
    });

  it('FI1 an attachment is opened by its message, to members only, until it is recalled', async () => {
    const file = await upload(ann, '全家福.png', await photo('teal'), 500);
    const group = await groupOf(bob.user);
    expect(await statusOf(bob, filePaths.content(file, 'x'))).toBe(404);
    const { seq } = await send(group.id, file, 1);
    expect(await statusOf(bob, filePaths.content(file, '全家福.png'))).toBe(200);
    expect(await statusOf(bob, filePaths.preview(file, 256))).toBe(200);
    expect(await statusOf(guest, filePaths.content(file, 'x'))).toBe(404);
    const { messages } = await kit.call(bob, 'conversations.history', { conversation: group.id });
    const [attachment] = messages.at(-1)!.attachments!;
    expect(attachment).toMatchObject({ file, name: '全家福.png', kind: 'image', width: 500, height: 300 });
    const listed = await kit.call(bob, 'files.list', { conversation: group.id });
    expect(listed.items.map((item) => [item.file, item.used])).toEqual([[file, true]]);
    await expect(kit.call(ann, 'files.remove', { file: file as never })).rejects.toMatchObject({ problem: { code: 'conflict' } });
    await kit.call(ann, 'conversations.recallMessage', { conversation: group.id, seq });
    expect(await statusOf(bob, filePaths.content(file, 'x'))).toBe(404);
    expect(await statusOf(ann, filePaths.content(file, 'x'))).toBe(200);
  });

  it('FI1 nobody attaches what he may not see', async () => {
    const file = await upload(bob, 'private.txt', Buffer.from('private'));
    const group = await groupOf(bob.user);
    await expect(send(group.id, file, 2)).rejects.toMatchObject({ problem: { code: 'not-found' } });
  });

  it('FI9 an avatar is seen by those who see the person', async () => {
    const file = await upload(ann, 'me.png', await photo('navy'));
    expect(await statusOf(bob, filePaths.preview(file as never, 256))).toBe(404);
    await kit.call(ann, 'people.changeProfile', { avatar: file as never });
    await until(async () => (await statusOf(bob, filePaths.preview(file, 256))) === 200);
    expect((await kit.call(ann, 'files.get', { file: file as never })).used).toBe(true);
    expect(await statusOf(guest, filePaths.preview(file, 256))).toBe(404);
  });

  it('FI4 limits over the contract: all see them, only who manages storage sets them', async () => {
    const limits = await kit.call(ann, 'files.limits', {});
    expect(limits.maxBytes).toBe(100 * 1024 * 1024);
    await expect(kit.call(ann, 'files.changeLimits', { maxBytes: 2048 })).rejects.toMatchObject({
      problem: { code: 'forbidden' },
    });
    expect((await kit.call(kit.owner, 'files.changeLimits', { maxBytes: 2048 })).maxBytes).toBe(2048);
    await expect(upload(ann, 'large.bin', Buffer.alloc(3000))).rejects.toThrow(/413/);
    await kit.call(kit.owner, 'files.changeLimits', { maxBytes: limits.maxBytes });
  });

  it('FI4 an upload goes on after the house was restarted', async () => {
    const bytes = Buffer.alloc(250_000, 'x');
    const headers = { authorization: `Bearer ${ann.token}`, 'tus-resumable': '1.0.0' };
    const made = await fetch(`${kit.url}${filePaths.upload}`, {
      method: 'POST',
      headers: { ...headers, 'upload-length': '250000' },
    });
    const address = `${kit.url}${made.headers.get('location')}`;
    const patch = (offset: number, part: Buffer) =>
      fetch(address, {
        method: 'PATCH',
        headers: { ...headers, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
        body: Buffer.from(part),
      });
    expect((await patch(0, bytes.subarray(0, 123_456))).status).toBe(204);
    await kit.restart();
    expect((await fetch(address, { method: 'HEAD', headers })).headers.get('upload-offset')).toBe('123456');
    expect((await patch(123_456, bytes.subarray(123_456))).status).toBe(204);
    const file = made.headers.get('location')!.split('/').at(-1)!;
    expect(await kit.call(ann, 'files.get', { file: file as never })).toMatchObject({ name: 'file', size: 250_000 });
  });
});
