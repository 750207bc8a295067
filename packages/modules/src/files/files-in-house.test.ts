import { filePaths } from '@rapport/contract';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tusClient, upload, uploadId } from './files.test-kit.ts';

/** Files in the whole house, with real people, messages and background work. */
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
    const file = await upload(kit, ann, '全家福.png', await photo('teal'));
    const group = await groupOf(bob.user);
    expect(await statusOf(bob, filePaths.content(file, 'x'))).toBe(404);
    const { seq } = await send(group.id, file, 1);
    expect(await statusOf(bob, filePaths.content(file, '全家福.png'))).toBe(200);
    expect(await statusOf(bob, filePaths.preview(file, 256))).toBe(200);
    expect(await statusOf(guest, filePaths.content(file, 'x'))).toBe(404);
    const { messages } = await kit.call(bob, 'conversations.history', { conversation: group.id });
    const [attachment] = messages.at(-1)!.attachments!;
    expect(attachment).toMatchObject({ file, name: '全家福.png', kind: 'image', width: 500, height: 300 });
    const { last } = await kit.call(bob, 'conversations.get', { conversation: group.id });
    expect(last).toMatchObject({ text: '', attachments: 1, attachmentKind: 'image' });
    const listed = await kit.call(bob, 'files.list', { conversation: group.id });
    expect(listed.items.map((item) => [item.file, item.used])).toEqual([[file, true]]);
    await expect(kit.call(ann, 'files.remove', { file: file as never })).rejects.toMatchObject({ problem: { code: 'conflict' } });
    await kit.call(ann, 'conversations.recallMessage', { conversation: group.id, seq });
    expect(await statusOf(bob, filePaths.content(file, 'x'))).toBe(404);
    expect(await statusOf(ann, filePaths.content(file, 'x'))).toBe(200);
  });

  it('whoever manages storage sees what the store holds and whose it is; new limits are written down', async () => {
    const eve = await kit.person('Eve');
    await upload(kit, eve, '大文件.txt', Buffer.alloc(300_000, 'x'));
    const usage = await kit.call(kit.owner, 'files.usage', {});
    expect(usage.people.find((p) => p.user === eve.user)).toEqual({ user: eve.user, files: 1, bytes: 300_000 });
    expect(usage.largest.find((f) => f.owner === eve.user)).toMatchObject({ size: 300_000, type: 'text/plain' });
    expect(JSON.stringify(usage)).not.toContain('大文件');
    expect(usage.bytes).toBeGreaterThanOrEqual(300_000);
    await kit.call(kit.owner, 'files.changeLimits', { maxBytes: 200_000_000 });
    const [entry] = (await kit.call(kit.owner, 'access.auditList', { act: 'files.limits-changed' })).items;
    expect(entry).toMatchObject({ actor: kit.owner.user, detail: { maxBytes: 200_000_000 } });
    await kit.call(kit.owner, 'files.changeLimits', { maxBytes: 100 * 1024 * 1024 });
  });

  it('FI1 the list of every file: own ones and those sent where one may look, once each, by the same law as opening them', async () => {
    const [dan, eli] = await Promise.all([kit.person('Dan'), kit.person('Eli')]);
    const list = async (seat: Seat, more = {}) =>
      (await kit.call(seat, 'files.list', { scope: 'all', ...more })).items.map(({ name }) => name);
    const group = await kit.call(dan, 'conversations.create', { kind: 'group', name: 'Before', members: [] });
    const say = (where: string, file: string, n: number) =>
      kit.call(dan, 'conversations.sendMessage', {
        conversation: where as never,
        draft: { clientId: `01900000-0000-7000-8000-0000000001${n}`, text: '', attachments: [file as never] },
      });
    const early = await upload(kit, dan, '加入之前.txt', Buffer.from('a'));
    await say(group.id, early, 10);
    await kit.call(dan, 'conversations.addMembers', {
      conversation: group.id,
      users: [eli.user as never],
      withHistory: false,
    });
    const late = await upload(kit, dan, '加入之后.txt', Buffer.from('b'));
    const { seq } = await say(group.id, late, 11);
    await upload(kit, dan, '没发出去.txt', Buffer.from('c'));
    const other = await kit.call(dan, 'conversations.create', { kind: 'group', name: 'Second', members: [eli.user as never] });
    await say(other.id, late, 12);
    const mine = await upload(kit, eli, '我的.txt', Buffer.from('d'));
    expect(await list(eli)).toEqual(['我的.txt', '加入之后.txt']);
    expect(await list(dan)).toEqual(['没发出去.txt', '加入之后.txt', '加入之前.txt']);
    expect(await list(eli, { owner: dan.user, text: '之后' })).toEqual(['加入之后.txt']);
    expect(await list(eli, { kind: 'image' })).toEqual([]);
    expect(await list(guest)).toEqual([]);
    const first = await kit.call(eli, 'files.list', { scope: 'all', limit: 1 });
    expect(first.next).toBe(mine);
    expect(await list(eli, { limit: 1, cursor: first.next })).toEqual(['加入之后.txt']);
    // Recalled here, it stands there still; having left there, too, it is gone.
    await kit.call(dan, 'conversations.recallMessage', { conversation: group.id, seq });
    expect(await list(eli)).toEqual(['我的.txt', '加入之后.txt']);
    await kit.call(eli, 'conversations.leave', { conversation: other.id });
    expect(await list(eli)).toEqual(['我的.txt']);
    await expect(kit.call(dan, 'files.list', { scope: 'all', conversation: group.id })).rejects.toMatchObject({
      problem: { code: 'invalid-input' },
    });
  });

  it('FI1 the list of a conversation tells an outsider not even that there are files', async () => {
    const group = await groupOf();
    for (const n of [3, 4, 5]) await send(group.id, await upload(kit, ann, `${n}.txt`, Buffer.from('x')), n);
    expect(await kit.call(bob, 'files.list', { conversation: group.id, limit: 1 })).toEqual({ items: [] });
    const first = await kit.call(ann, 'files.list', { conversation: group.id, limit: 2 });
    const second = await kit.call(ann, 'files.list', { conversation: group.id, limit: 2, cursor: first.next! });
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['5.txt', '4.txt', '3.txt']);
    expect(second.next).toBeUndefined();
    const ofKinds = async (...kinds: ('file' | 'image' | 'voice')[]) =>
      (await kit.call(ann, 'files.list', { conversation: group.id, kinds, limit: 2 })).items.length;
    expect([await ofKinds('file', 'voice'), await ofKinds('image', 'voice')]).toEqual([2, 0]);
  });

  it('FI1 nobody attaches what he may not see', async () => {
    const file = await upload(kit, bob, 'private.txt', Buffer.from('private'));
    const group = await groupOf(bob.user);
    await expect(send(group.id, file, 2)).rejects.toMatchObject({ problem: { code: 'not-found' } });
  });

  it('FI9 an avatar is seen by those who see the person', async () => {
    const file = await upload(kit, ann, 'me.png', await photo('navy'));
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
    await expect(upload(kit, ann, 'large.bin', Buffer.alloc(3000))).rejects.toThrow(/413/);
    await kit.call(kit.owner, 'files.changeLimits', { maxBytes: limits.maxBytes });
  });

  it('FI4 an upload goes on after the house was restarted', async () => {
    const bytes = Buffer.alloc(250_000, 'x');
    const client = tusClient(kit, ann);
    const file = uploadId(await client.create('x'.repeat(400), bytes.length));
    expect((await client.patch(file, 0, bytes.subarray(0, 123_456))).status).toBe(204);
    await kit.restart();
    expect((await client.head(file)).headers.get('upload-offset')).toBe('123456');
    expect((await client.patch(file, 123_456, bytes.subarray(123_456))).status).toBe(204);
    expect(await kit.call(ann, 'files.get', { file: file as never })).toMatchObject({ name: 'x'.repeat(200), size: 250_000 });
  });
});
