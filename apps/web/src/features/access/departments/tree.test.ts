import type { Department } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { nodesOf } from '../../people/departments.ts';
import { dropPlace, mayLie, placeOf, stepPlace } from './tree.ts';

const tree = new Map(
  (
    [
      ['a', null],
      ['a1', 'a'],
      ['a2', 'a'],
      ['b', null],
      ['c', null],
    ] as const
  ).map(([id, parent]) => [id, { id, name: id, parent } as Department]),
);

describe('the department tree by drag and by keyboard', () => {
  it('is drawn parents before children', () => {
    expect(nodesOf(tree).map((n) => [n.department.id, n.children.map((c) => c.department.id)])).toEqual([
      ['a', ['a1', 'a2']],
      ['b', []],
      ['c', []],
    ]);
  });

  it('a drop says where it lies: before, after, or last inside', () => {
    expect(dropPlace(tree, 'c', 'a', 'before')).toEqual({ parent: null, position: 0 });
    expect(dropPlace(tree, 'a', 'c', 'after')).toEqual({ parent: null, position: 2 });
    expect(dropPlace(tree, 'c', 'a', 'into')).toEqual({ parent: 'a', position: 2 });
    expect(dropPlace(tree, 'a2', 'a1', 'before')).toEqual({ parent: 'a', position: 0 });
  });

  it('what would change nothing or be refused is no move', () => {
    expect(dropPlace(tree, 'b', 'a', 'after')).toBeNull();
    expect(dropPlace(tree, 'a', 'a', 'into')).toBeNull();
    expect(dropPlace(tree, 'a', 'a1', 'into')).toBeNull();
    expect(mayLie(tree, 'a', 'a2')).toBe(false);
    const deep = new Map(
      Array.from({ length: 12 }, (_, i) => [`${i}`, { id: `${i}`, name: '', parent: i === 0 ? null : `${i - 1}` } as Department]),
    );
    deep.set('x', { id: 'x', name: '', parent: null } as Department);
    expect(mayLie(deep, 'x', '10')).toBe(true);
    expect(mayLie(deep, 'x', '11')).toBe(false);
  });

  it('steps go up, down, into the one above and out again; back is where it was', () => {
    expect(stepPlace(tree, 'b', 'up')).toEqual({ parent: null, position: 0 });
    expect(stepPlace(tree, 'c', 'down')).toBeNull();
    expect(stepPlace(tree, 'b', 'in')).toEqual({ parent: 'a', position: 2 });
    expect(stepPlace(tree, 'a', 'in')).toBeNull();
    expect(stepPlace(tree, 'a2', 'out')).toEqual({ parent: null, position: 1 });
    expect(stepPlace(tree, 'a', 'out')).toBeNull();
    expect(placeOf(tree, 'a2')).toEqual({ parent: 'a', position: 1 });
  });
});
