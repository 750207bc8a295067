import { describe, expect, it } from 'vitest';
import { fieldOf, instantOfField, sendTimesOf } from './send-times.ts';
import { typedTime } from './time-words.ts';

const zone = 'Asia/Shanghai';
const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 10, day, hour - 8, minute);

describe('times to send later', () => {
  it('offers this evening, tomorrow and Monday', () => {
    expect(sendTimesOf(at(18, 10), zone, null)).toEqual([
      { name: 'evening', at: at(18, 18) },
      { name: 'tomorrow', at: at(19, 9) },
      { name: 'monday', at: at(23, 9) },
    ]);
  });
  it('names a time once, and no evening that has come', () => {
    expect(sendTimesOf(at(22, 20), zone, at(23, 9))).toEqual([{ name: 'theirs', at: at(23, 9) }]);
  });
  it('reads and writes the field of a date', () => {
    expect(fieldOf(at(21, 9, 5), zone)).toBe('2026-11-21T09:05');
    expect(instantOfField('2026-11-21T09:05', zone)).toBe(at(21, 9, 5));
    expect(instantOfField('', zone)).toBeNull();
  });
  it.each([
    ['18:30', at(21, 18, 30)],
    ['8:00', at(22, 8)],
    ['明天9点', at(22, 9)],
    ['tomorrow 9', at(22, 9)],
    ['后天 14：00', at(23, 14)],
    ['+30', at(21, 10, 30)],
    ['11-25 9:00', at(25, 9)],
    ['25:00', null],
    ['soon', null],
    ['13-45 9:00', null],
  ])('%s', (typed, expected) => {
    expect(typedTime(typed, at(21, 10), zone)).toBe(expected);
  });
});
