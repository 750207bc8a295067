import pg from 'pg';

async function onServer(databaseUrl: string, statements: (name: string) => readonly string[]): Promise<void> {
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  try {
    for (const statement of statements(name)) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The database goes away for everybody, in the middle of whatever they do, as when its server is started anew. */
export const endDatabase = (databaseUrl: string): Promise<void> =>
  onServer(databaseUrl, (name) => [
    `alter database ${name} with allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  ]);

export const beginDatabase = (databaseUrl: string): Promise<void> =>
  onServer(databaseUrl, (name) => [`alter database ${name} with allow_connections true`]);
