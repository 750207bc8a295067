import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds that calls have to end when the server stops. */
const patience = 5_000;
/** Milliseconds between looks at who has been answered. */
const lookEvery = 50;

/**
 * Knows the lines of a server, and ends them when it stops; answers how. Node ends those that stand between two requests once, when
 * the server closes: one that was asking just then would be kept alive for over a minute after its answer. A line that stands still,
 * with half a request or an answer that nobody takes, or on its way to become a socket, is not waited for longer than `patience` ms.
 */
export function lineEnder(server: Server, within = patience): (closing: Promise<unknown>) => Promise<void> {
  const lines = new Set<Socket>();
  server.on('connection', (line: Socket) => {
    lines.add(line);
    line.once('close', () => lines.delete(line));
  });
  return async (closing) => {
    // Opened ahead, as browsers do, and never asked anything.
    for (const line of lines) if (line.bytesRead === 0) line.destroy();
    const looking = setInterval(() => server.closeIdleConnections(), lookEvery);
    const late = setTimeout(() => {
      for (const line of lines) line.destroy();
    }, within);
    try {
      await closing;
    } finally {
      clearInterval(looking);
      clearTimeout(late);
    }
  };
}
