import { randomUUID } from 'node:crypto';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';

let kit: TestHouse;
let bob: Seat;
let gus: Seat;
let group: string;
beforeAll(async () => {
  kit = await testHouse();
  bob = await kit.person('Bob');
  gus = await kit.person('Gus', 'guest');
  group = await newGroup([bob]);
});
afterAll(() => kit.stop());

const newGroup = async (members: Seat[] = []) =>
  (await kit.call(kit.owner, 'conversations.create', { name: 'Group', members: members.map((m) => m.user as never) }))
    .id as string;
const call = (more: object = {}) => ({
  template: '00000000-0000-7000-8000-000000000102' as never,
  version: 1,
  title: '与海湾航运通话',
  goal: '确认船期',
  summary: '船期推迟到周五',
  occurred: { from: Date.now() - 3_600_000, zone: 'Asia/Shanghai' },
  participants: [{ name: '周经理', organization: '海湾航运' }],
  values: { direction: 'incoming', promised: '周五前书面答复' },
  ...more,
});
const send = async (form: object, seat = kit.owner, to = group) =>
  (
    await kit.call(seat, 'conversations.sendMessage', {
      conversation: to as never,
      draft: { clientId: randomUUID(), form: form as never },
    })
  ).seq;
const read = async (seq: number, seat = bob, from = group) =>
  (await kit.call(seat, 'conversations.history', { conversation: from as never, around: seq })).messages.find(
    (m) => m.seq === seq,
  )!;

it('CV22 a form is the content of a message: its title is the text, and its words are found', async () => {
  const seq = await send(call());
  const message = await read(seq);
  expect(message).toMatchObject({ text: '与海湾航运通话', form: { channel: 'phone', values: { direction: 'incoming' } } });
  expect(message.form).not.toHaveProperty('late');
  await until(async () => (await kit.call(bob, 'search.messages', { text: '书面答复' })).items.length === 1);
});

it('TP4 what was written down more than a day later says so, in the later versions too', async () => {
  const from = Date.now() - 30 * 3_600_000;
  const seq = await send(call({ occurred: { from, zone: 'UTC' } }));
  expect((await read(seq)).form).toMatchObject({ late: true });
  const now = { ...call(), goal: '另一个目的' };
  const changed = await kit.call(kit.owner, 'conversations.changeForm', { conversation: group as never, seq, form: now });
  expect(changed.form).toMatchObject({ late: true, goal: '另一个目的' });
  await expect(send(call({ occurred: { from: Date.now() + 3_600_000, zone: 'UTC' } }))).rejects.toThrow('invalid-input');
});

it('TP4 another date does not make it one that was written in time', async () => {
  const seq = await send(call());
  const form = call({ occurred: { from: Date.now() - 30 * 86_400_000, zone: 'UTC' } });
  const changed = await kit.call(kit.owner, 'conversations.changeForm', { conversation: group as never, seq, form });
  expect(changed.form).toMatchObject({ late: true });
});

