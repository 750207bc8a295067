import { newId, type Platform } from '@rapport/platform';
import type { Done } from './against-rows.ts';
import { tell } from './serve-questions.ts';

/** Connections to the database, of the product and of its limit. */
export const connections = 10;

/** Lets all connections do something again and again for a time (s), which answers how often that was; answers how often it was done. */
export async function atOnce(seconds: number, act: () => Promise<number>): Promise<Omit<Done, 'faults'>> {
  tell('begin');
  const begun = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() - begun < seconds * 1_000) {
        const more = await act();
        done += more;
      }
    }),
  );
  const result = { seconds: (performance.now() - begun) / 1_000, done };
  tell('end');
  return result;
}

export const makeRowTable = ({ db }: Platform): Promise<unknown> =>
  db.rows('create table bench_row (id uuid primary key, contact uuid not null, at timestamptz not null, what text not null)');

/** The limit of `inbound`, `outbox` and `policy`: narrow rows, each a commit of its own. */
export async function rows({ db }: Platform, seconds: number): Promise<Done> {
  const contact = newId();
  const answer = await atOnce(seconds, async () => {
    await db.prepared('bench.row', 'insert into bench_row values ($1, $2, now(), $3)', [newId(), contact, 'x'.repeat(100)]);
    return 1;
  });
  return { ...answer, faults: [] };
}
