import type { Queryable } from '@rapport/platform';

/** Of these groups, those that somebody is a member of. */
export const teamsAmong = async (q: Queryable, user: string, groups: readonly string[]): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      'select conversation_id as id from membership where user_id = $1 and conversation_id = any ($2::uuid[]) and left_ev is null',
      [user, groups],
    )
  ).map(({ id }) => id);

/** Members of these groups. */
export const teamMembers = (q: Queryable, groups: readonly string[]): Promise<{ group: string; user: string }[]> =>
  q.rows(
    `select conversation_id as "group", user_id as "user" from membership
     where conversation_id = any ($1::uuid[]) and left_ev is null order by 1, 2`,
    [groups],
  );

/** Whether the members of a group read talk with customers, or will: it was made a team. */
export const isTeam = async (q: Queryable, group: string): Promise<boolean> =>
  (await q.row(
    `select 1 as one from customer_team where group_id = $1
     union all select 1 from customer_audience where group_id = $1 limit 1`,
    [group],
  )) !== undefined;
