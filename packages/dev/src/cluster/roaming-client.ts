import { type Client, createClient, memoryStore, type SocketLike, type Store } from '@rapport/client';
import { socketOf, until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import type { ClusterNode } from './cluster-node.ts';

/** What a load balancer does for a client: the next connection goes to a node that answers. */
export interface RoamingClient {
  client: Client;
  /** The node that its last socket went to. */
  at(): ClusterNode;
}

/** A client of the first of some nodes, which goes on at the next when that one is lost. */
export async function roamingClient(
  seat: Seat,
  nodes: readonly ClusterNode[],
  store: Store = memoryStore(),
): Promise<RoamingClient> {
  let at = 0;
  const node = (): ClusterNode => nodes[at % nodes.length]!;
  const onto = (url: string): string => {
    const to = new URL(url);
    to.port = new URL(node().url).port;
    return to.href;
  };
  const open = socketOf(seat.token);
  let opened = 0;
  const openSocket = (url: string): SocketLike => {
    // Every new socket after the first means that the one before was lost.
    if (opened++ > 0) at++;
    return open(onto(url));
  };
  const client = createClient({
    url: node().url,
    token: seat.token,
    store,
    openSocket,
    fetch: (url, init) => fetch(onto(String(url)), init),
  });
  await client.connect();
  await until(() => client.state.synced && client.state.status === 'online');
  return { client, at: node };
}
