/** A process with little memory that packs a large conversation in some formats; says how large each zip is. */
import { createLogger, readConfig } from '@rapport/platform';
import { createPlatform } from '../../../house.ts';
import { packFormat } from './pack-format.ts';

interface Order {
  databaseUrl: string;
  dataDir: string;
  conversation: string;
  folder: string;
  formats: ('mbox' | 'rsmf')[];
}

const order = JSON.parse(process.argv[2]!) as Order;
const platform = createPlatform({
  config: readConfig({ RAPPORT_DATA: order.dataDir }),
  databaseUrl: order.databaseUrl,
  logger: createLogger('fatal'),
  poolSize: 3,
});
for (const format of order.formats) {
  let most = 0;
  const packed = await packFormat(platform, {
    id: '00000000-0000-7000-8000-000000000001',
    maker: null,
    inspection: null,
    notAfter: null,
    recipient: null,
    purpose: 'x',
    conversations: [order.conversation],
    after: null,
    before: null,
    files: true,
    format,
    path: `${order.folder}/${format}.zip`,
    most: 10 * 1024 ** 3,
    progress: async () => {
      most = Math.max(most, process.memoryUsage().heapUsed);
    },
  });
  process.stdout.write(`${JSON.stringify({ format, records: packed.records, heap: Math.round(most / 1024 ** 2) })}\n`);
}
await platform.bus.close();
await platform.db.close();
