import type { Department, Me, Permission } from '@rapport/contract';
import { expect, it } from 'vitest';
import { maySomewhere, reachOf } from './may.ts';

const department = (id: string, parent: string | null): [string, Department] => [id, { id, name: id, parent } as never];
const tree = new Map([
  department('sales', null),
  department('east', 'sales'),
  department('shanghai', 'east'),
  department('works', null),
]);
const me = (permissions: Permission[], ...scoped: [string, string, Permission][]): Me =>
  ({ permissions, scoped: scoped.map(([kind, id, permission]) => ({ kind, id, permissions: [permission] })) }) as never;

it('AC1 what is held for a department holds there and below, and nowhere else', () => {
  const reach = reachOf(
    me([], ['department', 'east', 'people.manage'], ['conversation', 'sales', 'people.manage']),
    'people.manage',
    tree,
  );
  expect(reach).toMatchObject({ everywhere: false, somewhere: true });
  expect([...reach.departments]).toEqual(['east', 'shanghai']);
  expect(reach.roots.map(({ id }) => id)).toEqual(['east']);
  expect([reach.at(['shanghai']), reach.at(['works', 'east']), reach.at(['sales']), reach.at([null]), reach.at([])]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

it('AC1 what is held in the organization holds everywhere; what is not held holds nowhere', () => {
  expect(reachOf(me(['people.manage']), 'people.manage', tree).at([])).toBe(true);
  const other = me(['people.invite'], ['department', 'east', 'people.manage']);
  expect(reachOf(other, 'departments.manage', tree)).toMatchObject({ somewhere: false, roots: [] });
  expect([maySomewhere(other, 'people.manage'), maySomewhere(other, 'people.invite')]).toEqual([true, true]);
  expect([maySomewhere(other, 'audit.read'), maySomewhere(undefined, 'people.manage')]).toEqual([false, false]);
});

it('what an older version kept on the device is read without complaint', () => {
  const old = { permissions: [] } as never;
  expect([maySomewhere(old, 'people.manage'), reachOf(old, 'people.manage', tree).somewhere]).toEqual([false, false]);
});
