import { createHmac } from 'node:crypto';
import type { HouseFrame, WidgetSettings } from '@rapport/contract';
import { aWidget, type Seat, type TestHouse, TestVisitor, testHouse, tokenFor, until, visit } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTo } from '../../conversations/index.ts';
import type { At } from '../adapter.ts';
import { atNow } from '../at.ts';
import { tokenOf, type Visitor, visitorOf } from './visitor.ts';

let kit: TestHouse;
let lin: Seat;
const visitors: TestVisitor[] = [];
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林月');
});
afterAll(async () => {
  for (const one of visitors) one.close();
  await kit.stop();
});

const day = 86_400_000;
const settings = { title: '客服', greeting: { en: 'Hello', zh: '您好' } };
const at = async (account: string) => (await atNow(kit.house.platform, account))!.at as At<WidgetSettings>;
/** The same visit, as if it had begun days ago. */
async function aged(account: string, token: string, days: number): Promise<string> {
  const visitor = visitorOf(kit.house.platform, await at(account), token) as Visitor;
  return tokenOf(kit.house.platform, { ...visitor, at: visitor.at - days * day });
}
async function enter(account: string, token: string): Promise<TestVisitor> {
  const one = await TestVisitor.open(kit, account);
  visitors.push(one);
  one.send({ type: 'hello', token });
  return one;
}
const refused = async (account: string, token: string): Promise<void> => {
  const one = await enter(account, token);
  await until(async () => one.closed === 4003);
};
const hello = (one: TestVisitor) => one.hears(({ type }) => type === 'hello');

