import { type Cap, type PolicyRules, usualPolicyRules } from '@rapport/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keywordIn } from './keywords.ts';
import { byWindows, freely } from './policy.test-kit.ts';
import { judge, type Situation } from './policy.ts';
import { pressureAt } from './pressure.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse('2026-11-22T12:00+08:00');
const none: PolicyRules = { ...usualPolicyRules, caps: [], pressure: null, quietHours: { usual: null, channels: {} } };
const cap = (channel: string, most: number | null, hours = 24, type: string | null = null): Cap => ({
  channel,
  type,
  most,
  hours,
});
const channels = ['email', 'sms', 'wechat', 'letter'];

type Change = Omit<Partial<Situation>, 'account' | 'contact' | 'handle'> & {
  account?: Partial<Situation['account']>;
  contact?: Partial<Situation['contact']>;
  handle?: Partial<Situation['handle']>;
};

/** Somebody who agreed to everything, about to get what goes to many. */
const situation = ({ account, contact, handle, ...change }: Change = {}): Situation => ({
  at: now,
  rules: none,
  zone: 'Asia/Shanghai',
  message: { planned: 'marketing' },
  quotas: [],
  ...change,
  account: { kind: 'email', enabled: true, capabilities: freely, ...account },
  handle: { removed: false, windows: [], ...handle },
  contact: { consent: { marketing: 'given', survey: 'given' }, onChannel: [], all: [], ...contact },
});
const because = (s: Situation): string | undefined => judge(s).reasons[0]?.rule;
const allowed = (s: Situation): boolean => judge(s).way !== undefined;

const limit = fc.record({ most: fc.option(fc.integer({ min: 0, max: 4 })), hours: fc.integer({ min: 1, max: 200 }) });
const caps = fc
  .array(fc.record({ channel: fc.constantFrom(...channels), type: fc.option(fc.constantFrom('vip', 'new')), limit }), {
    maxLength: 8,
  })
  .map((all) => all.map(({ limit, ...one }): Cap => ({ ...limit, ...one })));
const sent = fc
  .array(fc.integer({ min: 0, max: 300 * hour }), { maxLength: 8 })
  .map((ages) => ages.sort((a, b) => a - b).map((age) => now - age));
const clock = fc.constantFrom('00:00', '06:30', '08:00', '12:15', '21:00', '23:59');
const anyRules = fc.record({
  caps,
  pressure: fc.option(
    fc.record({
      most: fc.double({ min: 0.5, max: 6, noNaN: true }),
      halfLifeHours: fc.integer({ min: 1, max: 400 }),
      weights: fc.constant({ email: 1, sms: 2 }),
      otherwise: fc.constant(0.5),
    }),
  ),
  quietHours: fc.record({ usual: fc.option(fc.record({ from: clock, to: clock })), channels: fc.constant({ letter: null }) }),
});
/** Anything at all that policy has a say about. */
const anything = fc
  .record({
    rules: anyRules,
    type: fc.option(fc.constantFrom('vip', 'new', 'other')),
    kind: fc.constantFrom(...channels),
    preference: fc.option(limit),
    onChannel: sent,
    others: sent,
    zone: fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York'),
    loud: fc.boolean(),
    at: fc.integer({ min: now, max: now + 400 * day }),
    windows: fc.boolean(),
    quota: fc.option(fc.integer({ min: 1, max: 100 * hour })),
  })
  .map((r) => {
    const shift = r.at - now;
    const onChannel = r.onChannel.map((one) => one + shift);
    const all = [...onChannel, ...r.others.map((one) => one + shift)]
      .sort((a, b) => b - a)
      .map((one) => ({ at: one, weight: 1 }));
    const quotas = r.quota === null ? [] : [{ per: 'contact' as const, most: 1, ms: 50 * hour }];
    return situation({
      at: r.at,
      rules: { ...none, ...r.rules },
      zone: r.zone,
      quotas: r.quota === null ? [] : [r.at - r.quota],
      account: { kind: r.kind, capabilities: { ...(r.windows ? byWindows : freely), quietHoursApply: r.loud, quotas } },
      handle: { windows: [{ trigger: 'inbound', openedAt: r.at - hour, used: 1 }], lastInbound: r.at - hour },
      contact: { type: r.type ?? undefined, preference: r.preference ?? undefined, onChannel, all },
    });
  });
