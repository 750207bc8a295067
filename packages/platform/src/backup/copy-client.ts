import pg from 'pg';

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
