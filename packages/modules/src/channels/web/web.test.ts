import { createHmac } from 'node:crypto';
import type { HouseFrame } from '@rapport/contract';
import {
  aWidget,
  bytesFor,
  type Seat,
  sendUp,
  setupOf,
  type TestHouse,
  TestVisitor,
  testHouse,
  tokenFor,
  until,
  visit,
} from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customersOf, openTo } from '../../conversations/index.ts';

let kit: TestHouse;
let lin: Seat;
let group: string;
let account: string;
const visitors: TestVisitor[] = [];
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林月');
  group = await kit.group(lin);
  account = await aWidget(kit);
});
afterAll(async () => {
  for (const one of visitors) one.close();
  await kit.stop();
});

const enter = async (token: string, after = 0): Promise<TestVisitor> => {
  const one = await TestVisitor.enter(kit, account, token, after);
  visitors.push(one);
  return one;
};
const conversations = async (): Promise<string[]> =>
  (await kit.house.platform.db.rows<{ id: string }>('select conversation_id as id from customer_conversation order by 1')).map(
    ({ id }) => id,
  );
/** The conversation that a visitor's first words made, open to the team. */
async function conversationAfter(before: readonly string[]): Promise<string> {
  let made: string | undefined;
  await until(async () => {
    made = (await conversations()).find((id) => !before.includes(id));
    return made !== undefined;
  });
  const { platform } = kit.house;
  await platform.db.transaction((tx) => openTo(platform, tx, made!, [group], null));
  return made!;
}
const historyOf = async (conversation: string) =>
  (await kit.call(lin, 'conversations.history', { conversation: conversation as never })).messages;
const textOf = (text: string) => (frame: HouseFrame) => frame.type === 'message' && frame.message.text === text;

