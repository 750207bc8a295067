import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAt, type WorkHours } from '../hours/work-hours.ts';
import {
  beginning,
  type CaseStatus,
  type ClockEvent,
  type Clocks,
  type ClockTree,
  clockNames,
  dueAt,
  joined,
  noTargets,
  reckon,
  shown,
  step,
  type Targets,
} from './clocks.ts';

const minute = 60_000;
const day = Date.parse('2026-11-23T00:00Z');
const week = [[[540, 1020]], [[540, 1020]], [[540, 1020]], [[540, 1020]], [[540, 1020]], [], []] as const;
const hours: WorkHours = { zone: 'UTC', week, days: new Map([['2026-11-25', 'closed']]) };
const always: WorkHours = { zone: 'UTC', week: Array.from({ length: 7 }, () => [[0, 1440]] as const), days: new Map() };
const targets: Targets = { first: 30 * minute, next: 60 * minute, resolution: 480 * minute };
const at = (minutes: number) => day + minutes * minute;

type Told = ClockEvent & { n: number };
const numbered = (events: readonly ClockEvent[]): Told[] => events.map((event, n) => ({ ...event, n }));
const alone = (events: readonly ClockEvent[], own = targets): ClockTree => ({
  targets: own,
  events: numbered(events),
  merged: [],
});

const anyEvent: fc.Arbitrary<ClockEvent> = fc
  .record({
    minutes: fc.integer({ min: 1, max: 4 * 1440 }),
    what: fc.constantFrom('heard', 'answered', 'open', 'waiting', 'snoozed', 'solved', 'closed', 'targets'),
    target: fc.integer({ min: 1, max: 600 }),
  })
  .map(({ minutes, what, target }): ClockEvent => {
    const told = { at: at(minutes) };
    if (what === 'heard' || what === 'answered') return { ...told, type: what };
    if (what === 'targets')
      return { ...told, type: what, targets: { first: target * minute, next: null, resolution: target * 2 * minute } };
    return { ...told, type: 'status', status: what as CaseStatus };
  });
const anyCase = fc
  .array(anyEvent, { maxLength: 12 })
  .map((events): ClockEvent[] => [
    { at: at(0), type: 'opened' },
    { at: at(0), type: 'heard' },
    ...[...events].sort((a, b) => a.at - b.at),
  ]);

