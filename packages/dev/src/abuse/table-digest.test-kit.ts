import type pg from 'pg';

/** Written behind the callers' backs: readers of the log, jobs, the index, what calls for attention. */
const behind = new Set([
  'log_reader',
  'log_reader_stream',
  'ledger_checkpoint',
  'ledger_head',
  'ledger_leaf',
  'ledger_own',
  'ledger_stream',
  'record_key',
  'search_message',
  'search_mentioned',
  'notification',
  'contact_import',
  // Who tends accounts of channels, and what is carried for them.
  'channel_lease',
  'channel_tending',
  // Whoever calls in the name of a platform.
  'refused_account',
  'refused_call',
  'outbox_item',
  'idempotency',
  'inbox_agent',
  'inbox_rule_run',
  // Guesses count although they are refused: that is what they are for.
  'sign_in_attempt',
]);
/** What is written into a row behind the callers' backs: when somebody was last here; where the ledger has put an event of retention. */
const passing = (table: string): string =>
  table === 'retention_event' ? `'{stream_id,ev}'::text[]` : `'{seen_at,expires_at}'::text[]`;

const tables = async (database: pg.Client): Promise<string[]> =>
  (
    await database.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
    )
  ).rows.map((row) => row.name);

/** Asks what every table holds, in one statement: `{table: digest of its rows}`. */
export async function digestOf(database: pg.Client): Promise<() => Promise<Record<string, string>>> {
  const names = (await tables(database)).filter((name) => !behind.has(name));
  const parts = names.map((name) => {
    const row = `md5((to_jsonb(t) - ${passing(name)})::text)`;
    return `select '${name}' as name, coalesce(md5(string_agg(${row}, '' order by ${row})), '') as digest from "${name}" t`;
  });
  const text = parts.join(' union all ');
  return async () =>
    Object.fromEntries((await database.query<{ name: string; digest: string }>(text)).rows.map((r) => [r.name, r.digest]));
}

/** Every row, as text, that names one of these ids and none of those; sorted. */
export async function rowsNaming(database: pg.Client, ids: readonly string[], but: readonly string[]): Promise<string[]> {
  const names = (await tables(database)).filter((name) => !behind.has(name));
  const parts = names.map((name) => `select '${name}' as name, (to_jsonb(t) - ${passing(name)})::text as row from "${name}" t`);
  const found = await database.query<{ name: string; row: string }>(parts.join(' union all '));
  return found.rows
    .filter(({ row }) => ids.some((id) => row.includes(id)) && !but.some((id) => row.includes(id)))
    .map(({ name, row }) => `${name} ${row}`)
    .sort();
}
