import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anAccount, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseContact } from '../contacts/index.ts';
import { fillText } from './desk/canned-text.ts';
import { anInbox, answers, caseOf, outsider } from './inbox.test-kit.ts';
import { casesCaughtUp } from './index.ts';

let kit: TestHouse;
let lin: Seat;
let he: Seat;
beforeAll(async () => {
  kit = await testHouse();
  [lin, he] = (await Promise.all(['林岚', '何敏'].map((name) => kit.person(name)))) as [Seat, Seat];
});
afterAll(() => kit.stop());

const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ problem }: { problem: { code: string; params?: { reason?: string } } }) => problem.params?.reason ?? problem.code,
  );
const get = (seat: Seat, id: string) => kit.call(seat, 'cases.get', { case: id as never });

/** An inbox of these people with a case in it. */
async function withCase(team: Seat[], settings: object = {}, name = '周建国') {
  const account = await anAccount(kit);
  const { inbox, group } = await anInbox(kit, team, account, settings);
  const zhou = await outsider(kit, account, name);
  await zhou.says('退款退款');
  return { account, inbox, group, zhou, one: await caseOf(kit, team[0]!, zhou) };
}

describe('IN5 routing by events', () => {
  it('is given when somebody comes, up to their capacity, by their skills; and again when they have done something', async () => {
    const [ann, bob] = [await kit.person('Ann'), await kit.person('Bob')];
    const account = await anAccount(kit);
    const { inbox } = await anInbox(kit, [ann, bob], account, { routing: { mode: 'automatic' } });
    for (const [seat, skills] of [
      [ann, []],
      [bob, ['fr']],
    ] as const)
      await kit.call(kit.owner, 'inbox.setAgent', { user: seat.user as never, capacity: 1, skills: [...skills] });
    const talks = await Promise.all(['甲', '乙'].map((name) => outsider(kit, account, name)));
    for (const talk of talks) await talk.says('在吗');
    const ids = await Promise.all(talks.map(async (talk) => (await caseOf(kit, ann, talk)).id));
    await kit.call(ann, 'cases.change', { case: ids[1]!, skills: ['fr'] });
    expect((await get(ann, ids[0]!)).assignee).toBeNull();
    await kit.client(ann);
    await until(async () => (await get(ann, ids[0]!)).assignee === ann.user);
    expect((await get(ann, ids[1]!)).assignee).toBeNull();
    await kit.client(bob);
    await until(async () => (await get(ann, ids[1]!)).assignee === bob.user);
    const more = await outsider(kit, account, '丙');
    await more.says('我也想问');
    const third = (await caseOf(kit, ann, more)).id;
    await kit.call(ann, 'cases.change', { case: ids[0]!, status: 'solved' });
    await until(async () => (await get(ann, third)).assignee === ann.user);
    const { agents } = await kit.call(ann, 'inbox.agents', { inbox: inbox as never });
    expect(agents.find((agent) => agent.user === ann.user)).toMatchObject({ present: true, load: 1, capacity: 1 });
  });

  it('whoever takes no work is given none; the previous one has it again', async () => {
    const [ann, bob] = [await kit.person('Ann'), await kit.person('Bob')];
    const account = await anAccount(kit);
    await anInbox(kit, [ann, bob], account, { routing: { mode: 'automatic' } });
    await kit.client(ann);
    await kit.call(ann, 'inbox.setAccepting', { accepting: false });
    await kit.client(bob);
    const zhou = await outsider(kit, account, '周');
    await zhou.says('一');
    const { id } = await caseOf(kit, ann, zhou);
    await until(async () => (await get(ann, id)).assignee === bob.user);
    await kit.call(bob, 'cases.change', { case: id, status: 'solved' });
    await kit.call(ann, 'inbox.setAccepting', { accepting: true });
    await zhou.says('二');
    await until(async () => (await get(ann, id)).assignee === bob.user);
    expect((await get(ann, id)).events.filter(({ type }) => type === 'case.assigned')).toHaveLength(2);
  });
});

