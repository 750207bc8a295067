import type { Draft, Folder, Saved } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import { ms } from './reader.ts';

/** Whose look it is, and since when: a snapshot, or null for all there is. */
export interface LookAsked {
  user: string;
  since: string | null;
}

/** What one look found; of conversations the ids. */
export interface LookFound {
  /** The snapshot of the same statement as the rows (SY6). */
  cursor: string;
  /** Empty without a `since`. */
  changed: string[];
  drafts: Draft[];
  folders: Folder[];
  saved: Saved[];
}

/** SY6: what the look's own snapshot does not see. */
const unseen = (column: string): string =>
  `${column} >= pg_snapshot_xmin(i.since) and not pg_visible_in_snapshot(${column}, i.since)`;
/** Rows of mine that changed; with no snapshot those that are `there`. */
const mine = (row: string, there: string): string =>
  `${row}.user_id = i.person and case when i.since is null then ${there} else ${unseen(`${row}.last_tx`)} end`;

const looksSql = `
  select (select pg_current_snapshot()::text) as cursor, i.n,
    array(
      select m.conversation_id from membership m
      cross join lateral (select s0.last_tx from stream s0 where s0.id = m.conversation_id limit 1) st
      where i.since is not null and m.user_id = i.person
        and ((m.left_ev is null and ${unseen('st.last_tx')}) or (${unseen('m.last_tx')}))) as changed,
    coalesce((
      select json_agg(json_build_object('conversation', d.conversation_id, 'text', d.text, 'rev', d.rev, 'at', ${ms('d.at')}))
      from draft d where ${mine('d', "d.text <> ''")}), '[]') as drafts,
    coalesce((
      select json_agg(json_build_object('id', f.id, 'name', f.name, 'position', f.position, 'rev', f.rev, 'deleted', f.deleted))
      from folder f where ${mine('f', 'not f.deleted')}), '[]') as folders,
    coalesce((
      select json_agg(json_build_object('conversation', z.conversation_id, 'seq', z.seq, 'remindAt', ${ms('z.remind_at')},
        'note', z.note, 'at', ${ms('z.at')}, 'rev', z.rev, 'removed', z.removed) order by z.at desc)
      from (
        select v.* from saved v where ${mine('v', 'not v.removed')} order by v.at desc
        limit case when i.since is null then 1000 end) z), '[]') as saved
  from unnest($1::uuid[], $2::pg_snapshot[]) with ordinality as i (person, since, n) order by i.n`;

/** The looks of many people in one statement: a storm of reconnecting devices costs one for hundreds of them. */
export const looksOf = (q: Queryable, asked: readonly LookAsked[]): Promise<LookFound[]> =>
  q.prepared<LookFound>('looks', looksSql, [asked.map((a) => a.user), asked.map((a) => a.since)]);
