import { randomUUID } from 'node:crypto';
import { type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactOfHandle, eraseContact } from '../contacts/index.ts';
import { refund } from './index.ts';
import { byWindows, freely, policyDesk } from './policy.test-kit.ts';

let kit: TestHouse;
let desk: ReturnType<typeof policyDesk>;
beforeAll(async () => {
  kit = await testHouse();
  desk = policyDesk(kit);
});
afterAll(() => kit.stop());

const hour = 3_600_000;
const day = 24 * hour;
const open = { quietHours: { usual: null, channels: {} }, pressure: null, caps: [] };
const planned = { planned: 'marketing' } as const;
const now = () => kit.house.platform.clock.now();

describe('decisions', () => {
  it('PO1 whoever wrote lately is answered, whoever did not is written to only with evidence that they agreed', async () => {
    await desk.rules(open);
    const account = (await desk.account('email')).id;
    const { handle, contact } = await desk.person('email');
    const asked = { account, handle, message: {}, at: now() };
    expect(await desk.decide(asked)).toMatchObject({ allowed: false, purpose: 'marketing', because: 'no-consent' });
    await desk.heard({ account, handle, at: now() });
    expect(await desk.decide(asked)).toMatchObject({ allowed: true, purpose: 'reply', by: 'free' });
    expect(await desk.decide({ ...asked, at: now() + 31 * day })).toMatchObject({ purpose: 'marketing' });
    expect(await desk.decide({ ...asked, message: planned })).toMatchObject({ allowed: false, purpose: 'marketing' });
    await desk.agree(contact, 'email');
    expect(await desk.decide({ ...asked, message: planned })).toMatchObject({ allowed: true, purpose: 'marketing' });
    await desk.agree(contact, 'email', false);
    expect(await desk.decide({ ...asked, message: planned })).toMatchObject({ allowed: false, because: 'opted-out' });
    // Consent to one channel is none to another.
    const sms = (await desk.account('wechat')).id;
    expect(await desk.decide({ ...asked, account: sms, message: planned })).toMatchObject({ because: 'no-consent' });
  });

  it('PO2 windows of the platform bind replies too, belong to the handle, and are counted by what went through them', async () => {
    await desk.rules(open);
    const account = (await desk.account('wechat', byWindows)).id;
    const { handle } = await desk.person('wechat', 'openid-1');
    const at = now() - hour;
    const asked = { account, handle, message: {}, at };
    expect(await desk.decide(asked)).toMatchObject({ allowed: false, because: 'window-closed' });
    await desk.heard({ account, handle, at });
    for (let left = 5; left > 0; left--)
      expect(await desk.decide(asked)).toMatchObject({ allowed: true, by: 'window', window: { left, trigger: 'inbound' } });
    expect(await desk.decide(asked)).toMatchObject({ allowed: false, purpose: 'reply', because: 'quota-used' });
    // Asked for the composer, nothing was used up.
    await desk.heard({ account, handle, at: at + 1 });
    const ask = () => kit.call(kit.owner, 'policy.ask', { account, handle: handle as never });
    expect(await ask()).toMatchObject({ allowed: true, window: { left: 5 } });
    expect(await ask()).toMatchObject({ window: { left: 5 }, expiresAt: at + 1 + 48 * hour });
    const three = { ...asked, at: at + 2, message: { pieces: 3 } };
    expect(await desk.decide(three)).toMatchObject({ window: { left: 5 } });
    expect(await desk.decide(three)).toMatchObject({ because: 'quota-used' });
    expect(await desk.decide({ ...asked, at: at + 1 + 48 * hour })).toMatchObject({ because: 'window-closed' });
  });

  it('PO2 a quota of the platform is any stretch of time, and answers when it has room to the millisecond', async () => {
    await desk.rules(open);
    const quotas = [{ per: 'contact' as const, most: 2, ms: day }];
    const account = (await desk.account('wecom', { ...freely, quotas })).id;
    const { handle } = await desk.person('wecom', 'external-1');
    const at = now();
    await desk.heard({ account, handle, at });
    const asked = (after: number) => ({ account, handle, message: {}, at: at + after });
    expect(await desk.decide(asked(0))).toMatchObject({ allowed: true });
    expect(await desk.decide(asked(5))).toMatchObject({ allowed: true });
    expect(await desk.decide(asked(9))).toMatchObject({ because: 'quota-used', nextAllowedAt: at + day });
    expect(await desk.decide(asked(day - 1))).toMatchObject({ allowed: false });
    expect(await desk.decide(asked(day))).toMatchObject({ allowed: true });
  });

  it('PO2 a quota of the account as a whole is kept by all who are written to at once', async () => {
    await desk.rules(open);
    const account = (await desk.account('wecom', { ...freely, quotas: [{ per: 'account', most: 4, ms: day }] })).id;
    const at = now();
    const people = await Promise.all(Array.from({ length: 10 }, (_, i) => desk.person('wecom', `external-many-${i}`)));
    for (const { handle } of people) await desk.heard({ account, handle, at });
    const verdicts = await Promise.all(people.map(({ handle }) => desk.decide({ account, handle, message: {}, at })));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(4);
    expect(verdicts.find(({ allowed }) => !allowed)).toMatchObject({ because: 'quota-used', nextAllowedAt: at + day });
  });

  it('PO6 the same message is decided once; what did not go out is given back', async () => {
    await desk.rules({ ...open, caps: [{ channel: 'email', type: null, most: 1, hours: 24 }] });
    const account = (await desk.account('email')).id;
    const { handle, contact } = await desk.person('email');
    await desk.agree(contact, 'email');
    const key = randomUUID();
    const asked = { account, handle, message: planned, at: now() };
    const first = await desk.decide({ ...asked, key });
    expect(first).toMatchObject({ allowed: true });
    expect((await desk.decide({ ...asked, key })).reservation).toBe(first.reservation);
    expect(await desk.decide(asked)).toMatchObject({ because: 'cap', nextAllowedAt: asked.at + day });
    for (let i = 0; i < 2; i++) await kit.house.platform.db.transaction((tx) => refund(tx, first.reservation!));
    const again = await desk.decide({ ...asked, key });
    expect(again.allowed).toBe(true);
    expect(again.reservation).not.toBe(first.reservation);
    const { items } = await kit.call(kit.owner, 'policy.decisions', { contact: contact as never });
    expect(items.map(({ allowed, refunded, reasons }) => [allowed, refunded, reasons.map(({ rule }) => rule)])).toEqual([
      [true, false, []],
      [false, false, ['cap']],
      [true, true, []],
    ]);
  });

  it('PO6 of many that are decided at once no more go out than the cap lets, by whatever account and handle', async () => {
    await desk.rules({ ...open, caps: [{ channel: 'email', type: null, most: 3, hours: 24 }] });
    const accounts = [(await desk.account('email')).id, (await desk.account('email')).id];
    const one = await desk.person('email');
    const other = await desk.person('email');
    await kit.call(kit.owner, 'contacts.merge', { keep: one.contact as never, merge: [other.contact as never] });
    await desk.agree(one.contact, 'email');
    const verdicts = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        desk.decide({
          account: accounts[i % 2]!,
          handle: [one, other][(i >> 1) % 2]!.handle,
          message: planned,
          at: now(),
        }),
      ),
    );
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(3);
  });

  it('PO3 counts follow the contact through merging and undoing', async () => {
    await desk.rules({ ...open, caps: [{ channel: 'email', type: null, most: 1, hours: 24 }] });
    const account = (await desk.account('email')).id;
    const one = await desk.person('email');
    const other = await desk.person('email');
    for (const { contact } of [one, other]) await desk.agree(contact, 'email');
    const to = ({ handle }: { handle: string }) => desk.decide({ account, handle, message: planned, at: now() });
    expect(await to(one)).toMatchObject({ allowed: true });
    await kit.call(kit.owner, 'contacts.merge', { keep: other.contact as never, merge: [one.contact as never] });
    expect(await to(other)).toMatchObject({ because: 'cap' });
    await kit.call(kit.owner, 'contacts.unmerge', { contact: one.contact as never });
    expect(await to(one)).toMatchObject({ because: 'cap' });
    expect(await to(other)).toMatchObject({ allowed: true });
  });

  it('PO6 who waits for a merge decides about what was merged', async () => {
    await desk.rules({ ...open, caps: [{ channel: 'email', type: null, most: 1, hours: 24 }] });
    const account = (await desk.account('email')).id;
    const { db } = kit.house.platform;
    const waiting = async (least: number) => {
      const row = await db.row<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
           and query ~ 'from contact(_handle)? '`,
      );
      return row!.n >= least;
    };
    for (const keeps of ['one', 'other']) {
      const [one, other] = [await desk.person('email'), await desk.person('email')];
      for (const { contact } of [one, other]) await desk.agree(contact, 'email');
      const to = ({ handle }: { handle: string }) => desk.decide({ account, handle, message: planned, at: now() });
      expect(await to(one)).toMatchObject({ allowed: true });
      const [keep, merge] = keeps === 'one' ? [one.contact, other.contact] : [other.contact, one.contact];
      let both: Promise<unknown[]> | undefined;
      await db.transaction(async (tx) => {
        // The merge, which takes the older one first, comes to wait here, and behind it who decides.
        await tx.rows('select 1 from contact where id = $1 for update', [other.contact]);
        const merged = kit.call(kit.owner, 'contacts.merge', { keep: keep as never, merge: [merge as never] });
        await until(() => waiting(1));
        both = Promise.all([merged, to(other)]);
        await until(() => waiting(2));
      });
      expect((await both!)[1]).toMatchObject({ because: 'cap' });
    }
  });

  it('PO4 a type of customer has caps of its own on one channel; the others keep theirs', async () => {
    const { id: type } = await kit.call(kit.owner, 'contacts.setType', { names: { en: 'Key account' } });
    await desk.rules({
      ...open,
      caps: [
        { channel: 'email', type: null, most: 1, hours: 24 },
        { channel: 'wechat', type: null, most: 1, hours: 24 },
        { channel: 'wechat', type, most: null, hours: 24 },
      ],
    });
    const [mail, chat] = [(await desk.account('email')).id, (await desk.account('wechat')).id];
    const { handle, contact } = await desk.person('email');
    await kit.call(kit.owner, 'contacts.change', { contact: contact as never, data: [{ field: 'type', value: type }] });
    for (const channel of ['email', 'wechat']) await desk.agree(contact, channel);
    const by = (account: string) => desk.decide({ account, handle, message: planned, at: now() });
    for (const account of [mail, chat, chat]) expect(await by(account)).toMatchObject({ allowed: true });
    expect(await by(mail)).toMatchObject({ because: 'cap' });
  });

  it('PO8 STOP holds for the address, whoever wrote it; START of nobody vouched for gives nothing', async () => {
    await desk.rules(open);
    const account = (await desk.account('email')).id;
    const value = `${crypto.randomUUID()}@contacts.test`;
    const { handle, contact } = await desk.person('email', value);
    await desk.agree(contact, 'email');
    const { platform } = kit.house;
    const forged = await platform.db.transaction((tx) =>
      contactOfHandle(platform, tx, { kind: 'email', value, strength: 'claimed', source: 'channel', name: '' }),
    );
    expect(forged.contact).not.toBe(contact);
    const write = (text: string, by: string) =>
      desk.heard({ account, handle: by, at: now(), text, isClaimed: by === forged.handle });
    const asked = () => desk.decide({ account, handle, message: planned, at: now() });
    expect(await write('STOP', forged.handle)).toEqual({ consent: 'withdrawn' });
    expect(await asked()).toMatchObject({ allowed: false, because: 'opted-out' });
    expect(await write('START', forged.handle)).toEqual({});
    expect(await asked()).toMatchObject({ allowed: false, because: 'opted-out' });
    expect(await write('START', handle)).toEqual({ consent: 'given' });
    expect(await asked()).toMatchObject({ allowed: true });
  });

  it('PO8 STOP takes consent back, START gives it again to those alone who took it back', async () => {
    await desk.rules(open);
    const account = (await desk.account('email')).id;
    const { handle, contact } = await desk.person('email');
    const write = (text: string, at = now()) => desk.heard({ account, handle, at, text });
    expect(await write('START')).toEqual({});
    await desk.agree(contact, 'email');
    const at = now();
    expect(await write('【退订】', at)).toEqual({ consent: 'withdrawn' });
    expect(await write('【退订】', at)).toEqual({});
    const asked = { account, handle, message: planned, at: now() };
    expect(await desk.decide(asked)).toMatchObject({ because: 'opted-out' });
    // They are still answered.
    expect(await desk.decide({ ...asked, message: {} })).toMatchObject({ allowed: true, purpose: 'reply' });
    expect(await write('how do I stop this?')).toEqual({});
    expect(await write('Start.')).toEqual({ consent: 'given' });
    expect(await desk.decide({ ...asked, at: now() })).toMatchObject({ allowed: true });
    const { items, now: held } = await kit.call(kit.owner, 'policy.consents', { contact: contact as never });
    expect(items.filter(({ purpose }) => purpose === 'survey').map(({ given, evidence }) => [given, evidence])).toEqual([
      [true, 'keyword'],
      [false, 'keyword'],
      [true, 'form'],
    ]);
    expect(held.map(({ given }) => given)).toEqual([true, true]);
  });

  it('PO9 the cheapest way that is adequate at the stage is suggested', async () => {
    await desk.rules({
      ...open,
      guidance: { field: 'stage', stages: [{ stage: '意向', channels: ['phone', 'email'] }] },
    });
    await kit.call(kit.owner, 'contacts.setField', { key: 'stage', names: { zh: '阶段' }, shape: 'text' });
    const mail = await desk.account('email', { ...freely, costClass: 1 });
    const phone = await desk.account('phone', { ...freely, costClass: 3 });
    const made = await kit.call(kit.owner, 'contacts.create', {
      name: '秦女士',
      handles: [
        { kind: 'email', value: 'qin@contacts.test' },
        { kind: 'phone', value: '13800001111' },
      ],
      data: [{ field: 'x-stage', value: '意向' }],
    });
    for (const channel of ['email', 'phone']) await desk.agree(made.id, channel);
    const look = () => kit.call(kit.owner, 'policy.ways', { contact: made.id });
    const ways = await look();
    expect(ways).toMatchObject({ stage: '意向' });
    expect(ways.ways.find(({ account }) => account === ways.suggested)).toMatchObject({ channel: 'email' });
    await desk.agree(made.id, 'email', false);
    expect((await look()).suggested).toBe(phone.id);
    expect(ways.ways.some(({ account }) => account === mail.id)).toBe(true);
  });

  it('PO7 when a contact is erased, what shows its consent goes; that it agreed stays', async () => {
    const { contact } = await desk.person('email');
    await desk.agree(contact, 'email');
    const { platform } = kit.house;
    const proofs = () =>
      platform.db.rows<{ proof: string; given: boolean }>('select proof, given from contact_consent where contact_id = $1', [
        contact,
      ]);
    expect((await proofs()).map(({ proof }) => proof)).toEqual(['form 7', 'form 7']);
    await platform.db.transaction((tx) => eraseContact(platform, tx, null, contact));
    await until(async () => (await proofs()).every(({ proof, given }) => proof === '' && given));
    await expect(kit.call(kit.owner, 'policy.consents', { contact: contact as never })).rejects.toThrow('not-found');
  });

  it('rules are set by those who saw what they change', async () => {
    const { version, rules } = await kit.call(kit.owner, 'policy.rules', {});
    await kit.call(kit.owner, 'policy.setRules', { version, rules });
    await expect(kit.call(kit.owner, 'policy.setRules', { version, rules })).rejects.toThrow('conflict');
    const { items } = await kit.call(kit.owner, 'policy.ruleVersions', { limit: 1 });
    expect(items[0]).toMatchObject({ version: version + 1, by: kit.owner.user });
  });
});
