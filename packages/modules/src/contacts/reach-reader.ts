import type { HandleKind } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { ContactRow } from './reader.ts';

export interface ReachRow {
  root: ContactRow['root'];
  kind: HandleKind;
  value: string;
}

/** How contacts were last said to be reached, by what people read: not the numbers by which platforms know them. Each group's handles are looked up. */
export const reachRows = (q: Queryable, roots: readonly string[]): Promise<ReachRow[]> =>
  q.rows<ReachRow>(
    `select u.root, h.kind, h.value from unnest($1::uuid[]) as u (root)
     cross join lateral (
       select h0.kind, h0.value from contact c
       cross join lateral (
         select * from contact_handle h1 where h1.contact_id = c.id and h1.ended_at is null and h1.kind in ('email', 'phone') offset 0) h0
       where c.root = u.root order by h0.at desc, h0.id desc limit 1) h`,
    [roots],
  );
