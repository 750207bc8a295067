/** A process that tends the accounts of a house until it is ended; for tests. */
import { createLogger, readConfig } from '@rapport/platform';
import { createPlatform } from '../house.ts';
import { tenderOf } from './tend/tender.ts';

const order = JSON.parse(process.argv[2]!) as { databaseUrl: string; env: Record<string, string> };
const platform = createPlatform({
  config: readConfig(order.env),
  databaseUrl: order.databaseUrl,
  logger: createLogger('error'),
  poolSize: 4,
});
await platform.keep(tenderOf).start();
