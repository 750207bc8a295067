import { describe, expect, it } from 'vitest';
import { type CallFacts, isWorkingTime, mayPush, type PersonFacts, type PushFacts, reasonFor, retryDelay } from './policy.ts';

const now = Date.UTC(2026, 5, 1, 8);
const group: CallFacts = { kind: 'group', seq: 10, sender: 'sender', urgent: false, imported: false, recalled: false };
const direct: CallFacts = { ...group, kind: 'direct' };
const person: PersonFacts = {
  user: 'reader',
  level: 'all',
  mutedUntil: null,
  fromSeq: 1,
  mentioned: false,
  keyword: false,
  direct: true,
};
const week = Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: 9 * 60, to: 18 * 60 }] : []));

describe('why a message calls somebody', () => {
  const mentioned = { mentioned: true };
  it.each<[string, CallFacts, Partial<PersonFacts>, ReturnType<typeof reasonFor>]>([
    ['DE5 a plain message in a group', group, {}, 'message'],
    ['DE5 a plain message in a direct conversation', direct, {}, 'direct'],
    ['DE5 a mention', group, mentioned, 'mention'],
    ['DE5 a mention in a direct conversation', direct, mentioned, 'mention'],
    ['DE5 a keyword', group, { keyword: true }, 'keyword'],
    ['DE5 urgent before all', { ...group, urgent: true }, { ...mentioned, keyword: true }, 'urgent'],
    ['DE6 one’s own words', { ...group, sender: 'reader', urgent: true }, mentioned, undefined],
    ['DE6 an imported message', { ...group, imported: true }, mentioned, undefined],
    ['DE6 a message taken back', { ...group, recalled: true }, mentioned, undefined],
    ['DE6 a message from before one’s time', group, { ...mentioned, fromSeq: 11 }, undefined],
    ['DE7 level mentions lets plain messages be', group, { level: 'mentions' }, undefined],
    ['DE7 level mentions lets direct messages be', direct, { level: 'mentions' }, undefined],
    ['DE7 level mentions and a mention', group, { ...mentioned, level: 'mentions' }, 'mention'],
    ['DE7 level mentions and a keyword', group, { keyword: true, level: 'mentions' }, 'keyword'],
    ['DE7 level none', group, { ...mentioned, level: 'none' }, undefined],
    ['DE7 level none and urgent', { ...group, urgent: true }, { level: 'none' }, undefined],
    ['DE7 muted', group, { ...mentioned, mutedUntil: now + 1 }, undefined],
    ['DE7 muted and urgent', { ...group, urgent: true }, { mutedUntil: now + 1 }, 'urgent'],
    ['DE7 no longer muted', group, { ...mentioned, mutedUntil: now }, 'mention'],
    ['DE7 direct messages switched off', direct, { direct: false }, undefined],
    ['DE7 direct messages switched off, and a keyword', direct, { direct: false, keyword: true }, 'keyword'],
  ])('%s', (_, message, change, reason) => {
    expect(reasonFor(message, { ...person, ...change }, now)).toBe(reason);
  });
});

