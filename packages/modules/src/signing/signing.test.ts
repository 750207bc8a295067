import { createHash, randomUUID } from 'node:crypto';
import { contract, type Input, type MethodName, type Output } from '@rapport/contract';
import { type Observer, type Seat, type TestHouse, testHouse, until, verifyAction } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsCaughtUp } from '../records/index.ts';

let kit: TestHouse;
let lin: Seat;
let group: string;
const cookies = new Map<string, string>();
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林月');
  group = await newGroup();
});
afterAll(() => kit.stop());

const newGroup = async (members = [lin.user]) =>
  (await kit.call(kit.owner, 'conversations.create', { name: 'Group', members: members as never[] })).id as string;
const say = async (seat: Seat, text: string, to = group) =>
  (
    await kit.call(seat, 'conversations.sendMessage', {
      conversation: to as never,
      draft: { clientId: randomUUID(), text },
    })
  ).seq;
const read = async (seq: number, seat = lin) =>
  (await kit.call(seat, 'conversations.history', { conversation: group as never, around: seq })).messages.find(
    (m) => m.seq === seq,
  )!;

const post = (name: string, input: unknown, headers: Record<string, string> = {}) =>
  fetch(`${kit.url}/api/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: kit.url, ...headers },
    body: JSON.stringify(input),
  });
async function answered<M extends MethodName>(name: M, response: Response): Promise<Output<M>> {
  const body = await response.json();
  if (!response.ok) throw new Error((body as { code: string }).code);
  return contract[name].output.parse(body) as Output<M>;
}
/** As somebody who signed in with a browser. */
async function byBrowser<M extends MethodName>(seat: Seat, name: M, input: Input<M>): Promise<Output<M>> {
  let cookie = cookies.get(seat.user);
  if (!cookie) {
    const signedIn = await post('people.signIn', { email: seat.email, password: seat.password });
    cookie = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    cookies.set(seat.user, cookie);
  }
  return answered(name, await post(name, input, { cookie }));
}
/** As somebody from outside. */
const outside = async <M extends MethodName>(name: M, input: Input<M>): Promise<Output<M>> =>
  answered(name, await post(name, input));

const at = (seq: number) => ({ conversation: group as never, seq });
const sign = (seat: Seat, seq: number, more: object = {}) =>
  byBrowser(seat, 'signing.sign', { ...at(seq), password: seat.password, ...more });
const invited = async (seq: number, more: object = {}) => {
  const { link } = await byBrowser(kit.owner, 'signing.invite', {
    ...at(seq),
    name: '周经理',
    organization: '海湾航运',
    ...more,
  });
  return { link, token: link.split('#')[1]! };
};

it('SG1 SG2 a signature binds the exact words: its root is that of the leaf of the version', async () => {
  const seq = await say(kit.owner, '双方同意十月结清');
  const signed = await sign(lin, seq, { statement: '已阅，无异议' });
  expect(signed.signing).toMatchObject([{ kind: 'signed', user: lin.user, name: '林月', words: '已阅，无异议' }]);
  expect(JSON.stringify(signed.signing)).not.toContain('root');
  const ev = signed.signing![0]!.ev;
  const proof = async (of: object) => kit.call(lin, 'records.proof', { conversation: group as never, ...of });
  await until(async () => (await proof({ ev })).state === 'recorded');
  const ofSignature = (await proof({ ev })) as { parts: { name: string; content?: string }[]; manifest: string };
  expect(ofSignature.parts.map((p) => p.name)).toEqual(['meta', 'signature']);
  expect(ofSignature.manifest).toContain('\ncapture ');
  const content = JSON.parse(ofSignature.parts.find((p) => p.name === 'signature')!.content!);
  expect(content).toMatchObject({ kind: 'signed', how: 'password', user: lin.user, version: signed.signing![0]!.version });
  const ofVersion = (await proof({ seq })) as { leaf: string; manifest: string };
  expect(content.root).toBe(ofVersion.leaf.split('\n')[7]);
  expect(content.root).toBe(createHash('sha256').update(ofVersion.manifest).digest('base64'));
});

it('SG1 a wrong password, a token and a bot sign nothing', async () => {
  const seq = await say(kit.owner, '请签');
  await expect(sign(lin, seq, { password: 'not-the-password-7' })).rejects.toThrow('wrong-credentials');
  await expect(kit.call(lin, 'signing.sign', { ...at(seq), password: lin.password })).rejects.toThrow('forbidden');
  const bot = await kit.person('Robo', 'bot').catch(() => undefined);
  if (bot) await expect(kit.call(bot, 'signing.sign', { ...at(seq), password: 'x' })).rejects.toThrow();
  expect(await read(seq)).not.toHaveProperty('signing');
});

it('SG2 what was edited is not what was seen; an earlier signature says which version it was', async () => {
  const seq = await say(kit.owner, '运费一百');
  const first = await sign(lin, seq);
  await kit.call(kit.owner, 'conversations.editMessage', { ...at(seq), text: '运费二百' });
  await expect(sign(kit.owner, seq)).rejects.toThrow('conflict');
  const now = await read(seq);
  expect(now.signing![0]!.version).toBe(first.signing![0]!.version);
  expect(now.version).not.toBe(now.signing![0]!.version);
  const again = await sign(lin, seq, { version: now.version });
  expect(again.signing!.map((e) => e.version)).toEqual([first.signing![0]!.version, now.version]);
  await expect(sign(lin, seq, { version: now.version })).rejects.toThrow('conflict');
});

it('SG3 a signature that is withdrawn stays; only its signer withdraws it', async () => {
  const seq = await say(kit.owner, '协议');
  const signature = (await sign(lin, seq)).signing![0]!.ev;
  const take = (seat: Seat) =>
    byBrowser(seat, 'signing.withdraw', { ...at(seq), signature, password: seat.password, reason: '看错了' });
  await expect(take(kit.owner)).rejects.toThrow('forbidden');
  expect((await take(lin)).signing).toMatchObject([{ kind: 'signed' }, { kind: 'withdrawn', of: signature, words: '看错了' }]);
  await expect(take(lin)).rejects.toThrow('conflict');
  await sign(lin, seq);
});

it('SG4 who is asked is called, and the signature answers it; only the author asks, only those who see it are asked', async () => {
  const zoe = await kit.person('Zoe');
  const seq = await say(kit.owner, '纪要');
  const input = { ...at(seq), users: [lin.user as never], text: '请在周五前签', clientId: randomUUID() };
  const asked = await kit.call(kit.owner, 'signing.ask', input);
  expect(asked.signing).toMatchObject([{ kind: 'asked', user: lin.user, by: kit.owner.user }]);
  expect((await kit.call(kit.owner, 'signing.ask', input)).signing).toHaveLength(1);
  await until(async () =>
    (await kit.call(lin, 'delivery.attention', {})).places.some((p) => p.messages.some((m) => m.quote?.seq === seq)),
  );
  expect((await sign(lin, seq)).signing).toMatchObject([{ kind: 'asked' }, { kind: 'signed', of: asked.signing![0]!.ev }]);
  await expect(kit.call(lin, 'signing.ask', { ...input, clientId: randomUUID() })).rejects.toThrow('forbidden');
  const toZoe = { ...input, users: [zoe.user as never], clientId: randomUUID() };
  await expect(kit.call(kit.owner, 'signing.ask', toZoe)).rejects.toThrow('not-found');
});

it('SG5 somebody from outside sees one version by a link, and signs it once', async () => {
  const seq = await say(kit.owner, '给海湾航运的确认');
  const { link, token } = await invited(seq);
  expect(new URL(link).pathname).toBe('/countersign');
  const shown = await outside('signing.open', { token });
  expect(shown).toMatchObject({ name: '周经理', organization: '海湾航运', text: '给海湾航运的确认', files: [] });
  const both = await Promise.allSettled(
    ['周海', '周海'].map((name) => outside('signing.answer', { token, answer: { kind: 'signed', name } })),
  );
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(outside('signing.open', { token })).rejects.toThrow('link-not-valid');
  const message = await read(seq);
  expect(message.signing).toMatchObject([
    { kind: 'asked', name: '周经理', organization: '海湾航运' },
    { kind: 'signed', name: '周海', organization: '海湾航运', of: message.signing![0]!.ev },
  ]);
  expect(message.signing![1]).not.toHaveProperty('user');
  const rows = await kit.house.platform.db.rows<{ capture: object }>('select capture from signing where ev = $1', [
    message.signing![1]!.ev,
  ]);
  expect(rows[0]!.capture).toMatchObject({ ip: expect.any(String), agent: expect.any(String) });
  const kept = await kit.house.platform.db.rows('select token_hash::text as h from signing_link');
  expect(JSON.stringify(kept)).not.toContain(token);
});

it('SG5 declined with a reason; revoked, edited and recalled: the link ends', async () => {
  const seq = await say(kit.owner, '确认二');
  const declined = await invited(seq);
  await outside('signing.answer', { token: declined.token, answer: { kind: 'declined', words: '金额不对' } });
  expect((await read(seq)).signing!.at(-1)).toMatchObject({ kind: 'declined', name: '周经理', words: '金额不对' });
  const revoked = await invited(seq);
  const id = (await read(seq)).signing!.at(-1)!.link!;
  await kit.call(kit.owner, 'signing.revoke', { ...at(seq), link: id });
  await expect(outside('signing.open', { token: revoked.token })).rejects.toThrow('link-not-valid');
  await expect(kit.call(kit.owner, 'signing.revoke', { ...at(seq), link: id })).rejects.toThrow('not-found');
  const edited = await invited(seq);
  await kit.call(kit.owner, 'conversations.editMessage', { ...at(seq), text: '确认三' });
  await expect(outside('signing.open', { token: edited.token })).rejects.toThrow('link-not-valid');
  const recalled = await invited(seq, { version: (await read(seq)).version });
  await kit.call(kit.owner, 'conversations.recallMessage', at(seq));
  await expect(outside('signing.answer', { token: recalled.token, answer: { kind: 'signed', name: 'Z' } })).rejects.toThrow(
    'link-not-valid',
  );
});

it('SG5 who may not let people from outside see records makes no link', async () => {
  const seq = await say(lin, '我的');
  const input = { ...at(seq), name: 'X' };
  await expect(kit.call(lin, 'signing.invite', input)).rejects.toThrow('forbidden');
  await expect(kit.call(kit.owner, 'signing.invite', input)).rejects.toThrow('forbidden');
});

it('SG5 a link ends with the account of who made it', async () => {
  const seq = await say(kit.owner, '离职前的确认');
  const { token } = await invited(seq);
  const { db } = kit.house.platform;
  const deactivated = (at: string | null) =>
    db.rows('update user_account set deactivated_at = $2 where id = $1', [kit.owner.user, at]);
  await deactivated(new Date().toISOString());
  await expect(outside('signing.open', { token })).rejects.toThrow('link-not-valid');
  const answer = { kind: 'signed', name: '周海' } as const;
  await expect(outside('signing.answer', { token, answer })).rejects.toThrow('link-not-valid');
  await deactivated(null);
  expect(await outside('signing.open', { token })).toMatchObject({ text: '离职前的确认' });
});

it('SG5 a link rests while its maker takes no part in the conversation, and while that is archived', async () => {
  const place = await newGroup();
  const at = { conversation: place as never, seq: await say(kit.owner, '外部确认', place) };
  const { link } = await byBrowser(kit.owner, 'signing.invite', { ...at, name: '周经理' });
  const token = link.split('#')[1]!;
  const rests = async () => {
    await expect(outside('signing.open', { token })).rejects.toThrow('link-not-valid');
    await expect(outside('signing.answer', { token, answer: { kind: 'signed', name: '周海' } })).rejects.toThrow(
      'link-not-valid',
    );
  };
  const { conversation } = at;
  await kit.call(kit.owner, 'conversations.change', { conversation, archived: true });
  await rests();
  await kit.call(kit.owner, 'conversations.change', { conversation, archived: false });
  await kit.call(kit.owner, 'conversations.changeRole', { conversation, user: lin.user as never, role: 'owner' });
  await kit.call(kit.owner, 'conversations.leave', { conversation });
  await rests();
  await kit.call(lin, 'conversations.addMembers', { conversation, users: [kit.owner.user as never] });
  await outside('signing.answer', { token, answer: { kind: 'signed', name: '周海' } });
});

it('SG5 whoever opens a link waits for nobody who writes', async () => {
  const seq = await say(kit.owner, '只读');
  const { token } = await invited(seq);
  await kit.house.platform.db.transaction(async (tx) => {
    await tx.rows('select 1 from stream where id = $1 for update', [group]);
    expect(await outside('signing.open', { token })).toMatchObject({ text: '只读' });
  });
});

it('what is erased takes signatures, how they came, and links with it', async () => {
  const seq = await say(kit.owner, '要删除的确认');
  await sign(lin, seq, { statement: '签署说明甲' });
  const { token } = await invited(seq, { name: '客户乙' });
  const { id } = await kit.call(kit.owner, 'erasure.ask', { message: at(seq), reason: 'asked by letter' });
  await until(async () => (await kit.call(kit.owner, 'erasure.list', {})).items.some((e) => e.id === id && e.state === 'done'));
  await expect(outside('signing.open', { token })).rejects.toThrow('link-not-valid');
  const { db } = kit.house.platform;
  const left = await db.rows('select content, capture, key from signing where conversation_id = $1 and seq = $2', [group, seq]);
  expect(left).toEqual([1, 2].map(() => ({ content: null, capture: null, key: null })));
  expect(await db.rows('select 1 from signing_link where conversation_id = $1 and seq = $2', [group, seq])).toEqual([]);
});

it('SY5 what clients show after signing, editing and recalling at once is what a new client shows', async () => {
  const observer = async (name: string, seat: Seat): Promise<Observer> => ({ name, seat, client: await kit.client(seat) });
  const observers = [await observer('owner', kit.owner), await observer('lin', lin)];
  for (const { client } of observers) await client.openConversation(group);
  const race = async (...acts: ((seq: number) => Promise<unknown>)[]) => {
    const seq = await say(kit.owner, '同时');
    await verifyAction(kit, observers, () => Promise.allSettled(acts.map((act) => act(seq))));
    return read(seq);
  };
  const edit = (seq: number) => kit.call(kit.owner, 'conversations.editMessage', { ...at(seq), text: '改了' });
  const recall = (seq: number) => kit.call(kit.owner, 'conversations.recallMessage', at(seq));
  const ask = (seq: number) =>
    kit.call(kit.owner, 'signing.ask', {
      ...at(seq),
      users: [lin.user as never, kit.owner.user as never],
      clientId: randomUUID(),
    });
  const both = (seq: number) => Promise.all([sign(lin, seq), sign(kit.owner, seq)]);
  await race(both, ask);
  const edited = await race(both, edit);
  for (const event of edited.signing ?? []) expect(event.version).not.toBe(edited.version);
  await race(both, recall, edit);
  for (const { client } of observers) await client.close();
});

it('SG2 SG5 of what parts were taken out nobody signs: the root holds what they do not see', async () => {
  const seq = await say(kit.owner, '三百万元，十月结清');
  const { token } = await invited(seq);
  await recordsCaughtUp(kit.house.platform);
  await kit.call(kit.owner, 'erasure.redact', { ...at(seq), parts: ['body'], reason: '更正' });
  await expect(sign(lin, seq)).rejects.toThrow('conflict');
  await expect(outside('signing.open', { token })).rejects.toThrow('link-not-valid');
  const answer = { kind: 'signed' as const, name: '周经理' };
  await expect(outside('signing.answer', { token, answer })).rejects.toThrow('link-not-valid');
  expect((await read(seq)).signing).toMatchObject([{ kind: 'asked' }]);
});
