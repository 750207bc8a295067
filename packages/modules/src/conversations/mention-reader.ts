import type { Queryable } from '@rapport/platform';

/** Who is called by a message: people, departments, or all. */
export async function mentionedIn(
  q: Queryable,
  conversation: string,
  seq: number,
): Promise<{ users: string[]; departments: string[]; all: boolean }> {
  const rows = await q.rows<{ user: string | null; audience: string | null }>(
    'select user_id as user, audience from mention where conversation_id = $1 and seq = $2',
    [conversation, seq],
  );
  return {
    users: rows.flatMap((r) => (r.user ? [r.user] : [])),
    departments: rows.flatMap((r) => (r.audience && r.audience !== 'all' ? [r.audience] : [])),
    all: rows.some((r) => r.audience === 'all'),
  };
}
