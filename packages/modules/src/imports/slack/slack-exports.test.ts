import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect, folderOf, readAll, zipOf } from '../export.test-kit.ts';
import type { ImportEdit, ImportItem, ImportMembership, ImportMessage, ImportSkip } from '../import-item.ts';
import { openImport } from '../open-import.ts';
import { renderText } from '../text/import-text.ts';
import { parseEdn } from './edn.ts';
import { entryToItem } from './entry-items.ts';
import { slackMicros } from './shapes.ts';

const plain = { person: () => undefined };
function item(entry: Record<string, unknown>): { item: ImportItem | undefined; skips: ImportSkip[] } {
  const skips: ImportSkip[] = [];
  return { item: entryToItem({ type: 'message', ts: '1500000000.000100', ...entry }, 'x#0', (skip) => skips.push(skip)), skips };
}
const message = (entry: Record<string, unknown>) => item(entry).item as ImportMessage;

describe('IM2 times keep their microseconds', () => {
  it('exactly', () => {
    expect(slackMicros('1517436010.000936')).toBe(1_517_436_010_000_936);
    expect([slackMicros('1517436010'), slackMicros('x'), slackMicros(undefined)]).toEqual([
      1_517_436_010_000_000,
      undefined,
      undefined,
    ]);
  });
});