describe('a visit', () => {
  it('is given a newer token after a day, goes on with it, and ends when nobody came back for half a year', async () => {
    const account = await aWidget(kit);
    const token = await tokenFor(kit, account);
    const first = await enter(account, token);
    await hello(first);
    expect(first.frames.some(({ type }) => type === 'token')).toBe(false);
    const later = await enter(account, await aged(account, token, 100));
    const { token: newer } = await later.hears<Extract<HouseFrame, { type: 'token' }>>(({ type }) => type === 'token');
    const read = async (t: string) => visitorOf(kit.house.platform, await at(account), t)?.value;
    expect(await read(newer)).toBe(await read(token));
    await hello(await enter(account, newer));
    await refused(account, await aged(account, token, 181));
  });

  it('of whom the site names lasts a week, until the site names them again, and no longer than its secret', async () => {
    const secret = 'a-secret-of-the-site';
    const account = await aWidget(kit, {}, { identity: secret });
    const named = { identity: { user: 'u-1', hash: createHmac('sha256', secret).update('u-1').digest('hex') } };
    const token = await tokenFor(kit, account, named);
    const fresh = await enter(account, await aged(account, token, 6));
    await hello(fresh);
    expect(fresh.frames.some(({ type }) => type === 'token')).toBe(false);
    await refused(account, await aged(account, token, 8));
    await kit.call(kit.owner, 'channels.changeAccount', {
      account: account as never,
      secrets: { identity: 'another-secret-of-the-site' },
    });
    await until(async () => (await visit(kit, account, named)).status === 400);
    await refused(account, token);
  });

  it('that the site names nobody in ends once it lets nobody else write', async () => {
    const account = await aWidget(kit, {}, { identity: 'a-secret-of-the-site' });
    const token = await tokenFor(kit, account);
    await hello(await enter(account, token));
    await kit.call(kit.owner, 'channels.changeAccount', {
      account: account as never,
      settings: { ...settings, onlyNamed: true },
    });
    await until(async () => (await visit(kit, account)).status === 400);
    await refused(account, token);
  });

  it('CH18 that has ended is over on lines that are open, too: whoever says something there is cut off, and nothing of it is kept', async () => {
    const secret = 'a-secret-of-the-site';
    const named = { identity: { user: 'u-2', hash: createHmac('sha256', secret).update('u-2').digest('hex') } };
    const change = (account: string, more: object) =>
      kit.call(kit.owner, 'channels.changeAccount', { account: account as never, ...more });
    // An account that is off may be on again: a browser that is told so keeps its visit.
    const ends: [object, object, number][] = [
      [{}, { enabled: false }, 1013],
      [{}, { settings: { ...settings, onlyNamed: true } }, 4003],
      [named, { secrets: { identity: 'another-secret-of-the-site' } }, 4003],
    ];
    for (const [how, more, code] of ends) {
      const account = await aWidget(kit, {}, { identity: secret });
      const one = await enter(account, await tokenFor(kit, account, how));
      await hello(one);
      await change(account, more);
      await until(async () => (await visit(kit, account, how)).status >= 400);
      const clientId = crypto.randomUUID();
      one.send({ type: 'say', clientId, text: 'still there' });
      await until(async () => one.closed !== undefined);
      expect(one.closed).toBe(code);
      expect(one.frames.filter(({ type }) => type === 'kept')).toEqual([]);
    }
  });

  it('CH18 that has ended is over before anything more is told by it: no answer, no sign that somebody writes one', async () => {
    const secret = 'a-secret-of-the-site';
    const named = { identity: { user: 'u-3', hash: createHmac('sha256', secret).update('u-3').digest('hex') } };
    const another = { secrets: { identity: 'another-secret-of-the-site' } };
    const group = await kit.group(lin);
    const { platform } = kit.house;
    const told: [object, number, (conversation: string) => Promise<unknown>][] = [
      [another, 4003, (conversation) => kit.say(lin, conversation, '这是您的订单', { outward: true })],
      [another, 4003, (conversation) => kit.call(lin, 'delivery.typing', { conversation: conversation as never, outward: true })],
      [{ enabled: false }, 1013, (conversation) => kit.say(lin, conversation, '账号停用了', { private: true })],
    ];
    for (const [more, code, tell] of told) {
      const account = await aWidget(kit, {}, { identity: secret });
      const one = await enter(account, await tokenFor(kit, account, named));
      await hello(one);
      one.send({ type: 'say', clientId: crypto.randomUUID(), text: '我的订单呢？' });
      await one.hears(({ type }) => type === 'message');
      const { id } = (await platform.db.row<{ id: string }>(
        'select conversation_id as id from customer_conversation where account_id = $1',
        [account],
      ))!;
      await platform.db.transaction((tx) => openTo(platform, tx, id, [group], null));
      await kit.call(kit.owner, 'channels.changeAccount', { account: account as never, ...more });
      await until(async () => (await visit(kit, account, named)).status >= 400);
      const before = one.frames.length;
      await tell(id);
      await until(async () => one.closed !== undefined);
      expect(one.closed).toBe(code);
      expect(one.frames.slice(before)).toEqual([]);
    }
  });

  it('CH18 whose account is off is told to come again later, whenever it says hello; that is no accident of the house', async () => {
    const account = await aWidget(kit);
    const token = await tokenFor(kit, account);
    await kit.call(kit.owner, 'channels.changeAccount', { account: account as never, enabled: false });
    await until(async () => (await visit(kit, account)).status >= 400);
    const accidents = vi.spyOn(kit.house.platform.logger, 'error');
    for (const [where, said] of [
      [account, token],
      [crypto.randomUUID(), token],
    ] as const) {
      const one = await enter(where, said);
      await until(async () => one.closed !== undefined);
      expect(one.closed).toBe(1013);
    }
    expect(accidents).not.toHaveBeenCalled();
    accidents.mockRestore();
  });

  it('has a line of its own: nobody goes on with another’s', async () => {
    const account = await aWidget(kit);
    const one = await enter(account, await tokenFor(kit, account));
    await hello(one);
    one.send({ type: 'hello', token: await tokenFor(kit, account) });
    await until(async () => one.closed === 4003);
  });
});

