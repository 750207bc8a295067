import { isEmptyDatabase } from './catalogue.ts';
import { openCopyClient } from './copy-client.ts';
import { copyOut } from './copy-stream.ts';
import { assertKnown, type LoadOptions, loadDatabase } from './load-database.ts';
import { beginReading, copyOfJobs, copyOfTable } from './read-database.ts';

/**
 * Fills an empty database from another one, row by row and without a file between: how a house comes to a newer PostgreSQL. Its transaction
 * ids begin anew, so the next start opens a new epoch (SY6a).
 */
export async function carryDatabase(from: string, to: string, options: LoadOptions): Promise<void> {
  const client = await openCopyClient(from);
  try {
    if (await isEmptyDatabase(client)) return;
    const described = await beginReading(client);
    assertKnown('The database was made by another Rapport', described.migrations, options.sources);
    const tables = described.tables.map((table) => {
      let counted: Promise<number> = Promise.resolve(0);
      const bytes = () => {
        const out = copyOut(client, copyOfTable(table));
        counted = out.rows;
        return out.bytes;
      };
      return { ...table, bytes, rows: () => counted };
    });
    await loadDatabase(to, { ...described, tables, jobs: () => copyOut(client, copyOfJobs).bytes }, options);
    await client.query('commit');
  } finally {
    await client.end();
  }
}
