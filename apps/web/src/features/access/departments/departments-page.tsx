import { Button } from '@mantine/core';
import type { Department } from '@rapport/contract';
import { IconHierarchy2, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Empty } from '../../../app/empty.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import {
  type DepartmentNode,
  nodesOf,
  openDepthOf,
  pathOf,
  reloadDepartments,
  useDepartments,
} from '../../people/departments.ts';
import { useReach } from '../../people/may.ts';
import { DepartmentDialog } from './department-dialog.tsx';
import { DepartmentRow, type TreeDoor } from './department-row.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { type Place, placeOf } from './tree.ts';

type Dialog = { kind: 'make'; parent: Department['parent'] } | { kind: 'move'; department: Department } | null;

/** The org tree: dragged, or moved by menu; every move can be undone. */
export function DepartmentsPage() {
  const { t } = useTranslation('access');
  const client = useDoor();
  const departments = useDepartments();
  const reach = useReach('departments.manage');
  const { act } = useAct();
  const [dialog, setDialog] = useState<Dialog>(null);
  const folds = useFolds(openDepthOf(departments));
  const { open, go } = useOpenDepartment(departments, reach.at);

  const put = async (id: Department['id'], place: Place): Promise<boolean> => {
    const done = await act(() => client.call('people.changeDepartment', { department: id, ...place }));
    await reloadDepartments(client);
    return done !== undefined;
  };
  const move = async (department: Department, place: Place): Promise<void> => {
    const before = placeOf(departments, department.id);
    if (!(await put(department.id, place))) return;
    toast({
      kind: 'success',
      text: t('moved', { name: department.name }),
      action: { label: t('undo'), run: () => void put(department.id, before) },
    });
  };
  const remove = (department: Department): void =>
    void act(async () => {
      await client.call('people.removeDepartment', { department: department.id });
      await reloadDepartments(client);
      toast({ kind: 'success', text: t('removedDepartment', { name: department.name }) });
    });
  const door: TreeDoor = {
    tree: departments,
    mayMove: ({ parent }) => reach.at([parent]),
    mayPut: (place) => reach.at([place.parent]),
    onMove: (department, place) => void move(department, place),
    onEdit: (department) => go(department.id),
    onMake: (parent) => setDialog({ kind: 'make', parent }),
    onMoveTo: (department) => setDialog({ kind: 'move', department }),
    onRemove: remove,
  };
  const make = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setDialog({ kind: 'make', parent: null })}>
      {t('newDepartment')}
    </Button>
  );
  const close = (): void => setDialog(null);
  return (
    <div className="admin-page">
      <div className="admin-title-line">
        <h1 className="grow">{t('departments')}</h1>
        {departments.size > 0 && reach.everywhere && make}
      </div>
      <p className="admin-lead">{t(reach.everywhere ? 'departmentsLead' : 'departmentsLeadIn')}</p>
      {!reach.everywhere && <OwnBranches roots={reach.roots} door={door} folds={folds} />}
      {reach.everywhere && departments.size === 0 && (
        <Empty icon={<IconHierarchy2 />} title={t('noDepartments')} text={t('noDepartmentsText')} action={make} />
      )}
      {reach.everywhere && <Branch nodes={nodesOf(departments)} depth={0} door={door} folds={folds} />}
      {dialog?.kind === 'make' && <DepartmentDialog department={null} parent={dialog.parent} onClose={close} />}
      {open && <DepartmentDialog key={open.id} department={open} parent={open.parent} onClose={() => go(undefined)} />}
      {dialog?.kind === 'move' && (
        <MoveDialog
          department={dialog.department}
          tree={departments}
          mayPut={door.mayPut}
          onMove={(place) => void move(dialog.department, place)}
          onClose={close}
        />
      )}
    </div>
  );
}

/** The department that the address names, if one may change it. */
function useOpenDepartment(tree: ReadonlyMap<string, Department>, mayAt: (places: string[]) => boolean) {
  const navigate = useNavigate();
  const { department: id } = useSearch({ from: '/shell/admin/departments' });
  const named = id === undefined ? undefined : tree.get(id);
  return {
    open: named && mayAt([named.id]) ? named : undefined,
    go: (department: Department['id'] | undefined) => void navigate({ to: '/admin/departments', search: { department } }),
  };
}

/** The parts of the tree that somebody administers, each with where it lies. */
function OwnBranches({ roots, door, folds }: { roots: readonly Department[]; door: TreeDoor; folds: Folds }) {
  return roots.map((department) => (
    <section key={department.id} aria-label={department.name}>
      {department.parent && <p className="dim admin-small tree-above">{pathOf(door.tree, department.parent)}</p>}
      <Branch nodes={[{ department, children: nodesOf(door.tree, department.id) }]} depth={0} door={door} folds={folds} />
    </section>
  ));
}

interface Folds {
  isOpen(id: string, depth: number): boolean;
  turn(id: string): void;
}

/** Which branches lie open: of a large tree only the upper ones, until one opens more. */
function useFolds(openDepth: number): Folds {
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  return {
    isOpen: (id, depth) => depth < openDepth !== turned.has(id),
    turn: (id) => {
      const next = new Set(turned);
      if (!next.delete(id)) next.add(id);
      setTurned(next);
    },
  };
}

interface BranchProps {
  nodes: readonly DepartmentNode[];
  depth: number;
  door: TreeDoor;
  folds: Folds;
}

function Branch({ nodes, depth, door, folds }: BranchProps) {
  return (
    <ul className="plain-list tree">
      {nodes.map(({ department, children }) => {
        const open = children.length > 0 ? folds.isOpen(department.id, depth) : null;
        return (
          <li key={department.id}>
            <DepartmentRow department={department} open={open} onTurn={() => folds.turn(department.id)} door={door} />
            {open && <Branch nodes={children} depth={depth + 1} door={door} folds={folds} />}
          </li>
        );
      })}
    </ul>
  );
}
