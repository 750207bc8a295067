/**
 * SQL of whether a case, with those merged into it, lies in one of some inboxes; `root` is SQL, `place` the parameter of the inboxes. Case by case:
 * the fence (`offset 0`) keeps the planner from turning it into a walk over all that ever lay in them, as statistics of a quiet table let it.
 */
export const liesIn = (root: string, place: number): string => `exists (
  select 1 from customer_case g
  cross join lateral (select 1 from case_inbox i0 where i0.case_id = g.id and i0.inbox_id = any ($${place}::uuid[]) limit 1) i
  where g.root = ${root} offset 0)`;
