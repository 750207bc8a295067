import type { PolicyRules } from '@rapport/contract';
import { usualPolicyRules } from '@rapport/contract';
import { expect, it } from 'vitest';
import { changesOf, limitOf, ruleLines, type Speech } from './rule-lines.ts';

const speech: Speech = {
  say: (key, holes = {}) => [key, ...Object.values(holes)].join(' '),
  channel: (kind) => kind,
  type: (id) => id ?? 'all',
  template: (id) => id,
  field: (key) => key,
};
const lines = (with_: Partial<PolicyRules>) => ruleLines(speech, { ...usualPolicyRules, ...with_ });

it('no cap and never are told apart', () => {
  expect(limitOf(speech, { most: null, hours: 24 })).toBe('capNone');
  expect(limitOf(speech, { most: 0, hours: 24 })).toBe('capNever');
  expect(limitOf(speech, { most: 2, hours: 168 })).toBe('capMost 2 daysSpan 7');
  expect(limitOf(speech, { most: 1, hours: 36 })).toBe('capMost 1 hoursSpan 36');
});

it('what a version says otherwise is told with what it said before; what stays is not', () => {
  const caps = usualPolicyRules.caps.map((cap) => (cap.channel === 'email' ? { ...cap, most: 0 } : cap));
  expect(changesOf(lines({}), lines({}))).toEqual([]);
  expect(changesOf(lines({}), lines({ caps }))).toEqual([
    { key: 'cap email  0', before: 'capLine email all capMost 2 daysSpan 7', after: 'capLine email all capNever' },
  ]);
  expect(changesOf(lines({}), lines({ pressure: null })).filter(({ key }) => key === 'pressure')).toEqual([
    { key: 'pressure', before: 'pressureMost 4 daysSpan 7', after: 'pressureNone' },
  ]);
  const more = [...usualPolicyRules.caps, { channel: 'email', type: 'vip', most: 9, hours: 24 }];
  expect(changesOf(lines({}), lines({ caps: more }))).toEqual([
    { key: 'cap email vip 0', after: 'capLine email vip capMost 9 daysSpan 1' },
  ]);
});
