import type { Metrics } from '../metrics.ts';
import type { Connections } from './connections.ts';

/** Sockets of this node, what waits in them, and how they ended. */
export function measureSockets<A>(metrics: Metrics, connections: Connections<A>): void {
  let waiting = { sum: 0, most: 0, behind: 0 };
  metrics.before(async () => {
    waiting = { sum: 0, most: 0, behind: 0 };
    for (const { waitingBytes } of connections.all()) {
      waiting.sum += waitingBytes;
      waiting.most = Math.max(waiting.most, waitingBytes);
      if (waitingBytes > 65_536) waiting.behind += 1;
    }
  });
  metrics.gauge('rapport_sockets', 'Open sockets', () => connections.count);
  metrics.gauge('rapport_socket_users', 'People with a socket here', () => [...connections.users()].length);
  metrics.gauge('rapport_socket_waiting_bytes', 'Bytes that wait in sockets for their peers', () => waiting.sum);
  metrics.gauge('rapport_socket_waiting_most_bytes', 'Bytes that wait in the socket of the slowest peer', () => waiting.most);
  metrics.gauge('rapport_sockets_behind', 'Sockets with more than 64 KiB waiting', () => waiting.behind);
  metrics.countedBy('rapport_sockets_ended_total', 'Sockets that ended, by close code (4008: cut as too slow)', 'code', () =>
    [...connections.endings].map(([code, count]) => [String(code), count] as const),
  );
}
