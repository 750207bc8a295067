import { createPlatform, type ImportRun, runImport } from '@rapport/modules';
import { createLogger, type Platform, readConfig } from '@rapport/platform';
import { serveQuestions, tell } from './serve-questions.ts';

/** Imports as the command line does, and inserts the same messages again as bare rows: the limit of `import`. */
export type ImportQuestion =
  | { do: 'open'; url: string; dataDir: string }
  | { do: 'import'; runs: ImportRun[] }
  | { do: 'insert' };

export interface ImportAnswer {
  seconds: number;
  messages: number;
  /** Messages that runs say they added, and that are there. */
  reported: number;
}

const batch = 1000;
const table = `create table if not exists bench_imported (
  conversation_id uuid not null, seq bigint not null, sender uuid, client_id uuid not null, at timestamptz not null, text text not null,
  primary key (conversation_id, seq))`;
const insert = `insert into bench_imported
  select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[])`;

let platform: Platform | undefined;
/** Messages of the last import, cut into batches of columns. */
let batches: unknown[][] = [];

/** Messages there, without the second place of replies that were also shown in their conversation. */
const count = async (): Promise<number> =>
  (await platform!.db.row<{ n: number }>(
    `select count(*) as n from version where previous_ev is null and (content -> 'forward') is null`,
  ))!.n;

async function bring(runs: readonly ImportRun[]): Promise<ImportAnswer> {
  const before = await count();
  let reported = 0;
  tell('begin');
  const begun = performance.now();
  for (const run of runs) reported += (await runImport(platform!, run)).messages;
  const seconds = (performance.now() - begun) / 1_000;
  tell('end');
  await gather(before);
  return { seconds, reported, messages: (await count()) - before };
}

interface Row {
  conversation: string;
  seq: number;
  sender: string | null;
  client: string;
  at: string;
  text: string;
}

/** The messages of the last import, as they will be inserted: reading them is not part of what is measured. */
async function gather(skip: number): Promise<void> {
  const rows = await platform!.db.rows<Row>(
    `select m.conversation_id as conversation, m.seq, m.sender, m.client_id as client, m.at::text as at, v.text
     from message m join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev
     join log l on l.stream_id = m.conversation_id and l.ev = m.ev order by l.record_id offset $1`,
    [skip],
  );
  batches = [];
  for (let i = 0; i < rows.length; i += batch) {
    const some = rows.slice(i, i + batch);
    batches.push([
      some.map((r) => r.conversation),
      some.map((r) => r.seq),
      some.map((r) => r.sender),
      some.map((r) => r.client),
      some.map((r) => r.at),
      some.map((r) => r.text),
    ]);
  }
}

async function insertBare(): Promise<ImportAnswer> {
  await platform!.db.rows('truncate bench_imported');
  const messages = batches.reduce((sum, [seqs]) => sum + (seqs as unknown[]).length, 0);
  tell('begin');
  const begun = performance.now();
  for (const values of batches) await platform!.db.prepared('bench_imported', insert, values);
  const seconds = (performance.now() - begun) / 1_000;
  tell('end');
  return { seconds, messages, reported: messages };
}

serveQuestions(
  async (question: ImportQuestion) => {
    if (question.do === 'import') return bring(question.runs);
    if (question.do === 'insert') return insertBare();
    const config = readConfig({ RAPPORT_DATA: question.dataDir });
    platform = createPlatform({ config, databaseUrl: question.url, logger: createLogger('error'), poolSize: 2 });
    await platform.db.rows(table);
    return undefined;
  },
  async () => platform?.db.close(),
);
