import type { CasePriority } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

export interface HoldingRow {
  case: string;
  type: string;
  data: { user?: string | null; by?: string | null; priority?: CasePriority; case?: string };
}
/** What says who has cases and how urgent they are, of all that stands under one, each in the order it was said. */
export const holdingRows = (q: Queryable, root: string): Promise<HoldingRow[]> =>
  q.rows<HoldingRow>(
    `select e.case_id as "case", e.type, e.data from customer_case c join case_event e on e.case_id = c.id
     where c.root = $1 and e.type in ('case.opened', 'case.assigned', 'case.returned', 'case.prioritized', 'case.joined', 'case.answered', 'case.reopened')
     order by e.case_id, e.ev`,
    [root],
  );
