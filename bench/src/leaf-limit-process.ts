import { createHash, randomBytes } from 'node:crypto';
import { createDb, createLogger, type Db, newId } from '@rapport/platform';
import { serveQuestions, tell } from './serve-questions.ts';

/** The limit of the sequencer: rows as long as leaves, digested once and inserted, a page of the log a commit, on the disk. */
export type LeafLimitQuestion = { do: 'open'; url: string } | { do: 'run'; leaves: number };

/** Lines of a page of the log. */
const page = 250;
/** Of a leaf of a message. */
const leafBytes = 330;
const table = `create table if not exists bench_leaf (
  epoch int not null, index bigint not null, stream_id uuid not null, ev bigint not null, leaf bytea not null, hash bytea not null,
  primary key (epoch, index), unique (stream_id, ev))`;
const insert = `insert into bench_leaf select 1, * from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[])`;

let db: Db | undefined;

async function run(leaves: number): Promise<number> {
  await db!.rows('truncate bench_leaf');
  const streams = Array.from({ length: 100 }, () => newId());
  const leaf = randomBytes(leafBytes);
  tell('begin');
  const begun = performance.now();
  for (let low = 0; low < leaves; low += page) {
    const indexes = Array.from({ length: Math.min(page, leaves - low) }, (_, i) => low + i);
    const rows = indexes.map((index) => {
      const bytes = Buffer.from(leaf);
      bytes.writeUInt32BE(index);
      return bytes;
    });
    const hashes = rows.map((bytes) => createHash('sha256').update(bytes).digest());
    await db!.prepared('insert', insert, [indexes, indexes.map((i) => streams[i % 100]), indexes, rows, hashes]);
  }
  const seconds = (performance.now() - begun) / 1_000;
  tell('end');
  return seconds;
}

serveQuestions(
  async (question: LeafLimitQuestion) => {
    if (question.do === 'run') return run(question.leaves);
    db = createDb({ url: question.url, max: 1, logger: createLogger('error') });
    await db.rows(table);
    return undefined;
  },
  async () => db?.close(),
);
