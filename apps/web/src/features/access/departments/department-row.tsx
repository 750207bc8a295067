import { Menu } from '@mantine/core';
import type { Department } from '@rapport/contract';
import { IconChevronDown, IconChevronRight, IconDots, IconGripVertical } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../../app/client.tsx';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { peopleBelow } from '../../people/departments.ts';
import { usePeopleNeeded } from '../../people/person-name.ts';
import { dropPlace, type Place, type Step, stepPlace } from './tree.ts';
import { useDrag, type Where } from './use-drag.ts';

/** What a row may ask of its page. */
export interface TreeDoor {
  tree: ReadonlyMap<string, Department>;
  /** Whether it may leave its place: what lies beside it moves too. */
  mayMove(department: Department): boolean;
  mayPut(place: Place): boolean;
  onMove(department: Department, place: Place): void;
  onMoveTo(department: Department): void;
  onEdit(department: Department): void;
  onMake(parent: Department['parent']): void;
  onRemove(department: Department): void;
}

interface Props {
  department: Department;
  /** Whether those that lie in it are shown; null when there are none. */
  open: boolean | null;
  onTurn(): void;
  door: TreeDoor;
}

export function DepartmentRow({ department, open, onTurn, door }: Props) {
  const { t } = useTranslation('access');
  const { id, name, managers } = department;
  const movable = door.mayMove(department);
  const drag = useDrag({
    id,
    movable,
    may: (dragged, where) => dropOn(door, dragged, id, where) !== null,
    onDrop: (dragged, where) => {
      const place = dropOn(door, dragged, id, where);
      const moved = door.tree.get(dragged);
      if (place && moved) door.onMove(moved, place);
    },
  });
  return (
    <div
      className="tree-row"
      ref={drag.row}
      data-over={drag.over ?? undefined}
      data-dragging={drag.dragging || undefined}
      data-department={id}
    >
      <span
        className="tree-handle wide-only"
        ref={drag.handle}
        title={movable ? t('drag', { name }) : undefined}
        data-fixed={!movable || undefined}
        aria-hidden
      >
        <IconGripVertical size={16} />
      </span>
      {open === null ? (
        <span className="tree-leaf" />
      ) : (
        <IconButton
          label={t(open ? 'foldDepartment' : 'unfoldDepartment', { name })}
          size={24}
          aria-expanded={open}
          onClick={onTurn}
        >
          {open ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
        </IconButton>
      )}
      <button type="button" className="plain-button grow min0 ellipsis strong" onClick={() => door.onEdit(department)}>
        {name}
      </button>
      <Managers ids={managers} />
      <Link to="/admin/people" search={{ department: id }} className="admin-figure link">
        {t('departmentPeople', { count: peopleBelow(door.tree, id) })}
      </Link>
      <RowMenu department={department} empty={open === null} door={door} />
    </div>
  );
}

/** Where dropping would put it, if that is one's own to do. */
function dropOn(door: TreeDoor, dragged: string, over: string, where: Where): Place | null {
  const moved = door.tree.get(dragged);
  const place = dropPlace(door.tree, dragged, over, where);
  return moved && place && door.mayMove(moved) && door.mayPut(place) ? place : null;
}

function Managers({ ids }: { ids: readonly string[] }) {
  usePeopleNeeded(ids);
  const people = useClient((s) => s.people);
  return <span className="admin-cell dim ellipsis">{ids.flatMap((id) => people[id]?.name ?? []).join(', ')}</span>;
}

const steps = [
  ['up', 'moveUp'],
  ['down', 'moveDown'],
  ['in', 'moveIn'],
  ['out', 'moveOut'],
] as const satisfies [Step, string][];

function RowMenu({ department, empty, door }: { department: Department; empty: boolean; door: TreeDoor }) {
  const { t } = useTranslation('access');
  const movable = door.mayMove(department);
  const removable = empty && department.people === 0;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={t('departmentActions', { name: department.name })} size={28}>
          <IconDots size={16} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => door.onEdit(department)}>{t('editDepartment')}</Menu.Item>
        <Menu.Item onClick={() => door.onMake(department.id)}>{t('newBelow')}</Menu.Item>
        <Menu.Divider />
        {steps.map(([step, label]) => {
          const place = stepPlace(door.tree, department.id, step);
          const may = place !== null && movable && door.mayPut(place);
          return (
            <Menu.Item key={step} disabled={!may} onClick={() => may && door.onMove(department, place)}>
              {t(label)}
            </Menu.Item>
          );
        })}
        <Menu.Item disabled={!movable} onClick={() => door.onMoveTo(department)}>
          {t('moveTo')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" disabled={!removable} onClick={() => door.onRemove(department)}>
          {t('removeDepartment')}
          {!removable && <span className="menu-why">{t('whyNotEmpty')}</span>}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
