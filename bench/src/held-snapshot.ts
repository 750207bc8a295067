import { createDb, createLogger } from '@rapport/platform';

/**
 * Does some work while another transaction keeps the snapshot it began with, as a dump or an export does: no version of a row that was
 * there or came since can be cleared away meanwhile, so rows that change often grow long chains.
 */
export async function withHeldSnapshot<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  const db = createDb({ url: databaseUrl, max: 1, logger: createLogger('error') });
  try {
    return await db.transaction(async (tx) => {
      await tx.rows('set transaction isolation level repeatable read');
      await tx.rows('select count(*) from stream');
      return work();
    });
  } finally {
    await db.close();
  }
}
