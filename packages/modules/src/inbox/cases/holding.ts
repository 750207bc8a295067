import type { Tx } from '@rapport/platform';
import { groupRows } from './case-reader.ts';
import { type HoldingRow, holdingRows } from './holding-reader.ts';
import { priorityOf } from './tell.ts';

/** Who has a case, and how urgent it is. */
interface Holding {
  assignee: string | null;
  priority: number;
}

/** Whose it is after an event: whoever answers what nobody has, has it; what is taken up again may be nobody's (`user: null`). */
function assigneeAfter(before: string | null, { type, data }: HoldingRow): string | null {
  if (type === 'case.opened' || type === 'case.assigned') return data.user ?? null;
  if (type === 'case.returned') return null;
  if (type === 'case.answered') return before ?? data.by ?? null;
  return data.user === undefined ? before : data.user;
}

const after = (state: Holding, row: HoldingRow): Holding => ({
  assignee: assigneeAfter(state.assignee, row),
  priority: row.data.priority ? priorityOf(row.data.priority) : state.priority,
});

/**
 * Who has a case, and how urgent it is, by what its events and those of the cases that still stand under it say: what it had from one that was
 * taken out of it is not among that (IN6).
 */
export async function holdingOf(tx: Tx, root: string): Promise<Holding> {
  const told = await holdingRows(tx, root);
  const group = await groupRows(tx, root);
  const of = (id: string): Holding => {
    let state: Holding = { assignee: null, priority: priorityOf('normal') };
    for (const row of told.filter((one) => one.case === id)) {
      const joined = row.type === 'case.joined' && group.find((one) => one.id === row.data.case && one.mergedInto === id);
      if (!joined) state = after(state, row);
      else {
        const { assignee, priority } = of(joined.id);
        state = { assignee: state.assignee ?? assignee, priority: Math.max(state.priority, priority) };
      }
    }
    return state;
  };
  return of(root);
}
