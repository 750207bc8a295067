import { type RunningPostgres, startPostgres } from '@rapport/platform/postgres';
import { serveQuestions } from './serve-questions.ts';

/** The benchmark's own PostgreSQL, durable as in production unless it is being filled, in a process that stops it whatever happens to the others. */
let running: RunningPostgres | undefined;

serveQuestions(
  async ({ dataDir, bin, durable }: { dataDir: string; bin: string | undefined; durable?: boolean }) => {
    running = await startPostgres({ dataDir, bin, durable });
    return { url: running.url, pid: running.pid, version: running.version };
  },
  async () => running?.stop(),
);
