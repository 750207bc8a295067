/** A process that imports, says how far it is and goes on when it is told to; for tests that kill it, and for measuring its memory. */
import { readSync } from 'node:fs';
import { createLogger, readConfig } from '@rapport/platform';
import { createPlatform } from '../house.ts';
import { type ImportRun, runImport } from './index.ts';

interface Order {
  databaseUrl: string;
  dataDir: string;
  run: ImportRun;
  /** Report the heap after a collection at each step (needs --expose-gc). */
  heap?: boolean;
}

const order = JSON.parse(process.argv[2]!) as Order;
const platform = createPlatform({
  config: readConfig({ RAPPORT_DATA: order.dataDir }),
  databaseUrl: order.databaseUrl,
  logger: createLogger('fatal'),
  poolSize: 3,
});
const report = await runImport(platform, {
  ...order.run,
  progress: (progress) => {
    if (order.heap) globalThis.gc?.();
    const heap = order.heap ? Math.round(process.memoryUsage().heapUsed / 1024) : 0;
    process.stdout.write(`${JSON.stringify({ ...progress, heap })}\n`);
    // Stands still until it is answered: on a busy machine it must not have ended before it is killed.
    readSync(0, Buffer.alloc(3));
  },
});
process.stdout.write(`${JSON.stringify({ report })}\n`);
await platform.db.close();