describe('IN7 rules, macros', () => {
  it('an event, conditions, acts; tried without doing it; a circle ends and is told', async () => {
    const { one, zhou, inbox } = await withCase([lin]);
    const rule = {
      name: '退款',
      inbox: inbox as never,
      event: 'heard' as const,
      conditions: { words: ['退款'], withoutLabels: ['退款'] },
      acts: [
        { do: 'label' as const, label: '退款' },
        { do: 'priority' as const, priority: 'urgent' as const },
      ],
    };
    const saved = await kit.call(kit.owner, 'inbox.saveRule', rule);
    await zhou.says('别的事');
    expect((await get(lin, one.id)).labels).toEqual([]);
    await zhou.says('我要退款');
    const range = { from: Date.now() - 3_600_000, to: Date.now() + 60_000 };
    expect(await get(lin, one.id)).toMatchObject({ labels: ['退款'], priority: 'urgent' });
    const { items } = await kit.call(kit.owner, 'inbox.ruleRuns', { rule: saved.id });
    expect(items.map((run) => [run.case, run.outcome])).toEqual([[one.id, 'done']]);
    const tried = await kit.call(kit.owner, 'inbox.tryRule', { rule: { ...rule, conditions: { words: ['退款'] } }, ...range });
    expect(tried.would.map((found) => found.case)).toEqual([one.id]);
    for (const [from, to] of [
      ['open', 'waiting'],
      ['waiting', 'open'],
    ] as const)
      await kit.call(kit.owner, 'inbox.saveRule', {
        name: `${from} → ${to}`,
        inbox: inbox as never,
        event: 'status',
        conditions: { status: [from] },
        acts: [{ do: 'status', status: to }],
      });
    await kit.call(lin, 'cases.change', { case: one.id, status: 'waiting' });
    await until(async () => {
      await casesCaughtUp(kit.house.platform);
      return (await kit.call(kit.owner, 'inbox.ruleRuns', {})).items.some((run) => run.case === one.id && run.outcome === 'loop');
    });
    const runs = (await kit.call(kit.owner, 'inbox.ruleRuns', { limit: 200 })).items.filter((run) => run.case === one.id);
    expect(runs.length).toBeLessThan(8);
  });

  it('what rules cause may cause others, three deep: there it ends and is told, whichever rule it is', async () => {
    const { one, inbox } = await withCase([lin]);
    const names = new Map<string, string>();
    // None of them ever meets what it caused itself. In this order, so that of one event the later ones find nothing.
    for (const [from, to] of [
      ['open', 'waiting'],
      ['solved', 'open'],
      ['waiting', 'solved'],
    ] as const) {
      const { id } = await kit.call(kit.owner, 'inbox.saveRule', {
        name: `${from} → ${to}`,
        inbox: inbox as never,
        event: 'status',
        conditions: { status: [from] },
        acts: [{ do: 'status', status: to }],
        position: names.size,
      });
      names.set(id, to);
    }
    await kit.call(lin, 'cases.change', { case: one.id, status: 'waiting' });
    const runs = async () => {
      await casesCaughtUp(kit.house.platform);
      const { items } = await kit.call(kit.owner, 'inbox.ruleRuns', { limit: 200 });
      return items
        .filter((run) => run.case === one.id)
        .map(({ rule, outcome }) => `${names.get(rule)} ${outcome}`)
        .sort();
    };
    // What a rule did is heard of after it.
    await until(async () => (await runs()).filter((run) => run.endsWith('loop')).length === 2);
    const three = ['open done', 'solved done', 'waiting done'];
    // The deepest two end here: what they did causes nothing more.
    expect(await runs()).toEqual([...three, 'solved done', 'open loop', 'open loop'].sort());
    expect((await get(lin, one.id)).status).toBe('solved');
  });

  it('words are tried on what one may read: whoever sets up inboxes of others learns nothing of what was said there', async () => {
    const { one, inbox } = await withCase([lin]);
    const admin = await kit.person('管理员', 'admin');
    const range = { from: Date.now() - 3_600_000, to: Date.now() + 60_000 };
    const found = async (seat: Seat, conditions: object) => {
      const rule = {
        name: '退款',
        inbox: inbox as never,
        event: 'opened' as const,
        conditions,
        acts: [{ do: 'label' as const, label: 'x' }],
      };
      return (await kit.call(seat, 'inbox.tryRule', { rule, ...range })).would.map((would) => would.case);
    };
    expect(await found(admin, {})).toEqual([one.id]);
    expect(await found(admin, { words: ['退款'] })).toEqual([]);
    expect(await found(kit.owner, { words: ['退款'] })).toEqual([one.id]);
  });

  it('several acts at once, all or none', async () => {
    const { one } = await withCase([lin]);
    const good = await kit.call(kit.owner, 'inbox.saveMacro', {
      name: '升级',
      acts: [
        { do: 'priority', priority: 'high' },
        { do: 'label', label: '升级' },
        { do: 'assign', user: lin.user as never },
      ],
    });
    expect(await kit.call(lin, 'cases.runMacro', { case: one.id, macro: good.id })).toMatchObject({
      priority: 'high',
      labels: ['升级'],
      assignee: lin.user,
    });
    const bad = await kit.call(kit.owner, 'inbox.saveMacro', {
      name: '给外人',
      acts: [
        { do: 'label', label: '外人' },
        { do: 'assign', user: he.user as never },
      ],
    });
    expect(await refused(kit.call(lin, 'cases.runMacro', { case: one.id, macro: bad.id }))).toBe('not-found');
    expect((await get(lin, one.id)).labels).toEqual(['升级']);
  });
});

