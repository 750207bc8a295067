import { againstRows } from './against-rows.ts';
import { openGround } from './ground.ts';
import type { InboundQuestion } from './inbound-process.ts';
import type { Suite } from './suite.ts';

/** What comes by a channel, kept before it is acknowledged and made messages of, one in ten brought twice, against rows committed one by one. */
export const inbound: Suite = async (run) => {
  const ground = await openGround(run);
  const child = ground.start('inbound-process.ts');
  const { databaseUrl: url, dataDir } = ground;
  await child.ask({ do: 'open', url, dataDir } satisfies InboundQuestion, 300_000);
  return againstRows(run, ground, child, { name: 'inbound', act: 'inbound', unit: 'messages' });
};
