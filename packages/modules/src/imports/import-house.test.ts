import { type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUser } from '../people/index.ts';
import { folderOf } from './export.test-kit.ts';
import { bare, contents, expectSound, importWithRehearsal, nothing } from './import-house.test-kit.ts';
import { runImport } from './index.ts';
import { slackFiles, ts } from './slack-house.test-kit.ts';

const at = (seconds: number) => Number(ts(seconds).slice(0, 10)) * 1000;

describe('an export in a house', () => {
  let kit: TestHouse;
  let folder: Awaited<ReturnType<typeof folderOf>>;
  let bo: Awaited<ReturnType<TestHouse['person']>>;
  const everyone = async () => (await kit.call(kit.owner, 'people.list', { inactive: true, limit: 100 })).items;
  const browse = async () => (await kit.call(kit.owner, 'conversations.list', { limit: 100 })).items;
  const named = async (name: string) => (await browse()).find((c) => c.name === name)!;

  beforeAll(async () => {
    kit = await testHouse();
    folder = await folderOf(slackFiles());
    // Bo is here already, under the address that the export has in capitals.
    bo = await kit.person('Bo Here');
    await kit.house.platform.db.rows(`update user_account set email = 'bo@old.example' where id = $1`, [bo.user]);
  });
  afterAll(async () => {
    await kit.stop();
    await folder.remove();
  });

  it('IM20 is foretold by a dry run and adds nothing the second time', async () => {
    const report = await importWithRehearsal(kit, { kind: 'slack', path: folder.path });
    // Ann, Cem, Dee, CI, Ghost and Slackbot are new; Bo is known by address.
    expect(bare(report)).toEqual({
      users: 6,
      conversations: 5,
      messages: 17,
      edits: 1,
      deletes: 1,
      reactions: 2,
      files: 1,
      skipped: [],
    });
    const again = await runImport(kit.house.platform, { kind: 'slack', path: folder.path });
    expect(bare(again)).toEqual({ ...nothing, skipped: [] });
    expect(again.known).toBe(17);
    await expectSound(kit);
  });

  it('IM21 people without a sign-in wait for whoever comes with their address', async () => {
    const people = await everyone();
    const ann = people.find((p) => p.name === 'Ann')!;
    expect(ann).toMatchObject({ active: false, kind: 'member', email: 'ann@old.example', title: 'Engineer' });
    expect(people.find((p) => p.name === 'Cem')).toMatchObject({ active: false, kind: 'guest' });
    expect(people.find((p) => p.name === 'CI')).toMatchObject({ active: false, kind: 'bot' });
    expect(people.some((p) => p.name === 'Bo')).toBe(false);
    const { invited, known } = await kit.call(kit.owner, 'people.invite', { emails: ['Ann@old.example', 'bo@old.example'] });
    expect(known).toEqual(['bo@old.example']);
    const token = new URL(invited[0]!.link!).href.split(/[/=#]/).at(-1)!;
    const password = 'a-kettle-of-orange-9';
    await kit.call(null, 'people.acceptInvitation', { token, name: 'Ann Lee', password });
    expect((await everyone()).find((p) => p.id === ann.id)).toMatchObject({ active: true, name: 'Ann Lee', role: 'member' });
    // From the command line too, under another role.
    const dee = await createUser(kit.house.platform, { email: 'cem@old.example', name: 'Cem Ay', role: 'member' });
    expect(dee).toBe(people.find((p) => p.name === 'Cem')!.id);
  });

  it('IM22 times, authors, words, marks and places are those of the source', async () => {
    const general = await named('general');
    expect(general).toMatchObject({
      kind: 'group',
      visibility: 'open',
      purpose: 'All of us\nTalk',
      archived: false,
      createdAt: at(0),
    });
    const { messages } = await kit.call(kit.owner, 'conversations.history', { conversation: general.id });
    const people = new Map((await everyone()).map((p) => [p.id as string, p.name]));
    const line = (m: (typeof messages)[number]) => [people.get(m.sender ?? '') ?? m.senderName, m.at, m.text];
    expect(messages.map((m) => line(m).slice(0, 2))).toEqual([
      ['Ann Lee', at(100)],
      ['Bo Here', at(110)],
      ['Ann Lee', at(200)],
      ['Cem Ay', at(220)],
      ['deploys', at(230)],
      ['Dee', at(240)],
      ['Ghost', at(86_000)],
      ['Ann Lee', at(86_010)],
      ['Slackbot', at(86_020)],
      ['Ann Lee', at(86_040)],
    ]);
    expect(messages[0]).toMatchObject({
      text: `Hello <@${bo.user}> and <!all>, see #old-plans`,
      pinned: true,
      occurredAt: at(100),
    });
    expect(messages[0]!.late).toBeUndefined();
    expect(messages[0]!.reactions).toMatchObject([{ emoji: '👍' }]);
    expect(messages[0]!.reactions![0]!.users).toContain(bo.user);
    expect(messages[1]).toMatchObject({ text: 'fixed **words**', edited: { at: at(120), count: 1 } });
    expect(messages[2]!.topic).toMatchObject({ count: 3, lastAt: at(86_030) });
    expect(messages[3]!.forward).toMatchObject({ conversation: messages[2]!.topic!.conversation, seq: 2, senderName: 'Cem' });
    expect(messages[5]!.text).toBe('With a file\n\n📎 plan_v2.pdf (application/pdf, 120 KB)');
    expect(messages[7]!.text).toBe('*waves*');
    expect(messages[8]).toMatchObject({ text: '', recalled: { at: at(86_020) } });
    const topic = await kit.call(kit.owner, 'conversations.history', { conversation: messages[2]!.topic!.conversation });
    expect(topic.messages.map((m) => [people.get(m.sender!), m.seq, m.text])).toEqual([
      ['Bo Here', 1, 'An answer'],
      ['Cem Ay', 2, 'Told to all'],
      ['Bo Here', 3, 'A late answer'],
    ]);
  });

  it('IM23 private talk stays with its members; nobody has anything unread', async () => {
    const mine = await browse();
    expect(mine.map((c) => c.name).sort()).toEqual(['general']);
    expect((await kit.call(kit.owner, 'conversations.list', { archived: true })).items.map((c) => c.name)).toEqual(['old-plans']);
    const his = (await kit.call(bo, 'conversations.list', { limit: 100 })).items;
    const groups = his.filter((c) => c.kind === 'group');
    expect(groups.map((c) => [c.name, c.visibility]).sort()).toEqual([
      ['board', 'private'],
      ['general', 'open'],
    ]);
    expect(
      his
        .filter((c) => c.kind === 'direct')
        .map((c) => c.peers!.length)
        .sort(),
    ).toEqual([1, 2]);
    expect(his.filter((c) => c.kind === 'topic')).toHaveLength(1);
    for (const c of his) expect(c.me).toMatchObject({ unread: 0, mentions: 0, readSeq: c.seq });
    expect(groups.find((c) => c.name === 'board')!.me!.role).toBe('owner');
    const board = groups.find((c) => c.name === 'board')!;
    await expect(kit.call(kit.owner, 'conversations.history', { conversation: board.id })).rejects.toThrow('not-found');
  });

  it('IM24 people go on talking where the export ends; numbers go on too', async () => {
    const general = await named('general');
    const reader = await kit.client(bo);
    const writer = await kit.client(kit.owner);
    await Promise.all([reader.openConversation(general.id), writer.openConversation(general.id)]);
    await until(() => (reader.state.timelines[general.id]?.messages.length ?? 0) === 10);
    writer.send(general.id, { text: 'and we go on' });
    await until(() => reader.state.timelines[general.id]?.messages.length === 11);
    expect(reader.state.timelines[general.id]!.messages.at(-1)).toMatchObject({ seq: general.seq + 1, text: 'and we go on' });
    expect(reader.state.conversations[general.id]!.me).toMatchObject({ unread: 1 });
  });

  it('IM25 what a later export adds comes late: marked, at the end, unread by nobody who had read all', async () => {
    const general = await named('general');
    const reader = await kit.client(bo);
    await reader.openConversation(general.id);
    await kit.call(bo, 'conversations.markRead', { conversation: general.id, seq: general.seq });
    const files = slackFiles();
    const day = JSON.parse(files['general/2020-09-14.json']!) as Record<string, unknown>[];
    day.splice(1, 0, { type: 'message', user: 'U2', ts: ts(86_005), text: 'found later', reactions: [] });
    day[0] = {
      ...day[0],
      reactions: [{ name: 'tada', count: 1, users: ['U1'] }],
      edited: { user: 'U9', ts: ts(90_000) },
      text: 'Now in one',
    };
    const more = await folderOf({ ...files, 'general/2020-09-14.json': JSON.stringify(day) });
    const report = await importWithRehearsal(kit, { kind: 'slack', path: more.path });
    await more.remove();
    expect(bare(report)).toEqual({ ...nothing, messages: 1, edits: 1, reactions: 1, skipped: [] });
    await until(() => reader.state.timelines[general.id]!.messages.some((m) => m.text === 'found later'));
    const late = reader.state.timelines[general.id]!.messages.at(-1)!;
    expect(late).toMatchObject({ seq: general.seq + 1, late: true, occurredAt: at(86_005) });
    expect(Date.now() - late.at).toBeLessThan(60_000);
    const ghost = reader.state.timelines[general.id]!.messages.find((m) => m.at === at(86_000))!;
    expect(ghost).toMatchObject({ text: 'Now in one', edited: { count: 1 }, reactions: [{ emoji: '🎉' }] });
    const { versions } = await kit.call(bo, 'conversations.messageHistory', { conversation: general.id, seq: ghost.seq });
    expect(versions.map((v) => v.text)).toEqual(['I am in no list', 'Now in one']);
    expect((await kit.call(bo, 'conversations.get', { conversation: general.id })).me).toMatchObject({ unread: 0 });
    await expectSound(kit);
  });

  it('IM26 what people changed here is not undone: a left group, a new name, a reaction taken back', async () => {
    const general = await named('general');
    await kit.call(bo, 'conversations.react', { conversation: general.id, seq: 1, emoji: '👍', on: false });
    await kit.call(bo, 'conversations.leave', { conversation: general.id });
    await kit.call(kit.owner, 'conversations.change', { conversation: general.id, name: 'Everybody' });
    const before = await contents(kit);
    await runImport(kit.house.platform, { kind: 'slack', path: folder.path });
    expect(await contents(kit)).toEqual(before);
    expect((await named('Everybody')).id).toBe(general.id);
    const members = await kit.call(kit.owner, 'conversations.members', { conversation: general.id });
    expect(members.items.some((m) => m.user === bo.user)).toBe(false);
  });

  it('IM27 direct messages go where the same people talk already', async () => {
    const other = await testHouse();
    const ann = await other.person('Ann');
    const ben = await other.person('Ben');
    for (const [seat, email] of [
      [ann, 'ann@old.example'],
      [ben, 'bo@old.example'],
    ] as const)
      await other.house.platform.db.rows('update user_account set email = $2 where id = $1', [seat.user, email]);
    const direct = await other.call(ann, 'conversations.openDirect', { users: [ben.user as never] });
    await other.call(ann, 'conversations.sendMessage', {
      conversation: direct.id,
      draft: { clientId: '018f0000-0000-7000-8000-000000000001', text: 'new times' },
    });
    const report = await importWithRehearsal(other, { kind: 'slack', path: folder.path });
    expect(report.conversations).toBe(4);
    const { messages } = await other.call(ann, 'conversations.history', { conversation: direct.id });
    expect(messages.map((m) => [m.seq, m.text, m.late ?? false])).toEqual([
      [1, 'new times', false],
      [2, 'Only you', true],
      [3, 'Only I', true],
    ]);
    await expectSound(other);
    await other.stop();
  });
});
