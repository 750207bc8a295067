/** A process that tends an account and ends itself like a power cut at a step; for tests. Its channel is a folder of files. */
import { createLogger, readConfig } from '@rapport/platform';
import { createPlatform } from '../house.ts';
import { adaptersOf } from './adapters.ts';
import { crashAdapter } from './crash-adapter.test-kit.ts';
import { tenderOf } from './tend/tender.ts';

interface Order {
  databaseUrl: string;
  dataDir: string;
  outside: string;
  end: 'reading' | 'posting' | 'before-sending' | 'after-sending';
}

const order = JSON.parse(process.argv[2]!) as Order;
const platform = createPlatform({
  config: readConfig({ RAPPORT_DATA: order.dataDir }),
  databaseUrl: order.databaseUrl,
  logger: createLogger('error'),
  poolSize: 4,
});
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
};
platform.keep(adaptersOf).set(
  'crash',
  crashAdapter(order.outside, {
    reading: (n) => void (order.end === 'reading' && n === 3 && die()),
    posting: (n) => void (order.end === 'posting' && n === 3 && die()),
    beforeSending: () => void (order.end === 'before-sending' && die()),
    afterSending: () => void (order.end === 'after-sending' && die()),
  }),
);
await platform.keep(tenderOf).start();