describe('IM11 Slack entries', () => {
  it('people, bots with and without ids, and nobody', () => {
    expect(message({ user: 'U1', text: 'a', user_profile: { display_name: 'ann' } }).author).toEqual({ id: 'U1', name: 'ann' });
    expect(message({ subtype: 'bot_message', bot_id: 'B1', username: 'ci', text: 'a' }).author).toEqual({
      id: 'B1',
      name: 'ci',
      bot: true,
    });
    expect(message({ subtype: 'bot_message', username: 'hook', text: 'a' }).author).toEqual({
      id: 'bot:hook',
      name: 'hook',
      bot: true,
    });
    expect(message({ text: 'a' }).author).toEqual({ id: 'unknown' });
  });

  it('threads, broadcasts, /me, edit marks, unknown kinds with words', () => {
    expect(message({ text: 'a', thread_ts: '1500000000.000100' }).threadParent).toBeUndefined();
    const reply = message({ text: 'a', thread_ts: '1400000000.000001', subtype: 'thread_broadcast' });
    expect([reply.threadParent, reply.broadcast]).toEqual(['1400000000.000001', true]);
    expect(message({ text: 'a', subtype: 'me_message' }).action).toBe(true);
    expect(message({ text: 'a', edited: { user: 'U2', ts: '1500000001.000000' } }).edited).toEqual({
      atMicros: 1_500_000_001_000_000,
      by: 'U2',
    });
    expect(message({ text: 'new thing', subtype: 'never_seen' }).subtype).toBe('never_seen');
  });

  it('files without their tokens, lost files, reactions', () => {
    const files = [
      { id: 'F1', name: 'a.txt', mimetype: 'text/plain', size: 3, url_private: 'https://files/x?t=xoxe-secret', preview: 'abc' },
      { id: 'F2', mode: 'tombstone' },
    ];
    const reactions = [
      { name: '+1', users: ['U1', 'U2', 'U1'], count: 5 },
      { name: 'thumbsup', users: ['U3'], count: 1 },
    ];
    const read = item({ user: 'U1', files, reactions });
    const got = read.item as ImportMessage;
    expect(got.files).toEqual([
      { externalId: 'F1', name: 'a.txt', mimeType: 'text/plain', bytes: 3, url: 'https://files/x', preview: 'abc' },
    ]);
    expect(got.reactions).toEqual([{ emoji: '👍', users: ['U1', 'U2', 'U3'] }]);
    expect(read.skips.map((skip) => [skip.reason, skip.count])).toEqual([
      ['part:reaction-without-user', 3],
      ['part:file-deleted', 1],
    ]);
  });

  it('joins, leaves, topics, pins, bots added, archive', () => {
    const join = item({ subtype: 'channel_join', user: 'U1', inviter: 'U2', text: '<@U1> has joined' }).item as ImportMembership;
    expect([join.change, join.person.id, join.by?.id]).toEqual(['join', 'U1', 'U2']);
    expect((item({ subtype: 'group_leave', user: 'U1' }).item as ImportMembership).change).toBe('leave');
    expect((item({ subtype: 'bot_add', user: 'U1', bot_id: 'B1' }).item as ImportMembership).person).toEqual({
      id: 'B1',
      bot: true,
    });
    expect(item({ subtype: 'channel_topic', user: 'U1', topic: 'new', text: 'set the topic: new' }).item).toMatchObject({
      what: 'topic',
      value: 'new',
      actor: { id: 'U1' },
    });
    expect(item({ subtype: 'channel_name', user: 'U1', name: 'b', old_name: 'a' }).item).toMatchObject({
      what: 'name',
      value: 'b',
    });
    expect(item({ subtype: 'channel_archive', user: 'U1', text: 'archived' }).item).toMatchObject({ what: 'archived' });
    expect(item({ subtype: 'pinned_item', user: 'U1', item: { ts: '1.000001' } }).item).toMatchObject({
      what: 'pin',
      value: '1.000001',
    });
    expect(item({ subtype: 'huddle_thread', user: 'U1', text: 'A huddle started' }).item).toMatchObject({ what: 'notice' });
    const liked = item({ subtype: 'channel_join', user: 'U1', reactions: [{ name: 'wave', users: ['U2', 'U3'], count: 2 }] });
    expect(liked.skips).toEqual([{ reason: 'part:reaction-on-notice', where: 'x#0', count: 2 }]);
  });

  it('edits, edits that are none, deletes, tombstones', () => {
    const changed = { ts: '1400000000.000001', user: 'U1', text: 'new *x*', edited: { user: 'U1', ts: '1500000000.000000' } };
    const edit = item({ subtype: 'message_changed', message: changed, previous_message: { text: 'old' } }).item as ImportEdit;
    expect([edit.kind, edit.target, edit.externalId]).toEqual([
      'edit',
      '1400000000.000001',
      'edit:1400000000.000001:1500000000.000000',
    ]);
    expect(renderText(edit.message.text, plain)).toBe('new **x**');
    expect(edit.message.atMicros).toBe(1_400_000_000_000_001);
    const touched = item({ subtype: 'message_changed', message: changed, previous_message: changed });
    expect([touched.item, touched.skips[0]?.reason]).toEqual([undefined, 'change-without-new-words']);
    expect(item({ subtype: 'message_deleted', deleted_ts: '1.000001' }).item).toMatchObject({
      kind: 'delete',
      target: '1.000001',
    });
    expect(item({ subtype: 'message_changed', message: { subtype: 'tombstone', ts: '1.000001' } }).item).toMatchObject({
      kind: 'delete',
      target: '1.000001',
    });
    expect(message({ subtype: 'tombstone', text: 'This message was deleted.', thread_ts: '1500000000.000100' })).toMatchObject({
      recalled: true,
      text: [],
    });
  });

  it.each([
    [{ type: 'reaction_added' }, 'event:reaction_added'],
    [{ ts: 'never' }, 'no-timestamp'],
    [{ subtype: 'message_replied' }, 'thread-bookkeeping'],
    [{ user: 'U1', text: '' }, 'empty'],
    [{ subtype: 'message_changed' }, 'edit-without-target'],
    [{ subtype: 'message_deleted' }, 'delete-without-target'],
  ])('IM4 %j is counted, not lost', (entry, reason) => {
    expect(item(entry)).toEqual({ item: undefined, skips: [{ reason, where: 'x#0', count: 1 }] });
  });
});

const talk = (ts: string, text: string) => ({ type: 'message', user: 'U1', ts, text });
const EXPORT = {
  'users.json': JSON.stringify([
    {
      id: 'U1',
      team_id: 'T1',
      name: 'ann',
      deleted: true,
      is_admin: true,
      profile: { real_name: '安 Ann', email: 'a@b.c', display_name: '' },
    },
    { id: 'U1' },
    { name: 'no id' },
    { id: 'B9', name: 'ci', is_bot: true, profile: {} },
  ]),
  'channels.json': JSON.stringify([
    {
      id: 'C1',
      name: '公告',
      created: '1400000000',
      members: ['U1'],
      topic: { value: 't' },
      pins: [{ id: '1.000001', user: 'U1', created: 2 }],
    },
  ]),
  'groups.json': JSON.stringify([{ id: 'G1', name: 'secret' }]),
  'mpims.json': JSON.stringify([{ id: 'G2', name: 'mpdm-a--b-1', members: ['U1', 'U2'] }]),
  'dms.json': JSON.stringify([{ id: 'D1', members: ['U1', 'U2'] }]),
  '公告/2020-01-02.json': JSON.stringify([
    talk('1577923200.000002', 'b'),
    talk('1577923200.000001', 'a'),
    talk('1577923200.000001', 'a'),
    7,
  ]),
  '公告/2020-01-01.json': JSON.stringify([talk('1577836800.000001', 'first')]),
  '公告/2020-01-03.json': '[{"broken',
  'D1/2020-01-01.json': JSON.stringify([talk('1577836800.000001', 'hi')]),
  'left-over/2020-01-01.json': JSON.stringify([talk('1577836800.000001', 'x')]),
  'integration_logs.json': '[]',
};

