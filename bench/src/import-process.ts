import { createPlatform, type ImportRun, runImport } from '@rapport/modules';
import { createLogger, type Platform, readConfig } from '@rapport/platform';
import { serveQuestions, tell } from './serve-questions.ts';

/** Imports as the command line does, and inserts what came of it again by bare `unnest`: the limits of `import`. */
export type ImportQuestion =
  | { do: 'open'; url: string; dataDir: string }
  | { do: 'import'; runs: ImportRun[] }
  /** `rows`: the same rows of messages, versions and log; `insert`: one narrow row for each message. */
  | { do: 'rows' }
  | { do: 'insert' };

export interface ImportAnswer {
  seconds: number;
  messages: number;
  /** Messages that runs say they added. */
  reported: number;
}

const batch = 1000;

/** A table that is filled again: columns as `unnest` takes them, rows cut into batches of columns. */
interface Copy {
  name: string;
  sql: string;
  batches: unknown[][];
}

let platform: Platform | undefined;
let copies: Copy[] = [];
let narrow: Copy | undefined;
let before = 0;

/** Messages there, without the second place of replies that were also shown in their conversation. */
const count = async (): Promise<number> =>
  (await platform!.db.row<{ n: number }>(
    `select count(*) as n from version where previous_ev is null and (content -> 'forward') is null`,
  ))!.n;

async function bring(runs: readonly ImportRun[]): Promise<ImportAnswer> {
  await platform!.db.rows('create table if not exists bench_known as select stream_id, ev from log where false');
  await platform!.db.rows('truncate bench_known');
  await platform!.db.rows('insert into bench_known select id, ev from stream');
  before = await count();
  let reported = 0;
  tell('begin');
  const begun = performance.now();
  for (const run of runs) reported += (await runImport(platform!, run)).messages;
  const seconds = (performance.now() - begun) / 1_000;
  tell('end');
  const messages = (await count()) - before;
  copies = [
    await copyOf('message', 'conversation_id'),
    await copyOf('version', 'conversation_id'),
    await copyOf('log', 'stream_id'),
  ];
  narrow = await copyOf('message', 'conversation_id', ['conversation_id', 'seq', 'sender', 'client_id', 'at', 'ev']);
  return { seconds, reported, messages };
}

/** The rows that the last import put into a table; reading them is not part of what is measured. */
async function copyOf(table: string, stream: string, only?: readonly string[]): Promise<Copy> {
  const { db } = platform!;
  const all = await db.rows<{ column: string; type: string }>(
    `select attname as column, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  const columns = all.filter(({ column }) => only === undefined || only.includes(column));
  const name = only === undefined ? `bench_${table}` : 'bench_narrow';
  const names = columns.map((c) => c.column).join(', ');
  await db.rows(`drop table if exists ${name}`);
  await db.rows(
    only === undefined
      ? `create table ${name} (like ${table} including all)`
      : `create table ${name} as select ${names} from ${table} where false`,
  );
  if (only !== undefined)
    await db.rows(`alter table ${name} add column text text not null, add primary key (conversation_id, seq)`);
  const texts = columns.map((c) => `t.${c.column}::text as ${c.column}`).join(', ');
  const text = only === undefined ? '' : ', v.text as text';
  const version = only === undefined ? '' : 'join version v on v.conversation_id = t.conversation_id and v.ev = t.version_ev';
  const rows = await db.rows<Record<string, string | null>>(
    `select ${texts}${text} from ${table} t ${version} left join bench_known k on k.stream_id = t.${stream}
     where k.ev is null order by t.${stream}, t.ev`,
  );
  const keys = only === undefined ? columns.map((c) => c.column) : [...columns.map((c) => c.column), 'text'];
  const types = only === undefined ? columns.map((c) => c.type) : [...columns.map((c) => c.type), 'text'];
  const batches: unknown[][] = [];
  for (let i = 0; i < rows.length; i += batch) {
    const some = rows.slice(i, i + batch);
    batches.push(keys.map((key) => some.map((row) => row[key])));
  }
  const sql = `insert into ${name} (${keys.join(', ')}) select * from unnest(${types.map((type, n) => `$${n + 1}::${type}[]`).join(', ')})`;
  return { name, sql, batches };
}

/** Fills the tables again: the n-th batches of all of them in one commit, as an import does. */
async function insertAgain(tables: readonly Copy[]): Promise<ImportAnswer> {
  const { db } = platform!;
  const messages = tables[0]!.batches.reduce((sum, [first]) => sum + (first as unknown[]).length, 0);
  const commits = Math.max(...tables.map((t) => t.batches.length));
  tell('begin');
  const begun = performance.now();
  for (let n = 0; n < commits; n++) {
    await db.transaction(async (tx) => {
      for (const { sql, batches } of tables) if (batches[n]) await tx.rows(sql, batches[n]);
    });
  }
  const seconds = (performance.now() - begun) / 1_000;
  tell('end');
  return { seconds, messages, reported: messages };
}

serveQuestions(
  async (question: ImportQuestion) => {
    if (question.do === 'import') return bring(question.runs);
    if (question.do === 'rows') return insertAgain(copies);
    if (question.do === 'insert') return insertAgain([narrow!]);
    const config = readConfig({ RAPPORT_DATA: question.dataDir });
    platform = createPlatform({ config, databaseUrl: question.url, logger: createLogger('error'), poolSize: 2 });
    return undefined;
  },
  async () => platform?.db.close(),
);
