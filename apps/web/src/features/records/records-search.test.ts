import { describe, expect, it } from 'vitest';
import { askedOf } from './asked.ts';
import { barsOf } from './bars.ts';
import { isNarrowed, recordsSearch } from './records-search.ts';

const id = '01980a1b-0000-7000-8000-000000000001';

describe('the address of the records page', () => {
  it('holds the whole question and keeps only what it knows', () => {
    const search = {
      q: '合同',
      kind: 'form',
      template: id,
      label: '投诉',
      in: id,
      person: id,
      department: id,
      channel: 'email',
      account: id,
      direction: 'out',
      contact: id,
      case: id,
      from: '2026-11-01',
      sort: 'best',
    };
    expect(recordsSearch(search)).toEqual(search);
    expect(recordsSearch({ q: ' ', kind: 'poem', in: 'x', direction: 'up', contact: 'x', from: '1.11.', sort: 'worst' })).toEqual(
      {},
    );
    expect(recordsSearch({ q: 2026 })).toEqual({ q: '2026' });
    expect([isNarrowed({ q: 'a', sort: 'best' }), isNarrowed({ kind: 'file' })]).toEqual([false, true]);
  });

  it('days are whole and of the reader’s zone', () => {
    expect(askedOf({ q: 'a', from: '2026-11-22', until: '2026-11-22' }, 'Asia/Shanghai')).toEqual({
      text: 'a',
      timeZone: 'Asia/Shanghai',
      from: Date.UTC(2026, 10, 21, 16),
      until: Date.UTC(2026, 10, 22, 16),
    });
    expect(askedOf({ from: '2026-13-45' }, 'UTC')).toEqual({ timeZone: 'UTC' });
  });
});

describe('bars of days', () => {
  it('are days while they are few, then months, then years; empty ones between are drawn', () => {
    expect(
      barsOf([
        { day: '2026-11-01', count: 2 },
        { day: '2026-11-03', count: 1 },
      ]),
    ).toEqual([
      { from: '2026-11-01', until: '2026-11-01', count: 2 },
      { from: '2026-11-02', until: '2026-11-02', count: 0 },
      { from: '2026-11-03', until: '2026-11-03', count: 1 },
    ]);
    const months = barsOf([
      { day: '2026-01-31', count: 1 },
      { day: '2026-01-02', count: 1 },
      { day: '2026-04-02', count: 3 },
    ]);
    expect(months.map((bar) => [bar.from, bar.until, bar.count])).toEqual([
      ['2026-01-01', '2026-01-31', 2],
      ['2026-02-01', '2026-02-28', 0],
      ['2026-03-01', '2026-03-31', 0],
      ['2026-04-01', '2026-04-30', 3],
    ]);
    expect(
      barsOf([
        { day: '2015-05-05', count: 1 },
        { day: '2026-05-05', count: 1 },
      ]),
    ).toHaveLength(12);
    expect(barsOf([])).toEqual([]);
  });
});