describe('IM12 Slack export', () => {
  it('folder: people, four kinds of conversations, days in order, every leftover counted', async () => {
    const folder = await folderOf(EXPORT);
    const read = await readAll('slack', folder.path);
    expect([read.source.layout, read.source.externalWorkspaceId]).toEqual(['slack-export', 'T1']);
    const users = read.users;
    expect(users.map((user) => [user.externalId, user.displayName, user.bot, user.deactivated, user.role])).toEqual([
      ['U1', '安 Ann', false, true, 'admin'],
      ['B9', 'ci', true, false, 'member'],
    ]);
    const conversations = read.conversations;
    expect(conversations.map((one) => [one.externalId, one.kind])).toEqual([
      ['C1', 'open'],
      ['G1', 'private'],
      ['G2', 'group-direct'],
      ['D1', 'direct'],
      ['left-over', 'private'],
    ]);
    expect(conversations[0]).toMatchObject({
      topic: 't',
      createdMicros: 1_400_000_000_000_000,
      pins: [{ target: '1.000001', by: 'U1', atMicros: 2_000_000 }],
    });
    expect(read.items.get('C1')!.map((one) => [one.externalId, one.where])).toEqual([
      ['1577836800.000001', '公告/2020-01-01.json#0'],
      ['1577923200.000001', '公告/2020-01-02.json#1'],
      ['1577923200.000002', '公告/2020-01-02.json#0'],
    ]);
    expect(read.skips.map((skip) => `${skip.reason} ${skip.where}`).sort()).toEqual([
      'entry-twice 公告/2020-01-02.json#2',
      'file-not-part-of-the-talk integration_logs.json',
      'not-an-object 公告/2020-01-02.json#3',
      'unreadable-file 公告/2020-01-03.json',
      'user-twice users.json#1',
      'user-without-id users.json#2',
    ]);
    await folder.remove();
  });

  it('IM3 resumes at a time and reads no day before it', async () => {
    const folder = await folderOf(EXPORT);
    const skips: ImportSkip[] = [];
    const source = await openImport('slack', folder.path, { report: (skip) => skips.push(skip) });
    const [channel] = await collect(source.conversations());
    const items = await collect(source.items(channel!, { fromMicros: 1_577_923_200_000_002 }));
    expect(items.map((one) => one.externalId)).toEqual(['1577923200.000002']);
    const late = await collect(source.items(channel!, { fromMicros: 1_600_000_000_000_000 }));
    expect(late).toEqual([]);
    expect(skips.filter((skip) => skip.reason === 'unreadable-file')).toHaveLength(1);
    await folder.remove();
  });

  it('zip: the same items as the folder, with Chinese names that do not say they are UTF-8, below a top folder', async () => {
    const folder = await folderOf(EXPORT);
    const fromFolder = await readAll('slack', folder.path);
    await writeFile(
      join(folder.path, 'x.zip'),
      zipOf(Object.entries(EXPORT).map(([name, content]) => ({ name: `my export/${name}`, content }))),
    );
    const fromZip = await readAll('slack', join(folder.path, 'x.zip'));
    const ids = (read: typeof fromZip) => [...read.items].map(([id, items]) => [id, items.map((one) => one.externalId)]);
    expect(ids(fromZip)).toEqual(ids(fromFolder));
    await folder.remove();
  });

  it('IM13 hostile zips: names that escape, links, bombs, lies about size', async () => {
    const folder = await folderOf({});
    const path = join(folder.path, 'evil.zip');
    const parts = Object.entries(EXPORT).map(([name, content]) => ({ name, content }));
    await writeFile(
      path,
      zipOf([
        ...parts,
        { name: '../../escape.json', content: '[]' },
        { name: '/etc/passwd', content: 'x' },
        { name: '..\\win.json', content: 'x' },
        { name: '公告/2020-01-04.json', content: '/etc/passwd', mode: 0o120777 },
        { name: '公告/2020-01-05.json', content: Buffer.alloc(8 << 20) },
        { name: '公告/2020-01-06.json', content: JSON.stringify([talk('1578268800.000001', 'x')]), claims: 3 },
      ]),
    );
    const read = await readAll('slack', path);
    expect(read.skips.filter((skip) => skip.reason.startsWith('refused:')).map((skip) => skip.reason)).toEqual([
      'refused:unsafe-name',
      'refused:unsafe-name',
      'refused:unsafe-name',
      'refused:symbolic-link',
      'refused:packed-too-tightly',
    ]);
    expect(read.items.get('C1')).toHaveLength(3);
    expect(read.skips.filter((skip) => skip.reason === 'unreadable-file').map((skip) => skip.where)).toEqual([
      '公告/2020-01-03.json',
      '公告/2020-01-06.json',
    ]);
    await expect(readAll('slack', path, { limits: { entries: 5 } })).rejects.toThrow('too many files');
    await expect(readAll('slack', path, { limits: { totalBytes: 1000 } })).rejects.toThrow('too large unpacked');
    await folder.remove();
  });

  it('what is no export says so', async () => {
    const folder = await folderOf({ 'a.txt': 'hello', 'broken.zip': 'PK\u0003\u0004 nothing' });
    await expect(readAll('slack', folder.path)).rejects.toThrow('no Slack export');
    await expect(readAll('slack', join(folder.path, 'broken.zip'))).rejects.toThrow('not a readable zip');
    await expect(readAll('slack', join(folder.path, 'missing'))).rejects.toThrow('nothing at');
    await folder.remove();
  });
});

