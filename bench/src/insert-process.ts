import { setTimeout as sleep } from 'node:timers/promises';
import { createDb, createLogger, type Db, newId } from '@rapport/platform';
import { serveQuestions, tell } from './serve-questions.ts';

/** The limit of `direct`: rows like messages into a table by `unnest`, 100 a commit, one connection, as fast as it goes. */
export type InsertQuestion =
  | { do: 'open'; url: string }
  | { do: 'run'; seconds: number; warmUpSeconds: number; bodyBytes: number };

const batch = 100;
const table = `create table if not exists bench_row (
  conversation_id uuid not null, seq bigint not null, sender uuid not null, client_id uuid not null, at timestamptz not null, text text not null,
  primary key (conversation_id, seq))`;
const insert = `insert into bench_row select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[])`;

let db: Db | undefined;
let rows = 0;

async function run(question: InsertQuestion & { do: 'run' }): Promise<{ seconds: number; rows: number }> {
  const conversations = Array.from({ length: batch }, () => newId());
  const senders = Array.from({ length: batch }, () => newId());
  const texts = Array.from({ length: batch }, () => 'x'.repeat(question.bodyBytes));
  await db!.rows('truncate bench_row');
  let going = true;
  let seq = 0;
  const work = (async () => {
    while (going) {
      seq++;
      const at = new Date().toISOString();
      const values = [conversations, Array(batch).fill(seq), senders, senders.map(() => newId()), Array(batch).fill(at), texts];
      await db!.prepared('insert', insert, values);
      rows += batch;
    }
  })();
  await sleep(question.warmUpSeconds * 1_000);
  tell('begin');
  const before = { at: performance.now(), rows };
  await sleep(question.seconds * 1_000);
  tell('end');
  const result = { seconds: (performance.now() - before.at) / 1_000, rows: rows - before.rows };
  going = false;
  await work;
  return result;
}

serveQuestions(
  async (question: InsertQuestion) => {
    if (question.do === 'run') return run(question);
    db = createDb({ url: question.url, max: 1, logger: createLogger('error') });
    await db.rows(table);
    return undefined;
  },
  async () => db?.close(),
);