describe('IN4 clocks', () => {
  it('the first answer is owed in working time; every next message starts a clock of its own', () => {
    const state = reckon(
      alone([
        { at: at(1010), type: 'opened' },
        { at: at(1010), type: 'heard' },
      ]),
      hours,
    )!;
    // Monday 16:50; ten minutes that day, twenty the next.
    expect(dueAt(state, hours)).toBe(at(1440 + 560));
    expect(shown(state, 'first', at(1100), hours)).toEqual({
      state: 'paused',
      because: 'closed-hours',
      left: 20 * minute,
      late: false,
    });
    const answered = step(state, { at: at(1440 + 550), type: 'answered' }, hours);
    expect(shown(answered, 'first', at(1440 + 550), hours)).toEqual({ state: 'met' });
    const again = step(answered, { at: at(1440 + 600), type: 'heard' }, hours);
    expect(shown(again, 'next', at(1440 + 600), hours)).toEqual({ state: 'running', dueAt: at(1440 + 660), late: false });
    const late = step(again, { at: at(1440 + 700), type: 'answered' }, hours);
    expect(late.clocks.next).toMatchObject({ on: false, broken: 1 });
  });

  it('what nothing was promised for is not shown as kept', () => {
    const unpromised = { ...alone([{ at: at(600), type: 'opened' }]), targets: { ...targets, resolution: null } };
    const solved = step(reckon(unpromised, hours)!, { at: at(660), type: 'status', status: 'solved' }, hours);
    expect(solved.clocks.resolution).toMatchObject({ on: false, met: 1 });
    expect(shown(solved, 'resolution', at(700), hours)).toEqual({ state: 'idle' });
  });

  it('pauses have names: waiting for the customer, snoozed, closed hours, holidays', () => {
    const opened = reckon(alone([{ at: at(600), type: 'opened' }]), hours)!;
    const waiting = step(opened, { at: at(660), type: 'status', status: 'waiting' }, hours);
    expect(shown(waiting, 'resolution', at(720), hours)).toMatchObject({
      state: 'paused',
      because: 'waiting',
      left: 420 * minute,
    });
    const snoozed = step(waiting, { at: at(720), type: 'status', status: 'snoozed' }, hours);
    expect(shown(snoozed, 'resolution', at(780), hours)).toMatchObject({
      state: 'paused',
      because: 'snoozed',
      left: 420 * minute,
    });
    expect(shown(opened, 'resolution', at(2 * 1440 + 600), hours)).toMatchObject({ because: 'holiday' });
    const heard = step(snoozed, { at: at(780), type: 'heard' }, hours);
    expect(heard.status).toBe('open');
    expect(shown(heard, 'resolution', at(780), hours)).toMatchObject({ state: 'running', late: false });
  });

  it('what is reopened goes on with what was spent', () => {
    const solved = reckon(
      alone([
        { at: at(540), type: 'opened' },
        { at: at(640), type: 'status', status: 'solved' },
      ]),
      hours,
    )!;
    expect(solved.clocks.resolution).toMatchObject({ on: false, met: 1, spent: 100 * minute });
    const again = step(solved, { at: at(700), type: 'heard' }, hours);
    expect(again.clocks.resolution).toMatchObject({ on: true, met: 0, spent: 100 * minute });
    expect(dueAt(again, hours)).toBe(at(700 + 30));
  });

  it('a merge keeps the stricter of each clock; undone, each is as if it had never been', () => {
    const a = alone([
      { at: at(540), type: 'opened' },
      { at: at(540), type: 'heard' },
      { at: at(550), type: 'answered' },
      { at: at(600), type: 'heard' },
    ]);
    const b = alone([
      { at: at(610), type: 'opened' },
      { at: at(610), type: 'heard' },
    ]);
    const merged = reckon({ ...a, merged: [{ at: at(620), n: 9, tree: b }] }, hours)!;
    expect(merged.clocks.first).toMatchObject({ on: true, spent: 10 * minute, met: 1 });
    expect(merged.clocks.next).toMatchObject({ on: true, spent: 20 * minute });
    expect(dueAt(merged, hours)).toBe(at(640));
    expect(reckon({ ...a, merged: [] }, hours)).toEqual(reckon(a, hours));
  });

  it('reckoned anew from its events, in whatever order they are read, a case has the clocks that were kept event by event', () => {
    fc.assert(
      fc.property(anyCase, fc.integer(), (events, seed) => {
        const told = numbered(events);
        const kept = told.reduce((state, event) => step(state, event, hours), beginning(told[0]!.at, targets));
        const shuffled = [...told].sort((x, y) => ((x.n * 7919 + seed) % 97) - ((y.n * 7919 + seed) % 97));
        expect(reckon({ targets, events: shuffled, merged: [] }, hours)).toEqual(kept);
      }),
    );
  });

  it('agrees with somebody who looks every minute', () => {
    fc.assert(
      fc.property(anyCase, (events) => {
        const end = at(4 * 1440 + 1);
        const state = step(reckon(alone(events), hours)!, { at: end, type: 'targets', targets: noTargets }, hours);
        let status: CaseStatus = 'open';
        let [running, spent] = [false, 0];
        let next = 0;
        for (let t = at(0); t < end; t += minute) {
          for (; next < events.length && events[next]!.at <= t; next++) {
            const event = events[next]!;
            if (event.type === 'opened') running = true;
            if (event.type === 'heard') [status, running] = ['open', true];
            if (event.type === 'status') {
              status = event.status;
              running = status !== 'solved' && status !== 'closed';
            }
          }
          if (running && status !== 'waiting' && status !== 'snoozed' && openAt(hours, t).open) spent += minute;
        }
        expect(state.clocks.resolution.spent).toBe(spent);
      }),
      { numRuns: 8 },
    );
  });

  it('no merge makes anything due later than it was', () => {
    fc.assert(
      fc.property(anyCase, anyCase, (one, other) => {
        const end = at(4 * 1440 + 1);
        const [a, b] = [one, other].map((events) => {
          const state = reckon(alone(events), always)!;
          return step(state, { at: end, type: 'targets', targets: state.targets }, always);
        }) as [Clocks, Clocks];
        const both = joined(a, b, end, always);
        for (const name of clockNames)
          for (const single of [a, b]) {
            const before = shown({ ...single, status: both.status }, name, end, always);
            const after = shown(both, name, end, always);
            if (before.state !== 'running' || before.dueAt === undefined) continue;
            expect(after).toMatchObject({ state: 'running' });
            expect((after as { dueAt: number }).dueAt).toBeLessThanOrEqual(before.dueAt);
          }
      }),
    );
  });

  it('order of equal instants is the order of their numbers', () => {
    const heardThenSolved = alone([
      { at: at(600), type: 'opened' },
      { at: at(610), type: 'heard' },
      { at: at(610), type: 'status', status: 'solved' },
    ]);
    const solvedThenHeard = alone([
      { at: at(600), type: 'opened' },
      { at: at(610), type: 'status', status: 'solved' },
      { at: at(610), type: 'heard' },
    ]);
    expect(reckon(heardThenSolved, hours)!.status).toBe('solved');
    expect(reckon(solvedThenHeard, hours)!.status).toBe('open');
  });
});
