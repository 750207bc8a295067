import type { Client } from '@rapport/client';
import type { Department } from '@rapport/contract';
import { useEffect, useSyncExternalStore } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { inTurn } from '../../app/in-turn.ts';
import { languageNow } from '../../app/language.ts';
import { askedForMe, onPersonGone } from '../../app/person-gone.ts';
import { useOrganizationMoved } from './everyone.ts';

/** The department tree is small: it is kept for the whole page and asked for again when the organization changed. */
let known: ReadonlyMap<string, Department> = new Map();
let asked = '';
const listeners = new Set<() => void>();

function tell(departments: readonly Department[]): void {
  known = new Map(departments.map((d) => [d.id, d]));
  for (const listener of listeners) listener();
}
onPersonGone(() => {
  asked = '';
  tell([]);
});

const load = inTurn(async (client: Client): Promise<void> => {
  try {
    const answer = await askedForMe(client, client.call('people.departments', {}));
    if (answer) tell(answer.departments);
  } catch {
    // Guests have no departments; others ask again at the next change.
    asked = '';
  }
});

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Departments by id, parents before children; empty until they have come, and for guests. */
export function useDepartments(): ReadonlyMap<string, Department> {
  const client = useDoor();
  const me = useClient((s) => (s.me && s.me.user.kind !== 'guest' ? s.me.user.id : null));
  const moved = useOrganizationMoved();
  useEffect(() => {
    const wanted = `${me} ${moved}`;
    if (!me || asked === wanted) return;
    asked = wanted;
    void load(client);
  }, [client, me, moved]);
  return useSyncExternalStore(subscribe, () => known);
}

/** Asks for the tree at once: whoever changed it does not wait for the news of it. */
export const reloadDepartments = (client: Client): Promise<void> => load(client);

/** `总部 / 销售 / 华东`: a department with those it lies in. */
export function pathOf(departments: ReadonlyMap<string, Department>, id: string): string {
  const names: string[] = [];
  for (let at = departments.get(id); at && names.length < 20; at = departments.get(at.parent ?? '')) names.unshift(at.name);
  return names.join(' / ');
}

/** `销售、市场`: departments in a sentence. */
export const namesOf = (departments: readonly Department[]): string =>
  new Intl.ListFormat(languageNow()).format(departments.map(({ name }) => name));

/** For pickers: every department, or those that may be chosen, by its whole path. */
export const departmentOptions = (
  departments: ReadonlyMap<string, Department>,
  mayBe: (id: string) => boolean = () => true,
): { value: string; label: string }[] =>
  [...departments.keys()].filter(mayBe).map((value) => ({ value, label: pathOf(departments, value) }));

/** A department with all that lie below it. */
export function departmentsBelow(departments: ReadonlyMap<string, Department>, id: string): string[] {
  const found = new Set([id]);
  // Parents come before their children.
  for (const department of departments.values()) if (found.has(department.parent ?? '')) found.add(department.id);
  return [...found];
}

/** How many people belong to a department or to one below it. */
export const peopleBelow = (departments: ReadonlyMap<string, Department>, id: string): number =>
  departmentsBelow(departments, id).reduce((sum, one) => sum + (departments.get(one)?.people ?? 0), 0);

/** Rows of a tree that lie open at first, at most. */
const openRows = 60;

/** How deep a tree lies open at first: as many levels as are seen without much scrolling. */
export function openDepthOf(departments: ReadonlyMap<string, Department>): number {
  const depths = new Map<string, number>();
  const rows: number[] = [];
  // Parents come before their children.
  for (const { id, parent } of departments.values()) {
    const depth = parent === null ? 0 : (depths.get(parent) ?? -1) + 1;
    depths.set(id, depth);
    rows[depth] = (rows[depth] ?? 0) + 1;
  }
  let depth = 0;
  for (let shown = rows[0] ?? 0; depth + 1 < rows.length; depth++) {
    shown += rows[depth + 1] ?? 0;
    if (shown > openRows) break;
  }
  return depth;
}

export interface DepartmentNode {
  department: Department;
  children: DepartmentNode[];
}

/** The tree as it is drawn; siblings come in their order. */
export const nodesOf = (tree: ReadonlyMap<string, Department>, parent: string | null = null): DepartmentNode[] =>
  [...tree.values()]
    .filter((d) => d.parent === parent)
    .map((department) => ({ department, children: nodesOf(tree, department.id) }));
