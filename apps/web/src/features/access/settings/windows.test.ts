import { expect, it } from 'vitest';
import { windowsWith, wordsOfWindow } from './windows.ts';

it('a window is said in its largest whole unit', () => {
  expect([null, 0, 2, 90, 120, 2880].map(wordsOfWindow)).toEqual([
    { key: 'windowAlways' },
    { key: 'windowNever' },
    { key: 'windowMinutes', count: 2 },
    { key: 'windowMinutes', count: 90 },
    { key: 'windowHours', count: 2 },
    { key: 'windowDays', count: 2 },
  ]);
});

it('what is set stands among what is offered', () => {
  expect(windowsWith(90)).toEqual([0, 2, 5, 15, 60, 90, 1440, 10080, null]);
  expect(windowsWith(60)).toEqual([0, 2, 5, 15, 60, 1440, 10080, null]);
});