describe('a visitor of a site', () => {
  it('writes, is answered, and sees nothing of what colleagues say among themselves', async () => {
    const token = await tokenFor(kit, account, { answers: { name: '王女士' }, language: 'zh' });
    const wang = await enter(token);
    expect(wang.frames[0]).toMatchObject({ type: 'hello', messages: [], fresh: true });
    const before = await conversations();
    await wang.say('请问什么时候发货？');
    const conversation = await conversationAfter(before);
    await wang.hears(textOf('请问什么时候发货？'));
    expect(await historyOf(conversation)).toMatchObject([{ sender: null, senderName: '王女士', text: '请问什么时候发货？' }]);

    await kit.say(lin, conversation, '这位客户上周也问过', { private: true });
    const { seq } = await kit.say(lin, conversation, '今天下午发出。', { outward: true });
    await wang.hears(textOf('今天下午发出。'));
    expect(wang.messages).toMatchObject([{ mine: true }, { mine: false, name: '林月', text: '今天下午发出。', seq }]);
    expect(JSON.stringify(wang.frames)).not.toContain('上周也问过');

    wang.send({ type: 'read', seq });
    await until(async () => (await historyOf(conversation)).find((m) => m.seq === seq)?.delivery?.state === 'read');
    await kit.call(lin, 'conversations.editMessage', { conversation: conversation as never, seq, text: '今天傍晚发出。' });
    await wang.hears(textOf('今天傍晚发出。'));
    const note = (await historyOf(conversation)).find((m) => m.private)!;
    await kit.call(lin, 'conversations.recallMessage', { conversation: conversation as never, seq });
    await wang.hears((frame) => frame.type === 'message' && frame.message.recalled);
    await kit.call(lin, 'conversations.recallMessage', { conversation: conversation as never, seq: note.seq });
    await kit.say(lin, conversation, '完', { outward: true });
    await wang.hears(textOf('完'));
    expect(JSON.stringify(wang.frames)).not.toContain('上周也问过');
  });

  it('sees that somebody writes to them, and nothing of notes and other words among colleagues', async () => {
    const one = await enter(await tokenFor(kit, account));
    const before = await conversations();
    await one.say('在吗？');
    const conversation = (await conversationAfter(before)) as never;
    await one.hears(textOf('在吗？'));
    await kit.call(lin, 'delivery.typing', { conversation });
    await kit.call(lin, 'delivery.typing', { conversation, outward: false });
    await kit.call(lin, 'delivery.typing', { conversation, outward: true });
    await one.hears((frame) => frame.type === 'typing');
    await kit.say(lin, conversation, '在的。', { outward: true });
    await one.hears(textOf('在的。'));
    expect(one.frames.filter(({ type }) => type === 'typing')).toEqual([{ type: 'typing', name: '林月' }]);
  });

  it('comes back after a lost line to exactly what was missed; what is said twice is there once', async () => {
    const token = await tokenFor(kit, account);
    const first = await enter(token);
    const before = await conversations();
    const clientId = await first.say('一');
    const conversation = await conversationAfter(before);
    const { cursor } = await first.hears<Extract<HouseFrame, { type: 'message' }>>(textOf('一'));
    first.close();
    await kit.say(lin, conversation, '二', { outward: true });
    const second = await enter(token, cursor);
    expect(second.frames[0]).toMatchObject({ type: 'hello', fresh: false, messages: [{ text: '二' }] });
    await second.say('一', clientId);
    await second.say('三');
    await second.hears(textOf('三'));
    expect((await historyOf(conversation)).map(({ text }) => text)).toEqual(['一', '二', '三']);
    const anew = await enter(token);
    expect(anew.frames[0]).toMatchObject({
      fresh: true,
      more: false,
      messages: [{ text: '一' }, { text: '二' }, { text: '三' }],
    });
  });

  it('has a conversation of their own: nobody else’s token, file or upload opens anything of it', async () => {
    const [mine, theirs] = [await tokenFor(kit, account), await tokenFor(kit, account)];
    const me = await enter(mine);
    const up = await sendUp(kit, account, mine, '合同.txt', Buffer.from('words of mine'));
    expect(up).toMatchObject({ status: 200, body: { name: '合同.txt', size: 13 } });
    const other = await enter(theirs);
    other.send({ type: 'say', clientId: crypto.randomUUID(), text: 'x', files: [up.body.id] });
    await other.hears((frame) => frame.type === 'refused' && frame.problem.code === 'not-found');
    await me.say('附件', crypto.randomUUID(), [up.body.id as string]);
    const { message } = await me.hears<Extract<HouseFrame, { type: 'message' }>>(textOf('附件'));
    const [file] = message.files;
    const got = await bytesFor(kit, account, mine, message.seq, file!.id);
    expect([got.status, await got.text(), got.headers.get('content-type')]).toEqual([
      200,
      'words of mine',
      'application/octet-stream',
    ]);
    for (const token of [theirs, 'nonsense', mine.slice(0, -2)])
      expect((await bytesFor(kit, account, token, message.seq, file!.id)).status).toBeGreaterThanOrEqual(401);
    const elsewhere = await aWidget(kit);
    expect((await bytesFor(kit, elsewhere, mine, message.seq, file!.id)).status).toBe(401);
    const stranger = await TestVisitor.open(kit, elsewhere);
    visitors.push(stranger);
    stranger.send({ type: 'hello', token: mine });
    await until(async () => stranger.closed === 4003);
  });

  it('whom the site names is proved by its secret, and has one conversation on every device', async () => {
    const secret = 'a-secret-of-the-site';
    const site = await aWidget(kit, { onlyNamed: true }, { identity: secret });
    const hash = createHmac('sha256', secret).update('customer-7').digest('hex');
    expect((await visit(kit, site)).status).toBe(400);
    expect((await visit(kit, site, { identity: { user: 'customer-8', hash } })).body).toMatchObject({
      params: { field: 'identity/hash' },
    });
    const tokens = [0, 1].map(() => tokenFor(kit, site, { identity: { user: 'customer-7', hash, name: '陈先生' } }));
    const [one, two] = await Promise.all(tokens);
    const phone = await TestVisitor.enter(kit, site, one!);
    visitors.push(phone);
    await phone.say('在电话上');
    await phone.hears(textOf('在电话上'));
    const computer = await TestVisitor.enter(kit, site, two!);
    visitors.push(computer);
    expect(computer.messages).toMatchObject([{ text: '在电话上', mine: true }]);
  });

  it('leaves how else they are reached: it stands with their contact, as claimed', async () => {
    const answers = { name: '赵先生', email: 'zhao@customer.test', phone: '13800138000' };
    const zhao = await enter(await tokenFor(kit, account, { answers, language: 'zh' }));
    await zhao.say('有货吗？');
    await zhao.hears(textOf('有货吗？'));
    const { items } = await kit.call(lin, 'contacts.list', { text: 'zhao@customer' });
    expect(items).toMatchObject([{ name: '赵先生' }]);
    const { handles } = await kit.call(lin, 'contacts.get', { contact: items[0]!.id });
    expect(handles.map(({ kind, value, strength }) => [kind, value, strength])).toEqual(
      expect.arrayContaining([
        ['email', 'zhao@customer.test', 'claimed'],
        ['phone', '+8613800138000', 'claimed'],
      ]),
    );
  });

  it('is told in words what is wrong, and nothing of it is kept', async () => {
    expect((await setupOf(kit, account)).body).toMatchObject({ title: '在线客服', ask: [], open: true });
    expect((await setupOf(kit, crypto.randomUUID())).status).toBe(404);
    expect((await setupOf(kit, 'no-id')).status).toBe(404);
    const asking = await aWidget(kit, { ask: [{ field: 'email', required: true }] });
    expect((await visit(kit, asking)).body).toMatchObject({ params: { field: 'answers/email' } });
    expect((await visit(kit, asking, { answers: { name: 'x'.repeat(300) } as never })).status).toBe(400);
    const token = await tokenFor(kit, account);
    const me = await enter(token);
    const before = await conversations();
    me.send({ type: 'say', clientId: crypto.randomUUID(), text: '  ' });
    await me.hears((frame) => frame.type === 'refused');
    me.send({ type: 'say', clientId: 'no-uuid', text: 'x' });
    await until(async () => me.frames.filter(({ type }) => type === 'refused').length === 2);
    expect((await sendUp(kit, account, token, 'big.bin', new Uint8Array(21 * 1024 * 1024))).status).toBe(413);
    expect(await conversations()).toEqual(before);
    const { platform } = kit.house;
    await kit.call(kit.owner, 'channels.changeAccount', { account: account as never, enabled: false });
    await until(async () => (await setupOf(kit, account)).status === 404);
    await kit.call(kit.owner, 'channels.changeAccount', { account: account as never, enabled: true });
    expect(await customersOf(platform.db, before)).toHaveLength(before.length);
  });
});
