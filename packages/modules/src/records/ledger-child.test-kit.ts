/** A process that keeps a ledger and, where it is told so, ends itself like a power cut at a step; for tests. */
import { createLogger, readConfig } from '@rapport/platform';
import { createPlatform } from '../house.ts';
import { Keeper } from './keeper.ts';

interface Order {
  databaseUrl: string;
  dataDir: string;
  /** Ends when it comes to this step for the so manieth time. */
  end?: { step: string; time: number };
}

const order = JSON.parse(process.argv[2]!) as Order;
const platform = createPlatform({
  config: readConfig({ RAPPORT_DATA: order.dataDir }),
  databaseUrl: order.databaseUrl,
  logger: createLogger('error'),
  poolSize: 4,
});
let times = 0;
const keeper = new Keeper(platform, async (step) => {
  if (step === order.end?.step && ++times === order.end.time) process.kill(process.pid, 'SIGKILL');
});
keeper.start();
process.stdout.write('ready\n');
// The parent is heard through the pipe: when it goes, so does this.
for await (const line of process.stdin.setEncoding('utf8')) {
  if (!String(line).includes('catch up')) continue;
  await keeper.caughtUp();
  process.stdout.write('caught up\n');
}
await keeper.stop();
await platform.db.close();
process.exit(0);
