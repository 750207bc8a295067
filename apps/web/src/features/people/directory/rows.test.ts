import type { Department, User } from '@rapport/contract';
import { expect, it } from 'vitest';
import { rowsOf } from './rows.ts';

const person = (id: string, heading: string) => ({ id, heading }) as User;
const people = [person('an', 'A'), person('bo', 'B'), person('bai', 'B')];
const shown = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => (row.kind === 'heading' ? row.text : row.leads ? `${row.person.id} ${row.leads}` : row.person.id));

it('everybody stands under the letter of their name, who leads a department above', () => {
  expect(shown(rowsOf(people, undefined, true))).toEqual(['A', 'an', 'B', 'bo', 'bai']);
  const department = { managers: ['bai', 'gone', 'an'] } as Department;
  expect(shown(rowsOf(people, department, true))).toEqual(['bai head', 'an lead', 'B', 'bo']);
  expect(shown(rowsOf(people, undefined, false))).toEqual(['an', 'bo', 'bai']);
});
