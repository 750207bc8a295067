import pg from 'pg';
import type { Queryable } from '../db.ts';

/** A connection of its own, without the limits of the house's pool: a large table takes its time. */
export async function openCopyClient(url: string, name = 'rapport backup'): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(
    `set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set datestyle = 'iso'; set intervalstyle = 'postgres';
     set timezone = 'UTC'; set bytea_output = 'hex'; set search_path = public`,
  );
  return client;
}

/** A single connection as readers want it, outside of any pool. */
export function queryableOf(client: pg.Client): Queryable {
  const ask = async <T>(text: string, values: readonly unknown[] = [], name?: string) =>
    (await client.query({ text, values: values as unknown[], ...(name ? { name } : {}) })).rows as T[];
  return {
    rows: (sql, params) => ask(sql, params),
    row: async <T>(sql: string, params?: readonly unknown[]) => (await ask<T>(sql, params))[0],
    prepared: (name, sql, params) => ask(sql, params, name),
  };
}
