import type { User } from '@rapport/contract';
import { expect, it } from 'vitest';
import { withChanged } from './everyone.ts';

const person = (id: string, sortKey: string, more: object = {}): User => ({ id, sortKey, active: true, ...more }) as never;
const active = ({ active: is }: User): boolean => is;

it('PE7 who changed, came or left is put in place in a long list, and nobody stands there twice', () => {
  const people = [person('1', 'an'), person('2', 'bai'), person('3', 'chen')];
  const changed = [person('1', 'zhou'), person('2', 'bai', { active: false }), person('4', 'bo')];
  expect(withChanged(people, changed, active).map(({ id }) => id)).toEqual(['4', '3', '1']);
  expect(withChanged(people, [], active)).toEqual(people);
});
