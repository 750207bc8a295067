import { zoneOffsetAt } from '@rapport/platform';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCalendar } from './read-calendar.ts';
import { afterWorking, type DayKind, openAt, type Span, type WorkHours, workingBetween } from './work-hours.ts';

const nine: readonly Span[] = [
  [540, 720],
  [780, 1080],
];
const hours = (zone: string, days: Record<string, DayKind> = {}): WorkHours => ({
  zone,
  week: [nine, nine, nine, nine, nine, [], []],
  days: new Map(Object.entries(days)),
});
const at = (text: string) => Date.parse(text);
const hour = 3_600_000;

const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
const anyHours = fc
  .record({
    zone: fc.constantFrom(...zones),
    week: fc.array(
      fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { maxLength: 6 }).map((edges) => {
        const sorted = [...edges].sort((a, b) => a - b);
        return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i): Span => [sorted[2 * i]!, sorted[2 * i + 1]!]);
      }),
      { minLength: 7, maxLength: 7 },
    ),
  })
  .map(
    ({ zone, week }): WorkHours => ({
      zone,
      week,
      days: new Map([
        ['2026-03-29', 'closed'],
        ['2026-10-25', 'working'],
      ]),
    }),
  );
/** Around the nights on which clocks are put forward and back. */
const instant = fc
  .integer({ min: at('2026-03-26T00:00Z') / 60_000, max: at('2026-04-07T00:00Z') / 60_000 })
  .map((m) => m * 60_000);

/** The same question, answered by looking at every minute's clock. */
function byMinutes(h: WorkHours, from: number, to: number): number {
  let sum = 0;
  for (let t = from; t < to; t += 60_000) {
    const local = t + zoneOffsetAt(h.zone, t);
    const day = new Date(local).toISOString().slice(0, 10);
    const kind = h.days.get(day);
    const weekday = (new Date(local).getUTCDay() + 6) % 7;
    const ordinary = h.week[weekday]!;
    const spans =
      kind === 'closed' ? [] : kind === 'working' && ordinary.length === 0 ? (h.week.find((s) => s.length > 0) ?? []) : ordinary;
    const minute = Math.floor((local % 86_400_000) / 60_000);
    if (spans.some(([a, b]) => minute >= a && minute < b)) sum += 60_000;
  }
  return sum;
}

describe('IN3 working hours', () => {
  it('nobody works at noon, at night and on Saturdays', () => {
    const h = hours('Asia/Shanghai');
    expect(workingBetween(h, at('2026-11-20T17:00+08:00'), at('2026-11-23T10:00+08:00'))).toBe(2 * hour);
    expect(afterWorking(h, at('2026-11-20T17:30+08:00'), hour)).toBe(at('2026-11-23T09:30+08:00'));
    expect(openAt(h, at('2026-11-20T12:30+08:00'))).toEqual({
      open: false,
      because: 'closed-hours',
      until: at('2026-11-20T13:00+08:00'),
    });
    expect(openAt(h, at('2026-11-20T13:00+08:00'))).toEqual({ open: true });
  });

  it('a holiday is closed and told as one; the Saturday worked instead has the hours of a workday', () => {
    const h = hours('Asia/Shanghai', { '2026-10-01': 'closed', '2026-10-10': 'working' });
    expect(openAt(h, at('2026-10-01T10:00+08:00'))).toMatchObject({ open: false, because: 'holiday' });
    expect(openAt(h, at('2026-10-10T10:00+08:00'))).toEqual({ open: true });
    expect(workingBetween(h, at('2026-10-10T00:00+08:00'), at('2026-10-11T00:00+08:00'))).toBe(8 * hour);
  });

  it('whoever never works is never due', () => {
    const h: WorkHours = { zone: 'UTC', week: Array.from({ length: 7 }, () => []), days: new Map() };
    expect(afterWorking(h, 0, 1)).toBeUndefined();
    expect(openAt(h, 0)).toEqual({ open: false, because: 'closed-hours', until: undefined });
  });

  it('agrees with a clock looked at every minute, also in the night it is put forward', () => {
    fc.assert(
      fc.property(anyHours, instant, instant, (h, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        // Where clocks go back, minutes shown twice lie within hours once only when these end as they are shown first.
        if (h.zone === 'Australia/Lord_Howe') return;
        expect(workingBetween(h, from, to)).toBe(byMinutes(h, from, to));
      }),
      { numRuns: 150 },
    );
  });

  it('what is due after some time is due when that time has passed, and parts add up', () => {
    fc.assert(
      fc.property(anyHours, instant, fc.integer({ min: 1, max: 4_000 }), (h, from, minutes) => {
        const due = afterWorking(h, from, minutes * 60_000);
        if (due === undefined) return;
        expect(workingBetween(h, from, due)).toBe(minutes * 60_000);
        expect(workingBetween(h, from, due - 1)).toBe(minutes * 60_000 - 1);
        const middle = Math.floor((from + due) / 2);
        expect(workingBetween(h, from, middle) + workingBetween(h, middle, due)).toBe(minutes * 60_000);
      }),
      { numRuns: 200 },
    );
  });
});

describe('IN3 calendars', () => {
  it('reads the JSON of holiday-cn, working days too', () => {
    const read = readCalendar(
      JSON.stringify({
        year: 2026,
        papers: [],
        days: [
          { name: '国庆节', date: '2026-10-01', isOffDay: true },
          { name: '国庆节', date: '2026-10-10', isOffDay: false },
          { name: 'x', date: '2026-02-30', isOffDay: true },
        ],
      }),
    );
    expect(read).toEqual({
      days: [
        { day: '2026-10-01', kind: 'closed', name: '国庆节' },
        { day: '2026-10-10', kind: 'working', name: '国庆节' },
      ],
      passed: ['{"name":"x","date":"2026-02-30","isOffDay":true}'],
    });
  });

  it('reads iCalendar: folded lines, the end as the day after, 班 as a working day; repetitions and hours are passed over', () => {
    const ics = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'DTSTART;VALUE=DATE:20260217',
      'DTEND;VALUE=DATE:20260219',
      'SUMMARY:春节\\, 放',
      ' 假',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'DTSTART;VALUE=DATE:20260214',
      'SUMMARY:春节（班）',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'DTSTART:20260214T090000Z',
      'SUMMARY:meeting',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n');
    expect(readCalendar(ics)).toEqual({
      days: [
        { day: '2026-02-14', kind: 'working', name: '春节（班）' },
        { day: '2026-02-17', kind: 'closed', name: '春节, 放假' },
        { day: '2026-02-18', kind: 'closed', name: '春节, 放假' },
      ],
      passed: ['meeting · 20260214T090000Z'],
    });
  });

  it('what is neither is refused with words', () => {
    expect(() => readCalendar('hello')).toThrow('invalid-input');
    expect(() => readCalendar('{"days": 7}')).toThrow('invalid-input');
  });
});
