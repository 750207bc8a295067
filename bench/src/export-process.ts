import { rm, stat } from 'node:fs/promises';
import { createPlatform, exportToFile } from '@rapport/modules';
import { createLogger, type Platform, readConfig, useCurrentKey } from '@rapport/platform';
import { serveQuestions, tell } from './serve-questions.ts';

/** Packs all conversations as the command line does, or only reads the same rows page by page: the limit of `export`. */
export type ExportQuestion =
  | { do: 'open'; url: string; dataDir: string; conversations: string[] }
  | { do: 'export'; path: string }
  | { do: 'rows' };

export interface ExportAnswer {
  seconds: number;
  records: number;
  differs: number;
  /** Of the zip; of rows 0. */
  bytes: number;
  /** The most of this process in memory so far. */
  memory: number;
}

const page = 500;
let platform: Platform;
let conversations: string[] = [];

async function pack(path: string): Promise<Omit<ExportAnswer, 'seconds' | 'memory'>> {
  const { records, differs } = await exportToFile(platform, {
    conversations,
    purpose: 'bench',
    format: 'bundle',
    recipient: null,
    files: true,
    after: null,
    before: null,
    path,
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  const { size } = await stat(path);
  await rm(path);
  return { records, differs, bytes: size };
}

async function rows(): Promise<Omit<ExportAnswer, 'seconds' | 'memory'>> {
  let records = 0;
  for (const id of conversations) {
    const { ev } = (await platform.db.row<{ ev: number }>('select ev from stream where id = $1', [id]))!;
    for (let low = 1; low <= ev; low += page) {
      const range = [id, low, low + page - 1];
      const found = await platform.db.rows('select * from log where stream_id = $1 and ev between $2 and $3 order by ev', range);
      for (const [table, key] of [
        ['ledger_leaf', 'stream_id'],
        ['version', 'conversation_id'],
        ['record_key', 'stream_id'],
      ])
        await platform.db.rows(`select * from ${table} where ${key} = $1 and ev between $2 and $3 order by ev`, range);
      records += found.length;
    }
  }
  return { records, differs: 0, bytes: 0 };
}

serveQuestions(
  async (question: ExportQuestion) => {
    if (question.do === 'open') {
      const config = readConfig({ RAPPORT_DATA: question.dataDir });
      platform = createPlatform({ config, databaseUrl: question.url, logger: createLogger('error'), poolSize: 4 });
      await useCurrentKey(platform.db, platform.vault);
      conversations = question.conversations;
      return undefined;
    }
    tell('begin');
    const begun = performance.now();
    const answer = question.do === 'export' ? await pack(question.path) : await rows();
    const seconds = (performance.now() - begun) / 1_000;
    tell('end');
    return { ...answer, seconds, memory: process.resourceUsage().maxRSS * 1_024 } satisfies ExportAnswer;
  },
  async () => platform?.db.close(),
);
