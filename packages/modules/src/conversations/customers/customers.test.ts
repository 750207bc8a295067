import { aCustomer, anAccount, type Seat, type TestCustomer, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeReceived } from '../../files/index.ts';
import { noteDelivery } from './note-delivery.ts';
import { closeTo, openCustomerConversation } from './open.ts';
import { outwardAt } from './reader.ts';
import { sendByHouse } from './send-by-house.ts';

let kit: TestHouse;
let lin: Seat;
let zoe: Seat;
let gus: Seat;
let group: string;
let account: string;
let wang: TestCustomer;
beforeAll(async () => {
  kit = await testHouse();
  [lin, zoe, gus] = [await kit.person('林月'), await kit.person('Zoe'), await kit.person('Gus', 'guest')];
  group = await kit.group(lin, gus);
  account = await anAccount(kit);
  wang = await aCustomer(kit, account, '王芳', [group]);
});
afterAll(() => kit.stop());

const here = () => wang.conversation as never;
const history = (seat: Seat) => kit.call(seat, 'conversations.history', { conversation: here() });
const write = (seat: Seat, text: string, more: object) => kit.say(seat, wang.conversation, text, more);

describe('customer conversations', () => {
  it('CV28 are read and answered by the members of the groups they are open to, by nobody else, guests never', async () => {
    const { seq } = await wang.says('发票什么时候开？');
    const { messages } = await history(lin);
    expect(messages.at(-1)).toMatchObject({ seq, sender: null, senderName: '王芳', text: '发票什么时候开？' });
    expect(messages.at(-1)!.inbound).toMatchObject({ handle: wang.handle, account, address: wang.address });
    for (const seat of [zoe, gus]) {
      await expect(history(seat)).rejects.toThrow('not-found');
      await expect(write(seat, 'x', { private: true })).rejects.toThrow('not-found');
      await expect(write(seat, 'x', {})).rejects.toThrow('not-found');
      await expect(kit.call(seat, 'conversations.get', { conversation: here() })).rejects.toThrow('not-found');
    }
    const summary = await kit.call(lin, 'conversations.get', { conversation: here() });
    expect(summary).toMatchObject({
      kind: 'customer',
      name: '王芳',
      customer: { channel: 'email', address: wang.address, groups: [group] },
    });
    expect(summary.me).toMatchObject({ role: 'member', fromSeq: 1 });
  });

  it('are in nobody’s list: whoever works with them has cases', async () => {
    const { items } = await kit.call(lin, 'conversations.list', {});
    expect(items.map((c) => c.id)).not.toContain(wang.conversation);
    const { conversations } = await kit.call(lin, 'conversations.sync', {});
    expect(conversations.map((c) => c.id)).not.toContain(wang.conversation);
  });

  it('CV28 who leaves the group, and whose group is closed out, reads nothing any more; who joins reads from the beginning', async () => {
    await kit.call(kit.owner, 'conversations.addMembers', {
      conversation: group as never,
      users: [zoe.user as never],
      withHistory: false,
    });
    expect((await history(zoe)).messages[0]).toMatchObject({ seq: 1 });
    await kit.call(zoe, 'conversations.leave', { conversation: group as never });
    await expect(history(zoe)).rejects.toThrow('not-found');
    const other = await kit.group(zoe);
    const li = await aCustomer(kit, account, '李明', [group, other]);
    await li.says('在吗');
    const read = () => kit.call(zoe, 'conversations.history', { conversation: li.conversation as never });
    await expect(read()).resolves.toMatchObject({ messages: [{ text: '在吗' }] });
    const { platform } = kit.house;
    await platform.db.transaction((tx) => closeTo(platform, tx, li.conversation, [other], null));
    await expect(read()).rejects.toThrow('not-found');
  });

  it('CV28 a group whose members read talk with customers is not opened to everybody', async () => {
    const open = { conversation: group as never, visibility: 'open' as const };
    await expect(kit.call(kit.owner, 'conversations.change', open)).rejects.toThrow('invalid-input');
  });

  it('CV28 there is one for a handle on an account, whoever opens it first', async () => {
    const { platform } = kit.house;
    const chen = await aCustomer(kit, account, '陈', []);
    const open = () =>
      platform.db.transaction((tx) => openCustomerConversation(platform, tx, { account: chen.account, handle: chen.handle }));
    const both = await Promise.all([open(), open(), open()]);
    expect(new Set(both.map((b) => b.conversation))).toEqual(new Set([chen.conversation]));
  });

  it('CV29 what a channel brings twice is there once; what is brought for the first time keeps its order', async () => {
    const first = await wang.says('一次', { dedupeKey: 'mail-1' });
    const both = await Promise.all([wang.says('一次', { dedupeKey: 'mail-1' }), wang.says('两次', { dedupeKey: 'mail-2' })]);
    expect(both[0]).toEqual({ ...first, repeated: true });
    expect(both[1]).toMatchObject({ seq: first.seq + 1, repeated: false });
  });

  it('CV30 nobody writes to customers by accident: a client that says neither is refused, and so is one that says both', async () => {
    await expect(write(lin, '您好', {})).rejects.toThrow('say-outward-or-private');
    await expect(write(lin, '您好', { quote: 1 })).rejects.toThrow('say-outward-or-private');
    await expect(write(lin, '您好', { outward: true, private: true })).rejects.toThrow('invalid-input');
    const talk = await kit.group(lin);
    await expect(kit.say(lin, talk, 'x', { outward: true })).rejects.toThrow('invalid-input');
    const { seq } = await kit.say(lin, talk, '内部');
    const forward = { from: talk, seqs: [seq], to: here(), clientIds: [crypto.randomUUID()] };
    await expect(kit.call(lin, 'conversations.forwardMessages', forward)).rejects.toThrow('say-outward-or-private');
  });

  it('CV30 an outward message is frozen with those it goes to; a note among colleagues never goes out', async () => {
    const clientId = crypto.randomUUID();
    const envelope = { subject: '发票', thread: 't1', cc: [{ address: 'boss@customer.test' }] };
    const sent = await write(lin, '明天开。', { clientId, outward: true, envelope });
    await expect(write(lin, '明天开。', { clientId, outward: true, envelope })).resolves.toMatchObject({
      seq: sent.seq,
      repeated: true,
    });
    await expect(write(lin, '明天开。', { clientId, private: true })).rejects.toThrow('client-id-reused');
    const others = { to: [{ address: 'stranger@elsewhere.test' }] };
    await expect(write(lin, '给别人', { outward: true, envelope: others })).rejects.toThrow('invalid-input');
    await wang.says('好的', { thread: 't2', subject: '物流' });
    const answer = await write(lin, '已发货', { outward: true });
    const back = await write(lin, '附上发票', { outward: true, quote: sent.seq });
    const around = async (seq: number) => (await history(lin)).messages.find((m) => m.seq === seq)?.outward;
    expect(await around(answer.seq)).toMatchObject({ thread: 't2', subject: 'Re: 物流' });
    expect(await around(back.seq)).toMatchObject({ thread: 't1', subject: 'Re: 发票' });
    await expect(write(lin, `<@${zoe.user}> 看看`, { outward: true })).rejects.toThrow('invalid-input');
    const note = await write(lin, '其实后天', { private: true });
    const { messages } = await history(lin);
    expect(messages.find((m) => m.seq === sent.seq)).toMatchObject({
      sender: lin.user,
      outward: {
        subject: '发票',
        thread: 't1',
        to: [{ address: wang.address, name: '王芳' }],
        cc: [{ address: 'boss@customer.test' }],
      },
      delivery: { state: 'queued' },
    });
    expect(messages.find((m) => m.seq === note.seq)).toMatchObject({ private: true, text: '其实后天' });
    const { db } = kit.house.platform;
    expect(await outwardAt(db, wang.conversation, note.seq)).toBeUndefined();
    expect(await outwardAt(db, wang.conversation, sent.seq)).toMatchObject({
      text: '明天开。',
      state: 'queued',
      recalled: false,
    });
  });

  it('CV30 the platform’s window and quota bind what is said; a refusal says which rule and is kept, nothing is written', async () => {
    const windows = [{ trigger: 'inbound' as const, ms: 48 * 3_600_000, quota: 2 }];
    const narrow = await anAccount(kit, 'wechat', { windows, proactive: 'none', threads: 'none' });
    const zhao = await aCustomer(kit, narrow, '赵', [group]);
    const say = (text: string, more: object = {}) => kit.say(lin, zhao.conversation, text, { outward: true, ...more });
    await expect(say('您好')).rejects.toMatchObject({
      problem: { code: 'policy-refused', params: { because: 'window-closed' } },
    });
    await zhao.says('你好');
    const clientId = crypto.randomUUID();
    const first = await say('您好', { clientId });
    await expect(say('您好', { clientId })).resolves.toMatchObject({ seq: first.seq, repeated: true });
    await expect(say('抄送', { envelope: { cc: [{ address: 'x@y.test' }] } })).rejects.toThrow('invalid-input');
    await say('第二条');
    await expect(say('第三条')).rejects.toMatchObject({ problem: { code: 'policy-refused', params: { because: 'quota-used' } } });
    const { messages } = await kit.call(lin, 'conversations.history', { conversation: zhao.conversation as never });
    expect(messages.map((m) => [m.text, m.outward?.purpose])).toEqual([
      ['你好', undefined],
      ['您好', 'reply'],
      ['第二条', 'reply'],
    ]);
    expect(messages[1]!.outward!.expiresAt).toBeGreaterThan(Date.now() + 47 * 3_600_000);
    await kit.say(lin, zhao.conversation, '明天再说', { private: true });
  });

  it('CV1 CV28 what is said is found, its files opened, and a colleague called in a note, by who takes part and nobody else', async () => {
    const text = `退货单号 ${crypto.randomUUID().slice(0, 8)}`;
    const file = await storeReceived(kit.house.platform, '退货单.txt', Buffer.from('RMA 1'));
    const { seq } = await wang.says(text, { attachments: [file] });
    const search = async (seat: Seat) => (await kit.call(seat, 'search.messages', { text })).items.map((hit) => hit.seq);
    await expect.poll(() => search(lin)).toEqual([seq]);
    for (const seat of [zoe, gus]) expect(await search(seat)).toEqual([]);
    const opened = (seat: Seat) => kit.call(seat, 'files.get', { file: file.file });
    await expect(opened(lin)).resolves.toMatchObject({ name: '退货单.txt' });
    for (const seat of [zoe, gus]) await expect(opened(seat)).rejects.toThrow('not-found');
    const note = await write(kit.owner, `<@${lin.user}> <@${zoe.user}> 看一下`, { private: true });
    const called = async (seat: Seat) => (await kit.call(seat, 'delivery.notifications', {})).items.map((n) => n.seq);
    await expect.poll(() => called(lin)).toContain(note.seq);
    expect(await called(zoe)).toEqual([]);
    await kit.call(lin, 'conversations.markRead', { conversation: here(), seq: note.seq });
    const [mine] = (await kit.call(lin, 'delivery.notifications', {})).items;
    expect(mine).toMatchObject({ conversation: wang.conversation, seq: note.seq, unread: false });
  });

  it('CV30 what the house says by itself is said once, in nobody’s name, and refused where policy refuses it', async () => {
    const { platform } = kit.house;
    const say = (key: string, more: object = {}) =>
      platform.db.transaction((tx) =>
        sendByHouse(platform, tx, { conversation: wang.conversation, thread: '', text: '您满意吗？', key, ...more }),
      );
    const both = await Promise.all([say('csat-1'), say('csat-1')]);
    expect(both[1]).toEqual(both[0]);
    expect(await say('csat-2', { planned: 'survey' })).toMatchObject({ refused: { because: 'no-consent', purpose: 'survey' } });
    const { messages } = await history(lin);
    expect(messages.filter((m) => m.text === '您满意吗？')).toMatchObject([{ sender: null, outward: { purpose: 'reply' } }]);
  });

  it('CV31 an outward message only comes further; a receipt that comes late or twice changes nothing', async () => {
    const { platform } = kit.house;
    const { seq } = await write(lin, '收到', { outward: true });
    const note = (state: 'sent' | 'accepted' | 'failed' | 'read', at = Date.now()) =>
      platform.db.transaction((tx) => noteDelivery(platform, tx, { conversation: wang.conversation, seq, state, at }));
    expect([
      await note('sent'),
      await note('accepted'),
      await note('sent'),
      await note('failed'),
      await note('read'),
      await note('failed'),
    ]).toEqual([...[true, false, false, true, true, false]]);
    const { messages } = await history(lin);
    expect(messages.find((m) => m.seq === seq)?.delivery).toMatchObject({ state: 'read' });
  });

  it('CV32 what went out is edited and recalled only where the channel can; notes always', async () => {
    const out = await write(lin, '错别字', { outward: true });
    const note = await write(lin, '笔记', { private: true });
    const edit = (seq: number) => kit.call(lin, 'conversations.editMessage', { conversation: here(), seq, text: '改' });
    await expect(edit(out.seq)).rejects.toThrow('already-gone');
    await expect(edit(note.seq)).resolves.toMatchObject({ text: '改', private: true });
    const recall = (seq: number) => kit.call(lin, 'conversations.recallMessage', { conversation: here(), seq });
    await expect(recall(out.seq)).rejects.toThrow('already-gone');
    await expect(recall(note.seq)).resolves.toEqual({});
    await expect(edit(1)).rejects.toThrow('forbidden');
  });

  it('what one has read of it is kept, and nothing for those who never opened it', async () => {
    const { seq } = await wang.says('还在吗');
    const unread = async () => (await kit.call(lin, 'conversations.get', { conversation: here() })).me?.unread;
    expect(await unread()).toBe(1);
    await kit.call(lin, 'conversations.markRead', { conversation: here(), seq });
    expect(await unread()).toBe(0);
    await expect(kit.call(lin, 'conversations.changeMine', { conversation: here(), favourite: true })).rejects.toThrow(
      'invalid-input',
    );
    await expect(kit.call(lin, 'conversations.startTopic', { conversation: here(), seq })).rejects.toThrow('invalid-input');
    await expect(
      kit.call(kit.owner, 'conversations.addMembers', { conversation: here(), users: [zoe.user as never] }),
    ).rejects.toThrow('invalid-input');
  });
});
