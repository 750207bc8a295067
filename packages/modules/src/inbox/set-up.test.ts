import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let kit: TestHouse;
let lin: Seat;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林岚');
});
afterAll(() => kit.stop());

const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ problem }: { problem: { code: string; params?: { field?: string } } }) =>
      [problem.code, problem.params?.field].filter(Boolean).join(' '),
  );
const day = [{ from: 540, to: 1080 }];
const week = [day, day, day, day, day, [], []];
const newHours = async () => (await kit.call(kit.owner, 'inbox.saveHours', { name: 'H', zone: 'Asia/Shanghai', week })).id;

describe('setting up inboxes', () => {
  it('a new one needs a name and a team; what is left out of it is as usual', async () => {
    const group = await kit.group(lin);
    expect(await refused(kit.call(kit.owner, 'inbox.save', { group }))).toBe('invalid-input name');
    expect(await refused(kit.call(kit.owner, 'inbox.save', { name: 'A' }))).toBe('invalid-input group');
    const made = await kit.call(kit.owner, 'inbox.save', { name: '售前', group, settings: { routing: { weight: 2 } } });
    expect(made).toMatchObject({
      hours: null,
      archived: false,
      settings: { reopenDays: 7, waitAfterAnswer: true, rating: null },
    });
    expect(made.settings.routing).toMatchObject({ mode: 'by-hand', weight: 2, fairMinutes: 60 });
  });

  it('what is left out of a change stays as it was, on every level; null takes away', async () => {
    const hours = await newHours();
    const { id } = await kit.call(kit.owner, 'inbox.save', {
      name: '售后',
      group: await kit.group(lin),
      hours,
      settings: { promised: { normal: { first: 30, next: 60 }, urgent: { first: 5 } }, reopenDays: 3, rating: 'csat' },
    });
    const renamed = await kit.call(kit.owner, 'inbox.save', { inbox: id, name: '售后服务' });
    expect(renamed).toMatchObject({ name: '售后服务', hours, settings: { reopenDays: 3, rating: 'csat' } });
    expect(renamed.settings.promised).toMatchObject({ normal: { first: 30, next: 60 }, urgent: { first: 5 } });
    const less = await kit.call(kit.owner, 'inbox.save', {
      inbox: id,
      hours: null,
      settings: { promised: { normal: { next: null } }, rating: null },
    });
    expect(less).toMatchObject({ name: '售后服务', hours: null, settings: { reopenDays: 3, rating: null } });
    expect(less.settings.promised).toMatchObject({ normal: { first: 30, next: null }, urgent: { first: 5 } });
    expect(await kit.call(kit.owner, 'inbox.save', { inbox: id, archived: true })).toMatchObject({
      archived: true,
      name: '售后服务',
    });
    const { inboxes } = await kit.call(kit.owner, 'inbox.list', {});
    expect(inboxes.find((one) => one.id === id)).toMatchObject({ archived: true, settings: { reopenDays: 3 } });
  });

  it('two who change different things at once keep both', async () => {
    const { id } = await kit.call(kit.owner, 'inbox.save', { name: '同时', group: await kit.group(lin) });
    await Promise.all([
      kit.call(kit.owner, 'inbox.save', { inbox: id, settings: { reopenDays: 1 } }),
      kit.call(kit.owner, 'inbox.save', { inbox: id, settings: { waitAfterAnswer: false } }),
      kit.call(kit.owner, 'inbox.save', { inbox: id, name: '同时改' }),
    ]);
    const one = await kit.call(kit.owner, 'inbox.save', { inbox: id });
    expect(one).toMatchObject({ name: '同时改', settings: { reopenDays: 1, waitAfterAnswer: false } });
  });

  it('a team is private from the making of its inbox on, before the first customer wrote, and for ever', async () => {
    const group = await kit.group(lin);
    const open = (conversation: never) => kit.call(kit.owner, 'conversations.change', { conversation, visibility: 'open' });
    await kit.call(kit.owner, 'inbox.save', { name: '售中', group });
    expect(await refused(open(group as never))).toBe('invalid-input visibility');
    const other = await kit.group(lin);
    expect(await refused(open(other as never))).toBe('done');
    expect(await refused(kit.call(kit.owner, 'inbox.save', { name: '公开', group: other }))).toBe('invalid-input group');
    // One of both at once, never both.
    const third = await kit.group(lin);
    const both = await Promise.all([
      refused(open(third as never)),
      refused(kit.call(kit.owner, 'inbox.save', { name: '抢先', group: third })),
    ]);
    expect(both.filter((one) => one === 'done')).toHaveLength(1);
  });

  it('a calendar is tried before it is kept, and says what it passes over', async () => {
    const text = JSON.stringify({
      days: [
        { name: '国庆节', date: '2026-10-01', isOffDay: true },
        { name: '无日期', isOffDay: true },
      ],
    });
    const before = (await kit.call(kit.owner, 'inbox.hours', {})).calendars.length;
    const tried = await kit.call(kit.owner, 'inbox.saveCalendar', { name: '2026', text, try: true });
    expect(tried).toMatchObject({ passed: 1, calendar: { days: [{ day: '2026-10-01', kind: 'closed' }] } });
    expect(tried.passedOver[0]).toContain('无日期');
    expect((await kit.call(kit.owner, 'inbox.hours', {})).calendars).toHaveLength(before);
    await kit.call(kit.owner, 'inbox.saveCalendar', { name: '2026', text });
    expect((await kit.call(kit.owner, 'inbox.hours', {})).calendars).toHaveLength(before + 1);
  });
});
