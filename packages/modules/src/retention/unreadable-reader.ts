import type { Queryable } from '@rapport/platform';

/** The life of the database in which it was last looked for messages without keys. */
export const lookedFor = async (q: Queryable): Promise<string | undefined> =>
  (await q.row<{ epoch: string }>('select epoch from retention_looked'))?.epoch;