it('pages of long records are short, and lead on to the rest', async () => {
  const to = await newGroup([bob]);
  const here = { conversation: to as never };
  const long = (title: string) => call({ title, decisions: Array.from({ length: 28 }, () => '约'.repeat(2000)) });
  for (let i = 1; i <= 20; i++) await send(long(`第${i}次`), kit.owner, to);
  const page = await kit.call(bob, 'conversations.history', { ...here, limit: 200 });
  expect(page).toMatchObject({ hasOlder: true, hasNewer: false });
  const seqs = page.messages.map(({ seq }) => seq);
  expect(seqs.length).toBeLessThan(16);
  const older = await kit.call(bob, 'conversations.history', { ...here, before: seqs[0]!, limit: 200 });
  const all = [...older.messages, ...page.messages].map(({ seq }) => seq);
  expect(all.slice(-20)).toEqual(all.slice(-20).map((_, i) => all.at(-1)! - 19 + i));
  expect((await kit.call(bob, 'conversations.changes', { ...here, after: 0 })).complete).toBe(false);
  expect((await kit.call(bob, 'conversations.history', { ...here, after: 0, limit: 200 })).hasNewer).toBe(true);
  for (const seq of all.slice(-20)) await kit.call(bob, 'conversations.save', { ...here, seq, on: true });
  const saved: number[] = [];
  let cursor: string | undefined;
  do {
    const one = await kit.call(bob, 'conversations.savedMessages', { limit: 100, cursor });
    expect(one.items.length).toBeLessThan(16);
    saved.push(...one.items.map(({ message }) => message.seq));
    cursor = one.next;
  } while (cursor && saved.length < 40);
  expect(saved).toEqual(all.slice(-20).reverse());
  const seq = all.at(-1)!;
  for (let i = 1; i <= 14; i++) await kit.call(kit.owner, 'conversations.changeForm', { ...here, seq, form: long(`改${i}`) });
  const newest = await kit.call(bob, 'conversations.messageHistory', { ...here, seq });
  expect(newest).toMatchObject({ hasOlder: true });
  const before = newest.versions[0]!.ev;
  const rest = await kit.call(bob, 'conversations.messageHistory', { ...here, seq, before });
  expect(rest).toMatchObject({ hasOlder: false });
  expect([...rest.versions, ...newest.versions].map(({ text }) => text)).toEqual([
    '第20次',
    ...Array.from({ length: 14 }, (_, i) => `改${i + 1}`),
  ]);
});

it('CV22 its author puts it right with another version; the earlier ones are read with theirs', async () => {
  const seq = await send(call());
  const at = { conversation: group as never, seq };
  const { ev } = await read(seq);
  const form = call({ title: '与海湾航运通话（更正）' });
  expect((await kit.call(kit.owner, 'conversations.changeForm', { ...at, form, expectedEv: ev })).edited?.count).toBe(1);
  await expect(kit.call(kit.owner, 'conversations.changeForm', { ...at, form: call(), expectedEv: ev })).rejects.toThrow(
    'conflict',
  );
  await expect(kit.call(bob, 'conversations.changeForm', { ...at, form })).rejects.toThrow('forbidden');
  await expect(kit.call(kit.owner, 'conversations.editMessage', { ...at, text: 'other' })).rejects.toThrow('invalid-input');
  const again = await kit.call(kit.owner, 'conversations.changeForm', {
    ...at,
    form: { ...form, occurred: (await read(seq)).form!.occurred },
  });
  expect(again.edited?.count).toBe(1);
  const { versions } = await kit.call(bob, 'conversations.messageHistory', at);
  expect(versions.map((v) => v.form?.title)).toEqual(['与海湾航运通话', '与海湾航运通话（更正）']);
  const plain = await kit.call(kit.owner, 'conversations.sendMessage', {
    conversation: group as never,
    draft: { clientId: randomUUID(), text: 'plain' },
  });
  const none = kit.call(kit.owner, 'conversations.changeForm', { ...at, seq: plain.seq, form });
  await expect(none).rejects.toThrow('invalid-input');
});

it('a form that nobody could read is refused; many large ones are heavy work', async () => {
  const long = (words: number) => call({ decisions: Array.from({ length: words }, () => '约'.repeat(2000)) });
  await expect(send(long(31))).rejects.toThrow('invalid-input');
  const strict = await testHouse({ rateFactor: 1 });
  try {
    const to = await strict.group();
    const write = (form: object) => {
      const draft = { clientId: randomUUID(), form: form as never };
      return strict.call(strict.owner, 'conversations.sendMessage', { conversation: to, draft }).then(
        () => 'sent',
        (error: { problem: { code: string } }) => error.problem.code,
      );
    };
    const answers: string[] = [];
    for (let i = 0; i < 40; i++) answers.push(await write(long(9)));
    expect(answers[0]).toBe('sent');
    expect(answers).toContain('too-many-requests');
    expect(await write(call())).toBe('sent');
  } finally {
    await strict.stop();
  }
});

