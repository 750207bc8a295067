import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Agent, before, choose, eligible, give, type RoutingRule, type Waiting } from './choose.ts';

const agent = (user: string, more: Partial<Agent> = {}): Agent => ({
  user,
  skills: new Set(),
  available: true,
  capacity: 6,
  load: 0,
  lastGiven: null,
  idleSince: null,
  given: 0,
  ...more,
});
const one = (id: string, more: Partial<Waiting> = {}): Waiting => ({
  id,
  weight: 1,
  skills: [],
  optional: [],
  priority: 1,
  dueAt: null,
  since: 0,
  previous: null,
  lapsed: [],
  ...more,
});
const rule: RoutingRule = { mode: 'automatic', order: 'priority', fairLimit: null, fairWindow: 3_600_000, dropOptional: null };

const skill = fc.constantFrom('zh', 'en', 'billing');
const anyAgents = fc
  .array(
    fc.record({
      skills: fc.array(skill).map((s) => new Set(s)),
      available: fc.boolean(),
      capacity: fc.integer({ min: 1, max: 6 }),
      load: fc.integer({ min: 0, max: 6 }),
      given: fc.integer({ min: 0, max: 3 }),
      lastGiven: fc.option(fc.integer({ min: 0, max: 9 })),
      idleSince: fc.option(fc.integer({ min: 0, max: 9 })),
    }),
    { maxLength: 6 },
  )
  .map((list) => list.map((more, i) => agent(`a${i}`, more)));
const anyWaiting = fc
  .array(
    fc.record({
      weight: fc.integer({ min: 1, max: 3 }),
      skills: fc.uniqueArray(skill, { maxLength: 2 }),
      priority: fc.integer({ min: 0, max: 3 }),
      dueAt: fc.option(fc.integer({ min: 0, max: 99 })),
      since: fc.integer({ min: 0, max: 50 }),
      lapsed: fc.uniqueArray(fc.constantFrom('a0', 'a1'), { maxLength: 2 }),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map((more, i) => one(`c${i}`, more)));
const anyRule = fc.record({ fairLimit: fc.option(fc.integer({ min: 1, max: 4 })) }).map((more) => ({ ...rule, ...more }));

describe('IN5 routing', () => {
  it('capacity 6 and weight 2 are three cases', () => {
    const given = give(
      [agent('a')],
      [one('1', { weight: 2 }), one('2', { weight: 2 }), one('3', { weight: 2 }), one('4', { weight: 2 })],
      rule,
      0,
    );
    expect(given.map((g) => g.case)).toEqual(['1', '2', '3']);
  });

  it('the previous one, else the least loaded, the longest idle, who was given something longest ago', () => {
    const people = [agent('a', { load: 3 }), agent('b', { load: 1, capacity: 2 }), agent('c', { load: 2, capacity: 6 })];
    expect(choose(people, one('1', { previous: 'a' }), rule, 0)?.user).toBe('a');
    expect(choose(people, one('1', { previous: 'gone' }), rule, 0)?.user).toBe('c');
    expect(choose([agent('a', { idleSince: 9 }), agent('b', { idleSince: 3 })], one('1'), rule, 0)?.user).toBe('b');
    expect(choose([agent('a', { lastGiven: 9 }), agent('b', { lastGiven: 3 }), agent('c')], one('1'), rule, 0)?.user).toBe('c');
  });

  it('optional skills are dropped after a time; who let a case lie is not asked again', () => {
    const people = [agent('a'), agent('b', { load: 3, skills: new Set(['en']) })];
    const patient = { ...rule, dropOptional: 100 };
    expect(choose(people, one('1', { optional: ['en'] }), patient, 50)?.user).toBe('b');
    expect(choose(people, one('1', { optional: ['en'] }), patient, 100)?.user).toBe('a');
    expect(choose(people, one('1', { optional: ['fr'] }), patient, 50)).toBeUndefined();
    expect(choose(people, one('1', { lapsed: ['a'] }), rule, 0)?.user).toBe('b');
  });

  it('by priority, then what is due, then arrival; or what waits longest', () => {
    const cases = [one('late', { since: 9, dueAt: 5 }), one('early', { since: 1 }), one('urgent', { priority: 3, since: 10 })];
    const order = (r: RoutingRule) => [...cases].sort((a, b) => before(a, b, r)).map(({ id }) => id);
    expect(order(rule)).toEqual(['urgent', 'late', 'early']);
    expect(order({ ...rule, order: 'longest-waiting' })).toEqual(['early', 'late', 'urgent']);
  });

  it('nobody is given more than fits, what they cannot do, or above the fair share; nothing is left that somebody could take', () => {
    fc.assert(
      fc.property(anyAgents, anyWaiting, anyRule, (agents, waiting, r) => {
        const given = give(agents, waiting, r, 100);
        expect(new Set(given.map((g) => g.case)).size).toBe(given.length);
        const after = agents.map((a) => {
          const mine = given.filter((g) => g.user === a.user).map((g) => waiting.find((w) => w.id === g.case)!);
          const load = a.load + mine.reduce((sum, w) => sum + w.weight, 0);
          if (mine.length > 0) {
            expect(a.available).toBe(true);
            expect(load).toBeLessThanOrEqual(a.capacity);
            if (r.fairLimit !== null) expect(a.given + mine.length).toBeLessThanOrEqual(r.fairLimit);
          }
          for (const w of mine) {
            expect(w.skills.every((s) => a.skills.has(s))).toBe(true);
            expect(w.lapsed).not.toContain(a.user);
          }
          return { ...a, load, given: a.given + mine.length };
        });
        for (const w of waiting)
          if (!given.some((g) => g.case === w.id)) expect(after.some((a) => eligible(a, w, r))).toBe(false);
      }),
    );
  });

  it('whoever waits is served in order: of two alike the earlier one is never passed over', () => {
    fc.assert(
      fc.property(anyAgents, fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 10 }), (agents, since) => {
        const waiting = since.map((s, i) => one(`c${String(i).padStart(2, '0')}`, { since: s }));
        const given = new Set(give(agents, waiting, rule, 100).map((g) => g.case));
        for (const a of waiting)
          for (const b of waiting) if (before(a, b, rule) < 0 && given.has(b.id)) expect(given.has(a.id)).toBe(true);
      }),
    );
  });
});
