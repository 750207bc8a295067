import { type RunningPostgres, startPostgres } from '@rapport/platform/postgres';
import { serveQuestions } from './serve-questions.ts';

/** The benchmark's own PostgreSQL, durable as in production, in a process that stops it whatever happens to the others. */
let running: RunningPostgres | undefined;

serveQuestions(
  async ({ dataDir, bin }: { dataDir: string; bin: string | undefined }) => {
    running = await startPostgres({ dataDir, bin });
    return { url: running.url, pid: running.pid, version: running.version };
  },
  async () => running?.stop(),
);
