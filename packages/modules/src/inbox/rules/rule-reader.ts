import type { Queryable } from '@rapport/platform';

/** What was told with events of cases, by `stream ev`. */
export async function causesOf(
  q: Queryable,
  events: readonly { stream: string; ev: number }[],
): Promise<Map<string, Record<string, unknown>>> {
  const rows = await q.rows<{ stream: string; ev: number; data: Record<string, unknown> }>(
    `select e.case_id as stream, e.ev, e.data from unnest($1::uuid[], $2::bigint[]) as u (stream, ev)
     join case_event e on e.case_id = u.stream and e.ev = u.ev`,
    [events.map((e) => e.stream), events.map((e) => e.ev)],
  );
  return new Map(rows.map(({ stream, ev, data }) => [`${stream} ${ev}`, data]));
}