describe('at the desk', () => {
  it('canned replies name what is known; what is missing or unknown is refused by its name', async () => {
    const { one } = await withCase([lin]);
    const save = (zh: string) => kit.call(kit.owner, 'inbox.saveReply', { name: '问候', texts: { zh } });
    expect(await refused(save('{{contact.nmae}} 您好'))).toBe('{{contact.nmae}} is not known');
    const { id } = await save('{{ contact.name }} 您好，我是{{agent.name}}，工单 #{{case.number}}。');
    const fill = (reply: string) => kit.call(lin, 'cases.fillReply', { case: one.id, reply, language: 'zh' });
    expect((await fill(id)).text).toBe(`周建国 您好，我是林岚，工单 #${one.number}。`);
    expect(() => fillText('{{contact.name}} 您好', { 'contact.name': ' ' })).toThrow('invalid-input');
    expect(fillText('{{contact.name}}', { 'contact.name': '{{agent.name}}' })).toBe('{{agent.name}}');
  });

  it('IN9 a complaint goes through its stages; somebody else answers the objection', async () => {
    const { one } = await withCase([lin, he]);
    const step = (seat: Seat, name: string, outcome?: string) =>
      kit.call(seat, 'cases.complain', { case: one.id, step: name as never, ...(outcome ? { outcome } : {}) });
    const received = await step(lin, 'receive');
    expect(received).toMatchObject({ kind: 'complaint', complaint: { stage: 'received' } });
    expect(received.complaint!.acknowledgeBy).toBeLessThan(received.complaint!.answerBy!);
    expect(await refused(step(lin, 'object'))).toBe('the complaint is at another stage');
    await step(lin, 'acknowledge');
    expect(await refused(step(lin, 'answer'))).toBe('say what was decided');
    await step(lin, 'answer', '全额退款');
    expect(await step(lin, 'object')).toMatchObject({ kind: 'objection', complaint: { stage: 'objected' } });
    expect(await refused(step(lin, 'answer', '维持'))).toBe('somebody else answers an objection');
    expect(await step(he, 'answer', '再加运费')).toMatchObject({ complaint: { stage: 'answered', answeredBy: he.user } });
    expect(await step(he, 'settle')).toMatchObject({ complaint: { stage: 'settled', outcome: '再加运费' } });
  });

  it('a contact says how it went by a link, and may change it for a day; it counts in reports', async () => {
    const { one, zhou, inbox } = await withCase([lin]);
    await answers(kit, lin, zhou.conversation, '已退款');
    const { url } = await kit.call(lin, 'cases.askRating', { case: one.id, scale: 'csat' });
    const token = url.split('/').at(-1)!;
    const nobody = null as unknown as Seat;
    expect(await kit.call(nobody, 'cases.ratingAsked', { token })).toMatchObject({ scale: 'csat', rated: false });
    expect(await refused(kit.call(nobody, 'cases.rate', { token, score: 9 }))).toBe('1 to 5');
    await kit.call(nobody, 'cases.rate', { token, score: 4 });
    await kit.call(nobody, 'cases.rate', { token, score: 4, comment: '不错' });
    const rated = async () => (await get(lin, one.id)).events.filter(({ type }) => type === 'case.rated').length;
    expect(await rated()).toBe(1);
    await kit.call(nobody, 'cases.rate', { token, score: 2, comment: '' });
    expect(await rated()).toBe(2);
    expect((await get(lin, one.id)).ratings[0]).not.toHaveProperty('comment');
    await kit.call(nobody, 'cases.rate', { token, score: 4, comment: '不错' });
    expect(await kit.call(nobody, 'cases.ratingAsked', { token })).toMatchObject({ rated: true, score: 4 });
    expect((await get(lin, one.id)).ratings).toMatchObject([
      { score: 4, comment: '不错', conversation: zhou.conversation, from: 1, until: 2 },
    ]);
    await kit.call(lin, 'cases.change', { case: one.id, status: 'solved' });
    const range = { from: Date.now() - 3_600_000, to: Date.now() + 60_000 };
    const asked = { ...range, inbox: inbox as never, zone: 'Asia/Shanghai' };
    for (const by of ['month', 'inbox', 'label', 'channel'] as const) {
      const { rows, total } = await kit.call(kit.owner, 'inbox.report', { ...asked, by });
      expect(total).toMatchObject({ opened: 1, solved: 1, heard: 1, answered: 1, asked: 1, rated: 1, csat: 4, nps: null });
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ opened: 1, rated: 1 });
    }
    expect((await kit.call(kit.owner, 'inbox.report', { ...asked, by: 'agent' })).rows[0]).toMatchObject({
      key: lin.user,
      name: '林岚',
    });
    expect(await refused(kit.call(lin, 'inbox.report', asked))).toBe('not-found');
  });

  it('IN8 colleagues are asked beside the case: they see the question, and nothing of the contact', async () => {
    const { one, zhou } = await withCase([lin]);
    const { conversation } = await kit.call(lin, 'cases.ask', { case: one.id, users: [he.user as never], text: '退款要多久？' });
    const { messages } = await kit.call(he, 'conversations.history', { conversation });
    expect(messages.map((message) => message.text)).toEqual(['退款要多久？']);
    expect(await refused(kit.call(he, 'conversations.history', { conversation: zhou.conversation as never }))).toBe('not-found');
    expect(await refused(kit.call(he, 'cases.get', { case: one.id }))).toBe('not-found');
    expect((await get(lin, one.id)).talks).toEqual([conversation]);
  });

  it('one writes the answer at a time, unless a colleague takes it over', async () => {
    const { one } = await withCase([lin, he]);
    await kit.call(lin, 'cases.holdDraft', { case: one.id });
    expect(await refused(kit.call(he, 'cases.holdDraft', { case: one.id }))).toBe('a colleague writes the answer');
    expect((await get(he, one.id)).draft).toMatchObject({ user: lin.user });
    await kit.call(he, 'cases.holdDraft', { case: one.id, takeOver: true });
    await kit.call(lin, 'cases.holdDraft', { case: one.id, hold: false });
    expect((await get(lin, one.id)).draft).toMatchObject({ user: he.user });
  });

  it('a follow-up and a snooze bring a case back by themselves', async () => {
    const { one } = await withCase([lin]);
    const snoozed = await kit.call(lin, 'cases.change', { case: one.id, snoozedUntil: Date.now() + 5_000 });
    expect(snoozed.status).toBe('snoozed');
    await until(async () => (await get(lin, one.id)).status === 'open');
    await kit.call(lin, 'cases.change', { case: one.id, status: 'waiting' });
    await kit.call(lin, 'cases.followUp', { case: one.id, at: Date.now() + 5_000, what: '回电' });
    await until(async () => (await get(lin, one.id)).status === 'open');
    expect(await get(lin, one.id)).toMatchObject({ assignee: lin.user, followUps: [{ what: '回电' }] });
  });

  it('look-up cards ask by a signed call, and no address inside the house’s own network', async () => {
    const { one } = await withCase([lin]);
    let asked: { headers: IncomingHttpHeaders; body: string } | undefined;
    let answer = JSON.stringify({
      title: '订单 7731',
      fields: [{ label: '状态', value: '已发货', link: 'https://shop.test/7731' }],
    });
    const shop = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        asked = { headers: request.headers, body: Buffer.concat(parts).toString() };
        response.setHeader('content-type', 'application/json').end(answer);
      });
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(shop.address() as AddressInfo).port}`;
    const card = await kit.call(kit.owner, 'inbox.saveCard', { name: '订单', url: `http://${host}/orders` });
    const call = () => kit.call(lin, 'cases.lookUp', { case: one.id, card: card.id });
    try {
      expect(await refused(call())).toBe('address-not-allowed');
      expect(asked).toBeUndefined();
      kit.house.platform.config.allowAddresses.push(host);
      expect(await call()).toMatchObject({ title: '订单 7731', fields: [{ label: '状态', value: '已发货' }] });
      const key = Buffer.from(card.secret!.replace('whsec_', ''), 'base64');
      const signed = `${asked!.headers['webhook-id']}.${asked!.headers['webhook-timestamp']}.${asked!.body}`;
      expect(asked!.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
      expect(JSON.parse(asked!.body)).toMatchObject({
        case: one.number,
        contact: { name: '周建国', handles: [{ kind: 'email' }] },
      });
      expect(asked!.body).not.toContain('退款');
      answer = '{"fields":[{"label":"x","value":"y","link":"javascript:alert(1)"}]}';
      expect(await refused(call())).toBe('the other side answered something else');
    } finally {
      shop.close();
    }
    expect((await kit.call(lin, 'inbox.desk', {})).cards.find((found) => found.id === card.id)).not.toHaveProperty('secret');
  });

  it('a contact’s history over all channels shows what I may see', async () => {
    const { one, zhou } = await withCase([lin]);
    await kit.say(lin, zhou.conversation, '老客户', { private: true });
    await answers(kit, lin, zhou.conversation, '已退款');
    const { items } = await kit.call(lin, 'cases.timeline', { contact: zhou.contact as never });
    expect(items.map((entry) => entry.kind)).toEqual(['outward', 'note', 'case-opened', 'inbound']);
    expect(items.find((entry) => entry.kind === 'case-opened')).toMatchObject({ case: one.id, channel: 'email' });
    expect((await kit.call(he, 'cases.timeline', { contact: zhou.contact as never })).items).toEqual([]);
  });

  it('IN10 when a contact is erased, what was written of it with its cases goes, too', async () => {
    const { one, zhou } = await withCase([lin]);
    await kit.call(lin, 'cases.change', { case: one.id, title: '周的退款', addLabels: ['周'] });
    await kit.call(lin, 'cases.followUp', { case: one.id, at: Date.now() + 9e8, what: '给周回电' });
    const { platform } = kit.house;
    await platform.db.transaction((tx) => eraseContact(platform, tx, null, zhou.contact));
    await casesCaughtUp(platform);
    const left = await get(lin, one.id);
    expect(left).toMatchObject({ named: false, labels: [], followUps: [] });
    expect(left.events.map(({ type }) => type)).toContain('case.labelled');
    expect(JSON.stringify(left.events)).not.toContain('周');
  });
});