describe('a visitor in a hurry', () => {
  it('asks as much as one network may, however many lines it opens, and is told to come again later', async () => {
    const strict = await testHouse({ rateFactor: 1 });
    try {
      const account = await aWidget(strict);
      const token = await tokenFor(strict, account);
      const ask = async (): Promise<TestVisitor> => {
        const one = await TestVisitor.open(strict, account);
        visitors.push(one);
        for (let n = 0; n < 35; n++) one.send({ type: 'hello', token });
        await until(() => one.closed !== undefined || one.frames.filter(({ type }) => type === 'hello').length === 35);
        return one;
      };
      const asked: TestVisitor[] = [];
      while (!asked.some(({ closed }) => closed !== undefined)) asked.push(...(await Promise.all([ask(), ask(), ask(), ask()])));
      expect(new Set(asked.flatMap(({ closed }) => closed ?? []))).toEqual(new Set([1013]));
    } finally {
      await strict.stop();
    }
  });

  it('is told of each message that was too much for the moment; nothing of it is kept, and all that was acknowledged is', async () => {
    const strict = await testHouse({ rateFactor: 1 });
    try {
      const account = await aWidget(strict);
      const token = await tokenFor(strict, account);
      const kept = new Set<string>();
      const refused = new Map<string, string>();
      /** As much as a line takes, until all of it is answered. */
      const hurry = async (): Promise<void> => {
        const one = await TestVisitor.enter(strict, account, token);
        visitors.push(one);
        const clientIds = Array.from({ length: 35 }, () => crypto.randomUUID() as string);
        for (const clientId of clientIds) one.send({ type: 'say', clientId, text: clientId });
        const answers = () => one.frames.filter(({ type }) => type === 'kept' || type === 'refused');
        await until(() => answers().length === clientIds.length);
        for (const frame of answers())
          if (frame.type === 'kept') kept.add(frame.clientId);
          else if (frame.type === 'refused') refused.set(frame.clientId!, frame.problem.code);
      };
      // One network has 150 at once, and ten a second, however many lines it brings.
      for (let round = 0; round < 10 && refused.size === 0; round++) await Promise.all(Array.from({ length: 6 }, hurry));
      expect(new Set(refused.values())).toEqual(new Set(['too-many-requests']));
      const texts = async () =>
        (await strict.house.platform.db.rows<{ text: string }>('select text from version where author is null')).map(
          ({ text }) => text,
        );
      await until(async () => (await texts()).length >= kept.size);
      expect((await texts()).sort()).toEqual([...kept].sort());
    } finally {
      await strict.stop();
    }
  });
});

/** A visitor who told no name has one of the house's in the queue, and none in what is written to them. */
async function callsNobodyByANameOfOurs(one: string): Promise<void> {
  const contact = (await kit.call(lin, 'cases.get', { case: one as never })).contact;
  expect(contact).toMatchObject({ name: expect.stringMatching(/^(访客|Visitor )\w{4}$/), unnamed: true });
  const texts = { zh: '{{contact.name}}您好，已修好。', en: 'Hello {{contact.name}}, it is mended.' };
  const { id } = await kit.call(kit.owner, 'inbox.saveReply', { name: '修好了', texts });
  const fill = async (language: 'zh' | 'en') =>
    (await kit.call(lin, 'cases.fillReply', { case: one as never, reply: id, language })).text;
  expect([await fill('zh'), await fill('en')]).toEqual(['您好，已修好。', 'Hello, it is mended.']);
}