/** The same later, nothing else having happened. */
const later = (s: Situation, at: number): Situation => {
  const { quotas } = s.account.capabilities;
  return { ...s, at, quotas: s.quotas.map((one, i) => (one !== undefined && one > at - quotas[i]!.ms ? one : undefined)) };
};

describe('policy', () => {
  it('PO2 PO3 replies and transactional messages are never kept back by rules of ours', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom('reply', 'transactional'), (s, purpose) => {
        const template = '00000000-0000-7000-8000-000000000001';
        const rules = { ...s.rules, transactional: [{ template: template as never, counted: true }] };
        const asked: Situation = {
          ...s,
          rules,
          quotas: [],
          message: purpose === 'reply' ? {} : { template },
          account: { ...s.account, capabilities: { ...s.account.capabilities, quotas: [] } },
          contact: { ...s.contact, consent: { marketing: 'withdrawn' } },
        };
        expect(judge(asked)).toMatchObject({ purpose, reasons: [] });
        expect(allowed(asked)).toBe(true);
      }),
    );
  });

  it('PO2 what the platform refuses is refused whatever it is for', () => {
    const account = { capabilities: byWindows };
    const handle = {
      windows: [{ trigger: 'inbound' as const, openedAt: now - 48 * hour, used: 0 }],
      lastInbound: now - 48 * hour,
    };
    for (const message of [{}, { planned: 'marketing' as const }])
      expect(because(situation({ message, account, handle }))).toBe('window-closed');
    const used = { ...handle, windows: [{ trigger: 'inbound' as const, openedAt: now - hour, used: 5 }] };
    expect(judge(situation({ message: {}, account, handle: used }))).toMatchObject({ reasons: [{ rule: 'quota-used' }] });
    expect(because(situation({ account: { enabled: false } }))).toBe('account-off');
    const byTemplate = { capabilities: { ...byWindows, proactive: 'template' as const } };
    expect(because(situation({ message: {}, account: byTemplate }))).toBe('template-needed');
    expect(judge(situation({ message: { template: 't', planned: 'survey' }, account: byTemplate })).way).toEqual({
      by: 'template',
    });
  });

  it('PO1 an approved template tells contacts about their own affair, outside of windows and without taking from them', () => {
    const capabilities = { ...byWindows, proactive: 'template' as const, templates: [{ id: 'order-sent', name: 'Sent' }] };
    const account = { capabilities };
    const withdrawn = { contact: { ...situation({}).contact, consent: { marketing: 'withdrawn' as const } } };
    const sent = { message: { template: 'order-sent' }, account, ...withdrawn };
    expect(judge(situation(sent))).toMatchObject({
      purpose: 'transactional',
      reasons: [],
      way: { by: 'template' },
      counted: false,
    });
    const handle = { windows: [{ trigger: 'inbound' as const, openedAt: now - hour, used: 5 }], lastInbound: now - hour };
    expect(judge(situation({ ...sent, handle })).way).toEqual({ by: 'template' });
    expect(because(situation({ message: {}, account }))).toBe('template-needed');
    // Not even where a window is open: whoever wrote it meant something else.
    const open = { ...handle, windows: [{ ...handle.windows[0]!, used: 0 }] };
    expect(because(situation({ message: { template: 'another' }, account, handle: open }))).toBe('template-needed');
    const planned = { template: 'order-sent', planned: 'marketing' as const };
    expect(judge(situation({ ...sent, message: planned }))).toMatchObject({
      purpose: 'marketing',
      reasons: [{ rule: 'opted-out' }],
    });
  });

  it('PO1 a greeting answers whoever came just now, as long as the window lasts that this opened', () => {
    const scanned = (ago: number) => ({ windows: [{ trigger: 'scan' as const, openedAt: now - ago, used: 0 }] });
    const withdrawn = { consent: { marketing: 'withdrawn' as const } };
    const greeted = (ago: number, greeting = true) =>
      judge(situation({ message: { greeting }, account: { capabilities: byWindows }, handle: scanned(ago), contact: withdrawn }));
    expect(greeted(59_999)).toMatchObject({ purpose: 'reply', reasons: [], way: { by: 'window' } });
    expect(greeted(60_000)).toMatchObject({ purpose: 'marketing' });
    expect(greeted(60_000).way).toBeUndefined();
    expect(greeted(59_999, false)).toMatchObject({ purpose: 'marketing', reasons: [{ rule: 'opted-out' }] });
  });

  it('PO3 what counts is what rules say: replies where they want it, transactional templates one by one, all that is for many', () => {
    const [told, silent] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];
    const transactional = [
      { template: told as never, counted: true },
      { template: silent as never, counted: false },
    ];
    const counted = (message: Situation['message'], countReplies = false) =>
      judge(situation({ message, rules: { ...none, transactional, countReplies }, handle: { lastInbound: now - hour } })).counted;
    expect([counted({ template: told }), counted({ template: silent })]).toEqual([true, false]);
    expect([counted({}), counted({}, true)]).toEqual([false, true]);
    expect([counted({ planned: 'marketing' }), counted({ planned: 'survey' })]).toEqual([true, true]);
  });

  it('PO5 the next moment is exact: refused a millisecond before, allowed then', () => {
    let told = 0;
    fc.assert(
      fc.property(anything, (s) => {
        const { nextAllowedAt, way } = judge(s);
        if (way || nextAllowedAt === undefined) return;
        told++;
        expect(nextAllowedAt).toBeGreaterThan(s.at);
        expect(allowed(later(s, nextAllowedAt))).toBe(true);
        expect(allowed(later(s, nextAllowedAt - 1))).toBe(false);
      }),
      { numRuns: 1_500 },
    );
    expect(told).toBeGreaterThan(100);
  });

  it('PO5 where no moment is told, waiting does not help', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 500 * hour }), (s, wait) => {
        const { nextAllowedAt, way } = judge(s);
        if (!way && nextAllowedAt === undefined) expect(allowed(later(s, s.at + wait))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('PO3 sent whenever it is allowed, no stretch of the limit’s length ever holds more than it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.integer({ min: 0, max: 40 * hour }), { minLength: 5, maxLength: 40 }),
        (most, hours, gaps) => {
          const rules = { ...none, caps: [cap('email', most, hours)] };
          const went: number[] = [];
          let at = now;
          for (const gap of gaps) {
            at += gap;
            if (allowed(situation({ at, rules, contact: { onChannel: [...went].reverse() } }))) went.push(at);
          }
          for (const from of went)
            expect(went.filter((one) => one >= from && one < from + hours * hour).length).toBeLessThanOrEqual(most);
          // Nor is anything kept back that would have fitted.
          expect(went[0]).toBe(now + gaps[0]!);
        },
      ),
    );
  });

  it('PO3 a day has no edges: 23:00 and 00:00 are an hour apart', () => {
    const rules = { ...none, caps: [cap('email', 1)] };
    const late = Date.parse('2026-11-22T23:00+08:00');
    const midnight = situation({ at: late + hour, rules, contact: { onChannel: [late] } });
    expect(judge(midnight)).toMatchObject({ reasons: [{ rule: 'cap' }], nextAllowedAt: late + day });
  });

  it('PO3 what is put off is put off until the oldest leaves, not for a whole stretch', () => {
    const rules = { ...none, caps: [cap('email', 3, 168)] };
    const onChannel = [now - hour, now - 3 * day, now - 6 * day];
    expect(judge(situation({ rules, contact: { onChannel } })).nextAllowedAt).toBe(now + day);
  });

  it('PO4 nothing set is no cap, null is none, 0 is never; only what is named', () => {
    const onChannel = Array.from({ length: 50 }, (_, i) => now - i);
    const contact = { onChannel };
    expect(allowed(situation({ contact }))).toBe(true);
    expect(allowed(situation({ contact, rules: { ...none, caps: [cap('email', null)] } }))).toBe(true);
    expect(judge(situation({ rules: { ...none, caps: [cap('email', 0)] } }))).toEqual({
      purpose: 'marketing',
      reasons: [{ rule: 'channel-never' }],
      counted: true,
      weight: 0,
    });
    expect(allowed(situation({ rules: { ...none, caps: [cap('sms', 0)] } }))).toBe(true);
  });

  it('PO4 a cap of a type on one channel changes nothing on any other', () => {
    fc.assert(
      fc.property(anything, caps, (s, more) => {
        const elsewhere = more.filter(({ channel }) => channel !== s.account.kind);
        const other = { ...s, rules: { ...s.rules, caps: [...s.rules.caps, ...elsewhere] } };
        expect(judge(other)).toEqual(judge(s));
      }),
    );
  });

  it('PO4 a contact’s own wish goes before its type, its type before the channel', () => {
    const rules = { ...none, caps: [cap('email', 0), cap('email', 1, 24, 'vip')] };
    const contact = { type: 'vip', onChannel: [now - hour] };
    expect(because(situation({ rules }))).toBe('channel-never');
    expect(because(situation({ rules, contact }))).toBe('cap');
    expect(allowed(situation({ rules, contact: { ...contact, preference: { most: 2, hours: 24 } } }))).toBe(true);
    expect(allowed(situation({ rules, contact: { ...contact, preference: { most: 1, hours: 1 } } }))).toBe(true);
  });

  it('PO4 pressure adds up over channels, halves with its half-life, and stays below its bound', () => {
    const pressure = { most: 4, halfLifeHours: 168, weights: { email: 1, phone: 3 }, otherwise: 2 };
    const all = [
      { at: now - 168 * hour, weight: 3 },
      { at: now, weight: 1 },
    ];
    expect(pressureAt(pressure, all, now)).toBeCloseTo(2.5);
    const rules = { ...none, pressure };
    expect(allowed(situation({ rules, contact: { all } }))).toBe(true);
    expect(because(situation({ rules, account: { kind: 'phone' }, contact: { all } }))).toBe('pressure');
    // Heavier than the bound: never, by whatever waiting.
    expect(judge(situation({ rules: { ...none, pressure: { ...pressure, most: 0.5 } } })).nextAllowedAt).toBeUndefined();
  });

  it('PO7 without evidence that they agreed nothing is marketed', () => {
    expect(because(situation({ contact: { consent: {} } }))).toBe('no-consent');
    expect(because(situation({ contact: { consent: { survey: 'given' } } }))).toBe('no-consent');
    expect(because(situation({ contact: { consent: { marketing: 'withdrawn' } } }))).toBe('opted-out');
    expect(because(situation({ handle: { removed: true } }))).toBe('handle-removed');
    // An answer to somebody who wrote is none to somebody who is one of many.
    expect(judge(situation({ message: { planned: 'survey' }, handle: { lastInbound: now } })).purpose).toBe('survey');
    expect(judge(situation({ message: {}, handle: { lastInbound: now - 30 * day } })).purpose).toBe('marketing');
  });

  it('PO8 words that ask for an end, whole, in any dress', () => {
    for (const text of ['STOP', 'stop!', '退订', '【退订】', 'ＴＤ', 'TD退订', '回复TD', ' 取消订阅。', 'Unsubscribe'])
      expect(keywordIn(text), text).toBe('withdrawn');
    for (const text of ['please stop by tomorrow', '怎么退订套餐？', '', '退订单', 'stopp', 'n', '取消'])
      expect(keywordIn(text), text).toBeUndefined();
    expect(keywordIn('订阅')).toBe('given');
  });
});