describe('IM14 event logs', () => {
  it('events of a day by channel, lists in EDN, lines that say nothing counted', async () => {
    const line = (event: object) => `${JSON.stringify({ type: 'message', team: 'T9', ...event })}\n`;
    const folder = await folderOf({
      'users.edn':
        '({:user/slack-id "U1", :user/name "ann", :user/admin? true, :user-profile/real-name "Ann \\"A\\"", :user-profile/email "a@b.c"})',
      'channels.edn': '(#:channel{:slack-id "C1", :name "dev", :created 1435777619, :creator [:user/slack-id "U1"]})',
      'logs/2018-02-01.txt':
        line({ channel: 'C1', user: 'U1', ts: '1517436000.000001', text: 'line\u2028one' }) +
        line({ channel: 'C2', user: 'U1', ts: '1517436000.000002', text: 'other' }) +
        '{"broken\n\n' +
        line({ channel: 'C1', subtype: 'message_deleted', deleted_ts: '1517436000.000001', ts: '1517436009.000001' }),
      'logs/2018-02-02.txt': line({ type: 'hello' }),
    });
    const read = await readAll('slack', folder.path);
    expect([read.source.layout, read.source.externalWorkspaceId]).toEqual(['slack-event-log', 'T9']);
    expect(read.users).toMatchObject([{ externalId: 'U1', displayName: 'Ann "A"', email: 'a@b.c', role: 'admin' }]);
    expect(read.conversations).toMatchObject([{ externalId: 'C1', name: 'dev', creator: 'U1' }, { externalId: 'C2' }]);
    expect(read.items.get('C1')!.map((one) => one.kind)).toEqual(['message', 'delete']);
    expect(read.items.get('C2')).toHaveLength(1);
    expect(read.skips.map((skip) => `${skip.reason} ${skip.where}`)).toEqual([
      'unreadable-line logs/2018-02-01.txt:3',
      'event-without-channel logs/2018-02-02.txt:1',
    ]);
    await folder.remove();
  });

  it('EDN: escapes, sets, tags, comments, and errors', () => {
    expect(parseEdn('[:a/b "x\\n\\u4f60" #{1 2.5} #inst "2020" nil true #_ skipped 7N ; end\n]')).toEqual([
      'b',
      'x\n你',
      [1, 2.5],
      '2020',
      null,
      true,
      7,
    ]);
    for (const broken of ['(', '"x', '{:a', '[1 2', ')', '[] []', '('.repeat(1000)]) expect(() => parseEdn(broken)).toThrow();
  });
});
