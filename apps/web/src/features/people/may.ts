import type { Department, Me, Permission, User } from '@rapport/contract';
import { useMemo } from 'react';
import { useClient } from '../../app/client.tsx';
import { departmentsBelow, useDepartments } from './departments.ts';

/** Whether I hold it in the whole organization, or in any department. */
export const maySomewhere = (me: Me | null | undefined, permission: Permission): boolean =>
  me != null &&
  (me.permissions.includes(permission) ||
    // What an older version has kept on this device knows nothing of departments.
    (me.scoped ?? []).some((held) => held.kind === 'department' && held.permissions.includes(permission)));

/** Where somebody may do something: everywhere, or in single departments. */
export interface Reach {
  everywhere: boolean;
  /** Everywhere, or in at least one department. */
  somewhere: boolean;
  /** The departments, those below included; meaningless when it is everywhere. */
  departments: ReadonlySet<string>;
  /** The uppermost of them, in the order of the tree. */
  roots: readonly Department[];
  /** Whether it counts for one of these departments. */
  at(departments: readonly (string | null)[]): boolean;
}

/** As the server judges it (AC1): what is held for a department holds for those below it. */
export function reachOf(me: Me | null | undefined, permission: Permission, tree: ReadonlyMap<string, Department>): Reach {
  const everywhere = me?.permissions.includes(permission) ?? false;
  const held = (me?.scoped ?? []).filter((one) => one.kind === 'department' && one.permissions.includes(permission));
  const departments = new Set(held.flatMap(({ id }) => departmentsBelow(tree, id)));
  return {
    everywhere,
    somewhere: everywhere || held.length > 0,
    departments,
    roots: [...tree.values()].filter((d) => departments.has(d.id) && !departments.has(d.parent ?? '')),
    at: (ids) => everywhere || ids.some((id) => id !== null && departments.has(id)),
  };
}

export function useReach(permission: Permission): Reach {
  const me = useClient((s) => s.me);
  const tree = useDepartments();
  return useMemo(() => reachOf(me, permission, tree), [me, permission, tree]);
}

/** Whether I may change this account (the server judges rank besides). */
export const useMayManage = (person: Pick<User, 'departments'>): boolean => useReach('people.manage').at(person.departments);