describe('working hours by the wall clock of the person', () => {
  const zurich = 'Europe/Zurich';
  it.each<[string, string, number, boolean]>([
    ['Monday 09:00 in Shanghai', 'Asia/Shanghai', Date.UTC(2026, 5, 1, 1, 0), true],
    ['Monday 08:59 in Shanghai', 'Asia/Shanghai', Date.UTC(2026, 5, 1, 0, 59), false],
    ['Monday 18:00 in Shanghai is after work', 'Asia/Shanghai', Date.UTC(2026, 5, 1, 10, 0), false],
    ['Saturday noon', 'Asia/Shanghai', Date.UTC(2026, 5, 6, 4, 0), false],
    ['Sunday evening in UTC is Monday morning in Auckland', 'Pacific/Auckland', Date.UTC(2026, 5, 7, 21, 30), true],
    ['Friday 17:59 in Los Angeles is Saturday in UTC', 'America/Los_Angeles', Date.UTC(2026, 5, 6, 0, 59), true],
    // Summer time began on Sunday 29 March 2026: 9 o'clock is 08:00 UTC before and 07:00 UTC after.
    ['Friday before summer time, 07:30 UTC', zurich, Date.UTC(2026, 2, 27, 7, 30), false],
    ['Monday in summer time, 07:30 UTC', zurich, Date.UTC(2026, 2, 30, 7, 30), true],
    ['Monday in summer time, 16:30 UTC', zurich, Date.UTC(2026, 2, 30, 16, 30), false],
    // It ended on Sunday 25 October 2026.
    ['Monday after summer time, 07:30 UTC', zurich, Date.UTC(2026, 9, 26, 7, 30), false],
    ['Monday after summer time, 16:30 UTC', zurich, Date.UTC(2026, 9, 26, 16, 30), true],
    ['a zone of half an hour, 03:30 UTC is 09:00', 'Asia/Kolkata', Date.UTC(2026, 5, 1, 3, 30), true],
    ['and 03:29 UTC is not', 'Asia/Kolkata', Date.UTC(2026, 5, 1, 3, 29), false],
  ])('DE8 %s', (_, zone, at, working) => {
    expect(isWorkingTime(week, zone, at)).toBe(working);
  });

  it('DE8 the hour that comes twice is worked twice, the one left out is not missed', () => {
    const night = week.map(() => [{ from: 120, to: 180 }]);
    const twice = [0, 1].map((hour) => isWorkingTime(night, zurich, Date.UTC(2026, 9, 25, hour, 30)));
    expect(twice).toEqual([true, true]);
    const spring = [0, 1].map((hour) => isWorkingTime(night, zurich, Date.UTC(2026, 2, 29, hour, 30)));
    expect(spring).toEqual([false, false]);
  });
});

describe('whether a push goes out', () => {
  const rested: PushFacts = {
    push: true,
    quietOutsideHours: true,
    quietUntil: null,
    workingHours: week,
    timeZone: 'Asia/Shanghai',
    active: false,
  };
  const [work, night] = [Date.UTC(2026, 5, 1, 2), Date.UTC(2026, 5, 1, 15)];
  it.each<[string, Parameters<typeof mayPush>[0], Partial<PushFacts>, number, boolean]>([
    ['a mention at work', 'mention', {}, work, true],
    ['a mention at night', 'mention', {}, night, false],
    ['a mention at night for those who do not mind', 'mention', { quietOutsideHours: false }, night, true],
    ['urgent passes the night', 'urgent', {}, night, true],
    ['urgent passes do not disturb', 'urgent', { quietUntil: night + 1 }, night, true],
    ['a reminder passes the night: its time was chosen', 'reminder', {}, night, true],
    ['a reminder waits for do not disturb', 'reminder', { quietUntil: work + 1 }, work, false],
    ['do not disturb at work', 'direct', { quietUntil: work + 1 }, work, false],
    ['do not disturb that has ended', 'direct', { quietUntil: work }, work, true],
    ['switched off, even urgent', 'urgent', { push: false }, work, false],
    ['a plain message while a device is in use', 'message', { active: true }, work, false],
    ['a mention while a device is in use', 'mention', { active: true }, work, true],
  ])('DE8 %s', (_, reason, change, at, goes) => {
    expect(mayPush(reason, { ...rested, ...change }, at)).toBe(goes);
  });

  it('DE11 tries again ever later, never sooner than asked, and gives up', () => {
    expect([0, 1, 2].map((n) => retryDelay(n, undefined, 0.5))).toEqual([5_000, 10_000, 20_000]);
    expect(retryDelay(0, undefined, 0)).toBe(2_500);
    expect(retryDelay(0, 60_000, 0)).toBe(60_000);
    expect(retryDelay(0, 60_000, 0.9)).toBeGreaterThan(60_000);
    expect(retryDelay(6, undefined, 0.5)).toBeUndefined();
  });
});
