import type { ConversationId } from '@rapport/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { hasNats } from './nats-server.ts';
import { type RoamingClient, roamingClient } from './roaming-client.ts';

describe.skipIf(!hasNats())('several nodes', () => {
  let cluster: Cluster;
  let ana: Seat;
  let ben: Seat;
  let group: ConversationId;
  const clients: RoamingClient[] = [];

  const device = async (seat: Seat, ...order: number[]): Promise<RoamingClient> => {
    const made = await roamingClient(
      seat,
      order.map((n) => cluster.nodes[n]!),
    );
    clients.push(made);
    return made;
  };

  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2 });
    [ana, ben] = [await cluster.person('Ana'), await cluster.person('Ben')];
    group = (
      await cluster.nodes[0]!.call(cluster.owner, 'conversations.create', {
        name: 'group',
        members: [ana.user as never, ben.user as never],
      })
    ).id;
  }, 120_000);
  afterAll(async () => {
    await Promise.all(clients.map(({ client }) => client.close()));
    await cluster?.stop();
  }, 60_000);

  it('what is said on one node comes to people on the other at once, in order', async () => {
    const [here, there] = [await device(ana, 0, 1), await device(ben, 1, 0)];
    await there.client.openConversation(group);
    for (let n = 0; n < 30; n++) here.client.send(group, { text: `${n}` });
    await until(() => (there.client.state.conversations[group]?.seq ?? 0) >= 30);
    const texts = there.client.state.timelines[group]!.messages.map((m) => m.text);
    expect(texts).toEqual(Array.from({ length: 30 }, (_, n) => String(n)));
  });
});