describe('a visitor whose case is solved', () => {
  const rating = (fits: (ask: { score?: number; scale: string } | undefined) => boolean) => (frame: HouseFrame) =>
    frame.type === 'rating' && fits(frame.ask);

  it('is asked in the talk itself, here and when they come back, and may think better of it', async () => {
    const account = await aWidget(kit);
    const { id } = await kit.call(kit.owner, 'inbox.save', {
      name: '售后',
      group: await kit.group(lin),
      settings: { rating: 'csat' },
    });
    await kit.call(kit.owner, 'inbox.setSources', { inbox: id, sources: [{ account: account as never, address: '' }] });
    const token = await tokenFor(kit, account);
    const wang = await TestVisitor.enter(kit, account, token);
    visitors.push(wang);
    await wang.say('修好了吗？');
    const theirs = async () => (await kit.call(lin, 'inbox.queue', { view: 'open' })).items;
    await until(async () => (await theirs()).length === 1);
    const one = (await theirs())[0]!.id;
    await wang.hears(({ type }) => type === 'message');
    await kit.call(lin, 'cases.change', { case: one, status: 'solved' });
    const { ask } = await wang.hears<Extract<HouseFrame, { type: 'rating' }>>(rating((a) => a?.scale === 'csat'));
    expect(JSON.stringify(wang.frames)).not.toContain('/rate/');
    await callsNobodyByANameOfOurs(one);
    const ratings = async () => (await kit.call(lin, 'cases.get', { case: one })).ratings;
    // Nobody else's question, and no score beside the scale.
    wang.send({ type: 'rate', id: crypto.randomUUID(), score: 5 });
    wang.send({ type: 'rate', id: ask!.id, score: 9 });
    wang.send({ type: 'rate', id: ask!.id, score: 4, comment: '很快' });
    await wang.hears(rating((a) => a?.score === 4));
    expect(await ratings()).toMatchObject([{ scale: 'csat', score: 4, comment: '很快', from: 1 }]);
    wang.close();
    const back = await TestVisitor.enter(kit, account, token);
    visitors.push(back);
    await back.hears(rating((a) => a?.score === 4));
    back.send({ type: 'rate', id: ask!.id, score: 5 });
    await back.hears(rating((a) => a?.score === 5));
    expect(await ratings()).toMatchObject([{ score: 5, comment: '很快' }]);
    const other = await TestVisitor.enter(kit, account, await tokenFor(kit, account));
    visitors.push(other);
    other.send({ type: 'rate', id: ask!.id, score: 1 });
    await other.say('我是另一个人');
    await until(async () => (await theirs()).length === 1);
    expect(await ratings()).toMatchObject([{ score: 5 }]);
  });

  it('changes their mind as often as the page for it takes, and no more: each answer stays with the case', async () => {
    const strict = await testHouse({ rateFactor: 1 });
    try {
      const agent = await strict.person('赵一');
      const account = await aWidget(strict);
      const { id } = await strict.call(strict.owner, 'inbox.save', {
        name: '售后',
        group: await strict.group(agent),
        settings: { rating: 'csat' },
      });
      await strict.call(strict.owner, 'inbox.setSources', { inbox: id, sources: [{ account: account as never, address: '' }] });
      const li = await TestVisitor.enter(strict, account, await tokenFor(strict, account));
      visitors.push(li);
      await li.say('你好');
      const queue = async () => (await strict.call(agent, 'inbox.queue', { view: 'open' })).items;
      let found: Awaited<ReturnType<typeof queue>> = [];
      // Asked as often as this, this house refuses to answer for a while.
      await until(async () => {
        found = await queue().catch(() => []);
        return found.length === 1;
      });
      const one = found[0]!.id;
      await strict.call(agent, 'cases.change', { case: one, status: 'solved' });
      const { ask } = await li.hears<Extract<HouseFrame, { type: 'rating' }>>(rating((a) => a !== undefined));
      for (let i = 0; i < 30; i++) li.send({ type: 'rate', id: ask!.id, score: 1 + (i % 2) });
      li.send({ type: 'hello', token: 'none' });
      await until(async () => li.closed === 4003);
      const rated = await strict.house.platform.db.row<{ n: number }>(
        `select count(*)::int as n from case_event where type = 'case.rated'`,
      );
      expect(rated!.n).toBeGreaterThan(5);
      expect(rated!.n).toBeLessThan(25);
    } finally {
      await strict.stop();
    }
  });
});