it('CV22 sources are messages that the writer may see', async () => {
  const other = await newGroup();
  const said = await kit.call(kit.owner, 'conversations.sendMessage', {
    conversation: other as never,
    draft: { clientId: randomUUID(), text: 'said' },
  });
  const sources = [{ conversation: other, from: said.seq, to: said.seq }];
  const seq = await send(call({ sources }));
  expect((await read(seq)).form?.sources).toEqual(sources);
  await expect(send(call({ sources }), bob)).rejects.toThrow('not-found');
  await expect(send(call({ sources: [{ ...sources[0]!, to: said.seq + 1 }] }))).rejects.toThrow('invalid-input');
});

it('CV22 who has left the conversation of a source still puts the record right, and names no further one there', async () => {
  const other = await newGroup([bob]);
  const said = await kit.say(kit.owner, other, 'said');
  const sources = [{ conversation: other, from: said.seq, to: said.seq }];
  const seq = await send(call({ sources }), bob);
  await kit.call(bob, 'conversations.leave', { conversation: other as never });
  const at = { conversation: group as never, seq };
  const changed = await kit.call(bob, 'conversations.changeForm', { ...at, form: call({ sources, goal: '更正' }) });
  expect(changed.form).toMatchObject({ goal: '更正', sources });
  const further = [...sources, { conversation: other, from: 1, to: 1 + said.seq }];
  await expect(kit.call(bob, 'conversations.changeForm', { ...at, form: call({ sources: further }) })).rejects.toThrow(
    'not-found',
  );
});

it('TP5 whom a guest may not see, a guest cannot name', async () => {
  const theirs = await newGroup([gus]);
  await expect(send(call({ participants: [{ name: 'Bob', user: bob.user }] }), gus, theirs)).rejects.toThrow('not-found');
  await send(call({ participants: [{ name: 'Owner', user: kit.owner.user }] }), gus, theirs);
});

it('TP2 one put away takes nothing new, but what was written with it can be put right', async () => {
  const seq = await send(call());
  const { template } = call();
  await kit.call(kit.owner, 'templates.archive', { template, archived: true });
  await expect(send(call())).rejects.toThrow('invalid-input');
  const form = call({ goal: '改' });
  await kit.call(kit.owner, 'conversations.changeForm', { conversation: group as never, seq, form });
  await kit.call(kit.owner, 'templates.archive', { template, archived: false });
});

it('SY4 the same draft again is the same record; another form under its client id is refused', async () => {
  const draft = { clientId: randomUUID(), form: call() };
  const to = { conversation: group as never };
  const first = await kit.call(kit.owner, 'conversations.sendMessage', { ...to, draft });
  expect(await kit.call(kit.owner, 'conversations.sendMessage', { ...to, draft })).toEqual({ ...first, repeated: true });
  const other = { ...draft, form: call({ goal: '另一个' }) };
  await expect(kit.call(kit.owner, 'conversations.sendMessage', { ...to, draft: other })).rejects.toThrow('client-id-reused');
});

it('CV22 a forward carries the form with its origin; a recalled record shows nothing of it', async () => {
  const to = await newGroup([bob]);
  const seq = await send(call());
  const { sent } = await kit.call(bob, 'conversations.forwardMessages', {
    from: group as never,
    to: to as never,
    seqs: [seq],
    clientIds: [randomUUID()],
  });
  expect(await read(sent[0]!.seq, bob, to)).toMatchObject({
    text: '与海湾航运通话',
    form: { goal: '确认船期' },
    forward: { seq },
  });
  await kit.call(kit.owner, 'conversations.recallMessage', { conversation: group as never, seq });
  const recalled = await read(seq);
  expect(recalled.text).toBe('');
  expect(recalled).not.toHaveProperty('form');
});
