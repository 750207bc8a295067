import { randomUUID } from 'node:crypto';
import type { Input } from '@rapport/contract';
import { aWidget, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Note = Input<'channels.noteContact'>;

let kit: TestHouse;
let agent: Seat;
let team: string;
let phone: string;
beforeAll(async () => {
  kit = await testHouse();
  agent = await kit.person('客服小林');
  team = await kit.group(agent);
  phone = (await kit.call(kit.owner, 'channels.createAccount', { kind: 'phone', name: '电话' })).account.id;
});
afterAll(() => kit.stop());

let made = 0;
const someone = async (): Promise<string> =>
  (
    await kit.call(agent, 'contacts.create', {
      name: '周建国',
      handles: [{ kind: 'phone', value: `+8613900139${String(++made).padStart(3, '0')}` }],
    })
  ).id;
const noteOf = (contact: string, more: object = {}, form: object = {}): Note =>
  ({
    account: phone,
    contact,
    clientId: randomUUID(),
    began: 'contact',
    group: team,
    form: {
      template: '00000000-0000-7000-8000-000000000102',
      version: 1,
      title: '周经理来电',
      goal: '确认船期',
      summary: '船期推迟到周五',
      occurred: { from: Date.now() - 3_600_000, zone: 'Asia/Shanghai' },
      participants: [{ name: '周经理' }],
      values: { direction: 'incoming' },
      ...form,
    },
    ...more,
  }) as Note;
const note = (one: Note) => kit.call(agent, 'channels.noteContact', one);
const written = async (conversation: string) =>
  (await kit.call(agent, 'conversations.history', { conversation: conversation as never })).messages;

describe('CH10 what is written down by hand', () => {
  it('is one record however often it is handed over, and no other under the same number', async () => {
    const one = noteOf(await someone());
    const answers = await Promise.all([note(one), note(one), note(one)]);
    const { conversation, seq } = answers[0]!;
    expect(answers).toEqual(answers.map(() => ({ conversation, seq })));
    await until(async () => (await written(conversation))[0]?.delivery?.state === 'sent');
    expect(await note(one)).toEqual({ conversation, seq });
    await expect(note({ ...one, form: { ...one.form, summary: '船期不变' } })).rejects.toThrow('client-id-reused');
    expect(await written(conversation)).toHaveLength(1);
  });

  it('keeps when it happened, whenever it is written down', async () => {
    const contact = await someone();
    const [early, late] = [2, 1].map((hours) => ({ from: Date.now() - hours * 3_600_000, zone: 'Asia/Shanghai' }));
    const { conversation } = await note(noteOf(contact, {}, { occurred: late, title: '后来' }));
    await note(noteOf(contact, {}, { occurred: early, title: '先前' }));
    expect((await written(conversation)).map(({ text, form }) => [text, form!.occurred.from])).toEqual([
      ['后来', late!.from],
      ['先前', early!.from],
    ]);
    const ahead = { from: Date.now() + 3_600_000, zone: 'Asia/Shanghai' };
    await expect(note(noteOf(contact, {}, { occurred: ahead }))).rejects.toThrow('occurred');
    expect(await written(conversation)).toHaveLength(2);
  });

  it('stands as a note among colleagues where policy would not have had it, and is one record then, too', async () => {
    const contact = await someone();
    // Who never sought us has agreed to nothing.
    const one = noteOf(contact, { began: 'us' }, { title: '去电', values: { direction: 'outgoing' } });
    const first = await note(one);
    expect(await written(first.conversation)).toMatchObject([{ seq: first.seq, private: true, text: '去电' }]);
    expect(await note(one)).toEqual(first);
    // Now it might be said; what stands written stays what it is.
    await note(noteOf(contact));
    expect(await note(one)).toEqual(first);
    await expect(note({ ...one, form: { ...one.form, summary: '另一件事' } })).rejects.toThrow('client-id-reused');
    expect((await written(first.conversation)).map(({ text }) => text)).toEqual(['去电', '周经理来电']);
  });

  it('is no business of accounts that write for themselves, that are none, or that are switched off', async () => {
    const contact = await someone();
    const widget = await aWidget(kit);
    await expect(note(noteOf(contact, { account: widget }))).rejects.toMatchObject({
      problem: { code: 'invalid-input', params: { field: 'account' } },
    });
    await expect(note(noteOf(contact, { account: randomUUID() }))).rejects.toThrow('not-found');
    await expect(note(noteOf(randomUUID()))).rejects.toThrow('not-found');
    const visit = (await kit.call(kit.owner, 'channels.createAccount', { kind: 'visit', name: '拜访' })).account.id;
    await kit.call(kit.owner, 'channels.changeAccount', { account: visit, enabled: false });
    await until(async () => {
      const refused = await note(noteOf(contact, { account: visit })).catch((error: unknown) => String(error));
      return String(refused).includes('not-found');
    });
    const others = await kit.house.platform.db.row<{ n: number }>(
      'select count(*)::int as n from customer_conversation where account_id <> $1',
      [phone],
    );
    expect(others!.n).toBe(0);
  });

  it('is sent by nobody: the house carries nothing and never tries', async () => {
    const contact = await someone();
    const { conversation } = await note(noteOf(contact));
    const { seq } = await kit.say(agent, conversation, '我们明天再打给您', { outward: true });
    await until(async () => (await written(conversation)).find((m) => m.seq === seq)?.delivery?.state === 'sent');
    expect(await kit.house.platform.db.rows('select 1 from outbox_item where attempts > 0')).toEqual([]);
  });
});
