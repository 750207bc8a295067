import { createLogger } from '../logger.ts';
import { newId } from '../random.ts';
import { createNatsBus } from './nats.ts';

/** Two nodes on the NATS that is named; says whether one hears the other, and ends. */
const servers = process.argv[2]!;
const [here, there] = [newId(), newId()].map((node) =>
  createNatsBus({ servers, node, logger: createLogger('silent'), onError: () => undefined }),
);
const heard = new Promise<string>((resolve) => {
  there!.subscribe('changed', () => resolve('heard'));
});
await Promise.all([here!.join('house'), there!.join('house')]);
if (here!.connected && there!.connected) here!.publish('changed', { what: 'user', id: 'one' });
const late = new Promise<string>((resolve) => {
  setTimeout(() => resolve(here!.connected ? 'not heard' : 'not connected'), 5_000).unref();
});
process.stdout.write(`${await Promise.race([heard, late])}\n`);
await Promise.all([here!.close(), there!.close()]);
