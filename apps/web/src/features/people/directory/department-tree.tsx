import { IconChevronDown, IconChevronRight, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { IconButton } from '../../../app/icon-button.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { type DepartmentNode, nodesOf, openDepthOf, useDepartments } from '../departments.ts';

/** The departments to choose from; each counts those below it too. */
export function DepartmentTree({ current }: { current: string | undefined }) {
  const { t } = useTranslation('people');
  const departments = useDepartments();
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  if (departments.size === 0) return null;
  const turn = (id: string): void => {
    const next = new Set(turned);
    if (!next.delete(id)) next.add(id);
    setTurned(next);
  };
  const openDepth = openDepthOf(departments);
  // Where one is lies open, however deep.
  const above = new Set<string>();
  for (let at = departments.get(current ?? '')?.parent; at && !above.has(at); at = departments.get(at)?.parent) above.add(at);
  const isOpen = (id: string, depth: number): boolean => (depth < openDepth || above.has(id)) !== turned.has(id);
  return (
    <nav className="side-list directory-tree" aria-label={t('departmentTree')}>
      <Link to="/people" search={{}} className="side-link directory-place" {...here(!current)}>
        <IconUsers size={18} aria-hidden /> {t('everybody')}
      </Link>
      <Branch nodes={nodesOf(departments)} depth={0} current={current} isOpen={isOpen} onTurn={turn} />
    </nav>
  );
}

/** Where one is by its department, whoever lies open: the router would go by the address alone. */
const here = (is: boolean) => ({
  'data-here': is || undefined,
  'aria-current': is ? ('page' as const) : undefined,
  activeOptions: { exact: true, includeSearch: true },
});

interface BranchProps {
  nodes: readonly DepartmentNode[];
  depth: number;
  current: string | undefined;
  isOpen(id: string, depth: number): boolean;
  onTurn(id: string): void;
}

const countOf = (node: DepartmentNode): number =>
  node.children.reduce((sum, child) => sum + countOf(child), node.department.people);

function Branch({ nodes, depth, current, isOpen, onTurn }: BranchProps) {
  const { t } = useTranslation('people');
  return (
    <ul className="plain-list">
      {nodes.map((node) => {
        const { department, children } = node;
        const { id, name } = department;
        const open = isOpen(id, depth);
        return (
          <li key={id}>
            <div className="directory-branch" style={{ paddingInlineStart: depth * 16 }}>
              {children.length > 0 ? (
                <IconButton
                  label={t(open ? 'fold' : 'unfold', { name })}
                  size={24}
                  aria-expanded={open}
                  onClick={() => onTurn(id)}
                >
                  {open ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
                </IconButton>
              ) : (
                <span className="directory-leaf" />
              )}
              <Link to="/people" search={{ department: id }} className="side-link directory-place" {...here(current === id)}>
                <span className="grow ellipsis">{name}</span>
                <span className="dim tabular">{countOf(node)}</span>
              </Link>
            </div>
            {open && children.length > 0 && (
              <Branch nodes={children} depth={depth + 1} current={current} isOpen={isOpen} onTurn={onTurn} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
