import { once } from 'node:events';
import { createServer } from 'node:net';

const lowest = 18_000;
const range = 12_000;

/**
 * A port of 127.0.0.1 that is free now, below those the kernel hands out by itself: while a killed server is away, a connection of
 * somebody else must not take its place.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * range);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
