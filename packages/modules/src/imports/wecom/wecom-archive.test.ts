import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestHouse, testHouse } from '@rapport/dev';
import { sharedData } from '@rapport/dev/shared-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderOf, type ReadImport, readAll, zipOf } from '../export.test-kit.ts';
import { bare, expectSound, importWithRehearsal, nothing } from '../import-house.test-kit.ts';
import { ImportFormatError, runImport } from '../index.ts';
import { renderText } from '../text/import-text.ts';

let made = 0;
const said = (from: string, tolist: string[], msgtype: string, content: object, more: object = {}) => ({
  msgid: `m${++made}`,
  action: 'send',
  from,
  tolist,
  roomid: '',
  msgtime: 1_700_000_000_000 + made * 1000,
  msgtype,
  [msgtype]: content,
  ...more,
});
const lines = (...entries: object[]): string => entries.map((one) => JSON.stringify(one)).join('\n');
const outside = 'wmErxtDgAA9AW32YyyuYRimKr7D1KWlw';
const textsOf = (read: ReadImport): string[] =>
  [...read.items.values()]
    .flat()
    .flatMap((one) => (one.kind === 'message' ? [renderText(one.text, { person: () => undefined })] : []));
const entriesOf = (read: ReadImport): number => [...read.items.values()].flat().length + read.skippedEntries();

describe('decrypted archives of WeCom', () => {
  it('IM4 each entry is an item or counted: rooms, pairs, recalls, repeats, switches, damage, kinds nobody knows', async () => {
    const first = said('ann', [outside], 'text', { content: '*您好* <b>' });
    const recall = { ...said('ann', [outside], 'revoke', { pre_msgid: first.msgid }), action: 'recall' };
    const room = { roomid: 'wr1' };
    const folder = await folderOf({
      '2023-11-14.jsonl': `${lines(first, said(outside, ['ann'], 'text', { content: 'hi' }), recall, first)}\nnot json\n{"a":1}\n\n`,
      'more/rest.json': JSON.stringify({
        messages: [
          said('ann', ['bo', outside], 'hologram', { title: 'T' }, room),
          said(
            'bo',
            ['ann', outside],
            'file',
            { md5sum: 'aa', filename: '报价.pdf', filesize: 2_000_000 },
            { ...room, msgtime: 0 },
          ),
          { msgid: 's1', action: 'switch', time: 1_700_000_000_000, user: 'ann' },
          { msgid: 's2', action: 'send', msgtype: 'text', msgtime: 1 },
        ],
      }),
      'users.json': JSON.stringify([
        { userid: 'ann', name: 'Ann', email: 'ann@old.example' },
        { external_userid: outside, name: '林' },
      ]),
      'rooms.json': JSON.stringify([
        {
          roomid: 'wr1',
          roomname: '售后',
          room_create_time: 1_600_000_000,
          creator: 'bo',
          members: [{ memberid: 'ann' }, { memberid: 'bo' }],
        },
      ]),
      'notes.pdf': 'x',
    });
    const read = await readAll('wecom', folder.path);
    expect(entriesOf(read)).toBe(10);
    expect([...read.items.values()].map((items) => items.map((one) => one.kind))).toEqual([
      ['message', 'delete', 'message'],
      ['message', 'message'],
    ]);
    expect(textsOf(read)).toEqual(['\\*您好\\* \\<b>', 'hi', '\\[无法显示的消息：hologram\\] T', '']);
    const counted = [
      'entry-twice',
      'unreadable-line',
      'not-a-message',
      'organization-switch',
      'message-without-people',
      'part:kind-not-shown',
      'part:time-missing',
      'file-not-part-of-the-talk',
    ];
    expect(Object.fromEntries(counted.map((reason) => [reason, read.skipped(reason)]))).toEqual(
      Object.fromEntries(counted.map((reason) => [reason, 1])),
    );
    expect(read.conversations).toMatchObject([
      { kind: 'direct', members: expect.arrayContaining(['ann', outside]) },
      { kind: 'private', name: '售后', members: ['ann', 'bo'], creator: 'bo', createdMicros: 1_600_000_000_000_000 },
    ]);
    expect(read.users.map((one) => [one.displayName, one.guest])).toEqual([
      ['Ann', false],
      ['林', true],
      ['bo', false],
    ]);
    await folder.remove();
  });

  it('reads a zip and one file alike, and says when there is no message', async () => {
    const text = lines(said('ann', ['bo'], 'text', { content: '一' }), said('bo', ['ann'], 'text', { content: '二' }));
    const folder = await folderOf({ 'a.zip': zipOf([{ name: 'x/day.jsonl', content: text }]), 'b.txt': text, 'c.json': '[]' });
    for (const name of ['a.zip', 'b.txt']) expect(textsOf(await readAll('wecom', join(folder.path, name)))).toEqual(['一', '二']);
    await expect(readAll('wecom', join(folder.path, 'c.json'))).rejects.toBeInstanceOf(ImportFormatError);
    await folder.remove();
  });
});

const shared = sharedData('the 27 kinds of the WeCom archive');

describe.skipIf(!shared)('IM20 the published kinds of the archive', () => {
  let kit: TestHouse;
  let folder: Awaited<ReturnType<typeof folderOf>>;
  beforeAll(async () => {
    kit = await testHouse();
    const path = join(shared!, 'proto/vectors/wecom-msgaudit-messages.json');
    folder = await folderOf({ 'messages.json': readFileSync(path) });
  });
  afterAll(async () => {
    await kit.stop();
    await folder.remove();
  });

  it('are all read: 27 kinds, three said twice, none unknown', async () => {
    const read = await readAll('wecom', folder.path);
    expect(entriesOf(read)).toBe(30);
    expect(read.skips.map((one) => one.reason).sort()).toEqual([
      'entry-twice',
      'entry-twice',
      'entry-twice',
      'organization-switch',
      'part:time-missing',
    ]);
    const items = [...read.items.values()].flat();
    const kinds = items.map((one) => (one.kind === 'message' ? one.subtype : one.kind));
    expect(new Set(kinds).size).toBe(26);
    const texts = textsOf(read).join('\n');
    for (const words of [
      'test2',
      '你好\\[微笑\\]',
      '¥30.00',
      '夕会',
      '云游天地旅行家',
      '表项4，时间',
      '同意存档',
      '欢迎使用微盘.pdf.pdf',
      'geo:39.911125799,116.586285899',
    ])
      expect(texts + items.flatMap((one) => (one.kind === 'message' ? one.files.map((file) => file.name) : [])).join()).toContain(
        words,
      );
  });

  it('come into a house as foretold, and once', async () => {
    const run = { kind: 'wecom' as const, path: folder.path };
    const report = await importWithRehearsal(kit, run);
    expect(report).toMatchObject({ messages: 25, deletes: 0, layout: 'wecom-archive' });
    expect(Object.fromEntries(report.skipped.map(({ reason, count }) => [reason, count]))).toEqual({
      'entry-twice': 3,
      'organization-switch': 1,
      'delete-of-unknown-message': 1,
      'part:time-missing': 1,
    });
    const again = await runImport(kit.house.platform, run);
    expect(bare(again)).toMatchObject(nothing);
    await expectSound(kit);
  });
});
