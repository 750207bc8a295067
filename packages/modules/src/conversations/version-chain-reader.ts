/**
 * SQL of the events along the chain of versions that hang on rows: `rows` are of the conversation `$1` (a table and its alias, and a condition), `newest`
 * is their column with the last version's event.
 */
export const versionChainSql = (rows: string, newest: string, condition: string): string => `
  with recursive chain as (
    select v.ev, v.previous_ev from ${rows} cross join lateral (
      select ev, previous_ev from version where conversation_id = $1 and ev = ${newest} limit 1) v
      where ${condition}
    union all
    select v.* from chain c cross join lateral (
      select ev, previous_ev from version where conversation_id = $1 and ev = c.previous_ev limit 1) v)
  select ev from chain`;
