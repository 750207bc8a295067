import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConversationId } from '@rapport/contract';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PushService, startPushService } from '../push-service.ts';
import { until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { faults, historyOf, Talk } from './load.test-kit.ts';
import { hasNats } from './nats-server.ts';
import { type RoamingClient, roamingClient } from './roaming-client.ts';

describe.skipIf(!hasNats())('several nodes', () => {
  let cluster: Cluster;
  let people: Seat[];
  let group: ConversationId;
  let pushes: PushService;
  /** A push service that never answers its first request. */
  let hanging: http.Server;
  const hung: number[] = [];
  const clients: RoamingClient[] = [];
  let admin: pg.Client;

  const device = async (seat: Seat, ...order: number[]): Promise<RoamingClient> => {
    const made = await roamingClient(
      seat,
      order.map((n) => cluster.nodes[n]!),
    );
    clients.push(made);
    return made;
  };
  /** All devices hold the same, and what was sent is there once. */
  async function converged(devices: readonly RoamingClient[], sent: readonly string[]): Promise<void> {
    const node = cluster.nodes.find((one) => one.runs)!;
    await until(async () => faults(sent, await historyOf(node, cluster.owner, group)).lost === 0);
    const history = await historyOf(node, cluster.owner, group);
    expect(faults(sent, history)).toEqual({ lost: 0, doubled: 0, disorder: 0 });
    await until(() => devices.every(({ client }) => client.state.conversations[group]?.seq === history.length)).catch(() => {
      throw new Error(
        `Not everywhere: ${devices.map(({ client }) => client.state.conversations[group]?.seq)} of ${history.length}`,
      );
    });
    const newest = history.at(-1)?.clientId;
    for (const { client } of devices) {
      await client.openConversation(group);
      expect(client.state.timelines[group]!.messages.at(-1)?.clientId).toBe(newest);
      expect(Object.values(client.state.outbox).flat()).toEqual([]);
    }
  }

  beforeAll(async () => {
    pushes = await startPushService();
    hanging = http.createServer((_request, response) => {
      hung.push(performance.now());
      if (hung.length > 1) response.writeHead(201).end();
    });
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const allowed = `${pushes.address},127.0.0.1:${(hanging.address() as AddressInfo).port}`;
    cluster = await startCluster({ nodes: 3, env: { RAPPORT_ALLOW_ADDRESSES: allowed } });
    people = [];
    for (const name of ['Ana', 'Ben', 'Cleo', 'Dan', 'Eve']) people.push(await cluster.person(name));
    const members = people.map((seat) => seat.user as never);
    group = (await cluster.nodes[0]!.call(cluster.owner, 'conversations.create', { name: 'group', members })).id;
    admin = new pg.Client({ connectionString: cluster.databaseUrl });
    await admin.connect();
  }, 200_000);
  beforeEach(async () => {
    for (const { network } of cluster.nodes) for (const proxy of [network.nats, network.database]) proxy?.set('open');
    await until(async () => (await Promise.all(cluster.nodes.map((n) => n.figure('rapport_bus_away')))).every((f) => f === 0));
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map(({ client }) => client.close()));
  });
  afterAll(async () => {
    await admin?.end();
    await cluster?.stop();
    hanging?.closeAllConnections();
    hanging?.close();
    await pushes?.close();
  });

  it('one order everywhere, and lost hints are repaired: the bus of a node breaks again and again while people talk on all', async () => {
    const devices = [await device(people[0]!, 0), await device(people[1]!, 1), await device(people[2]!, 2)];
    const talk = new Talk(devices, group, 10);
    const { nats } = cluster.nodes[1]!.network;
    for (let n = 0; n < 4; n++) {
      await talk.say(20);
      nats!.set('cut');
      await talk.say(20);
      nats!.set('open');
    }
    nats!.delay = 30;
    await talk.say(30);
    await talk.end();
    await converged(devices, talk.sent);
    expect(talk.sent.length).toBeGreaterThan(60);
  });

  it('presence and typing reach over nodes; a person with devices on two nodes is here as long as one of them is', async () => {
    const [first, second] = [await device(people[0]!, 0), await device(people[0]!, 1)];
    const looker = await device(people[1]!, 2);
    const user = people[0]!.user;
    looker.client.watch({ conversations: [group], people: [user] });
    const seen = () => looker.client.state.presence[user];
    await until(() => seen() === 'online');
    await first.client.call('delivery.setPresence', { away: true });
    // What follows from the same node comes after what was told of the first device.
    first.client.typing(group);
    await until(() => user in (looker.client.state.typing[group] ?? {}));
    expect(seen()).toBe('online');
    await second.client.call('delivery.setPresence', { away: true });
    await until(() => seen() === 'away');
    for (const { client } of clients) if (client !== looker.client) await client.close();
    await until(() => seen() === 'offline');
  });

  it('a session that ends on one node is cut on the others', async () => {
    const there = await device(people[3]!, 2);
    await cluster.nodes[0]!.call(cluster.owner, 'people.deactivate', { user: people[3]!.user as never });
    await until(() => there.client.state.status !== 'online');
  });

  it('jobs run once, whichever node takes them', async () => {
    const { endpoint, p256dh, auth } = pushes.target();
    await cluster.nodes[1]!.call(people[2]!, 'delivery.subscribePush', { endpoint, keys: { p256dh, auth } });
    const count = 30;
    const remindAt = Date.now() + 1_500;
    for (let seq = 1; seq <= count; seq++)
      await cluster.nodes[seq % 3]!.call(people[2]!, 'conversations.save', { conversation: group, seq, on: true, remindAt });
    await until(() => pushes.received.length >= count);
    await until(async () => {
      const left = await admin.query(
        `select 1 from graphile_worker.jobs where task_identifier in ('conversations.remind', 'delivery.push', 'delivery.pushTo')`,
      );
      return left.rowCount === 0;
    });
    const seqs = pushes.received.map(({ text }) => (JSON.parse(text) as { seq: number }).seq).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: count }, (_, n) => n + 1));
  });

  it('a node that is cut off from NATS serves on: messages and ended sessions get there all the same, and all converges', async () => {
    const [inside, outside] = [await device(people[0]!, 0), await device(people[1]!, 1)];
    const eve = await device(people[4]!, 1);
    for (const { client } of [inside, outside]) await client.openConversation(group);
    cluster.nodes[1]!.network.nats!.set('silent');
    const begun = performance.now();
    const sent = [inside.client.send(group, { text: 'in' }), outside.client.send(group, { text: 'out' })];
    await cluster.nodes[0]!.call(cluster.owner, 'people.deactivate', { user: people[4]!.user as never });
    const has = ({ client }: RoamingClient, id: string) => client.state.timelines[group]?.messages.some((m) => m.clientId === id);
    await until(() => sent.every((id) => has(inside, id) && has(outside, id)));
    const words = performance.now() - begun;
    await until(() => eve.client.state.status !== 'online');
    const cut = performance.now() - begun;
    process.stdout.write(
      `cut off from NATS: words after ${Math.round(words)} ms, an ended session after ${Math.round(cut)} ms\n`,
    );
    expect(await cluster.nodes[1]!.ready()).toBe(true);
    expect(await cluster.nodes[1]!.figure('rapport_bus_away')).toBe(1);
    cluster.nodes[1]!.network.nats!.set('open');
    await converged([inside, outside], sent);
  });

  it('a node that is cut off from PostgreSQL is not ready, and recovers by itself', async () => {
    const node = cluster.nodes[2]!;
    node.network.database.set('cut');
    await until(async () => !(await node.ready()));
    expect(await cluster.nodes[0]!.ready()).toBe(true);
    node.network.database.set('open');
    await until(() => node.ready());
    const there = await device(people[1]!, 2);
    const sent = [there.client.send(group, { text: 'again' })];
    await converged([there], sent);
  });

  it('kill -9 under load: nothing is lost or doubled, devices go on elsewhere, its people go and its jobs are taken over', async () => {
    const { port } = hanging.address() as AddressInfo;
    const { p256dh, auth } = pushes.target();
    const fay = await cluster.person('Fay');
    const quiet = (await cluster.nodes[0]!.call(fay, 'conversations.create', { name: 'quiet', members: [] })).id;
    const draft = { clientId: randomUUID(), text: 'later' };
    await cluster.nodes[0]!.call(fay, 'conversations.sendMessage', { conversation: quiet, draft });
    await cluster.nodes[0]!.call(fay, 'delivery.subscribePush', {
      endpoint: `http://127.0.0.1:${port}/hangs`,
      keys: { p256dh, auth },
    });
    await cluster.nodes[0]!.call(fay, 'conversations.save', { conversation: quiet, seq: 1, on: true, remindAt: Date.now() });
    await until(() => hung.length === 1);
    const held = await admin.query<{ id: string }>(
      `select n.id from graphile_worker._private_jobs j join node n on j.locked_by = any (n.workers)`,
    );
    const nodes = await Promise.all(
      cluster.nodes.map(async ({ url }) => ((await (await fetch(`${url}/healthz`)).json()) as { node: string }).node),
    );
    const dying = nodes.indexOf(held.rows[0]!.id);
    const [next, other] = [(dying + 1) % 3, (dying + 2) % 3];
    const devices = [await device(people[0]!, dying, next), await device(people[1]!, next), await device(people[2]!, other)];
    const alone = await device(cluster.owner, dying);
    const looker = devices[1]!;
    looker.client.watch({ people: [cluster.owner.user] });
    await until(() => looker.client.state.presence[cluster.owner.user] === 'online');
    const talk = new Talk(devices, group);
    await talk.say(30);
    const killed = performance.now();
    await cluster.nodes[dying]!.kill();
    await alone.client.close();
    await until(() => devices[0]!.client.state.status === 'online' && devices[0]!.at() === cluster.nodes[next]);
    const moved = performance.now() - killed;
    await until(() => looker.client.state.presence[cluster.owner.user] === 'offline');
    const gone = performance.now() - killed;
    await until(() => hung.length === 2);
    const taken = hung[1]! - killed;
    process.stdout.write(
      `kill -9: devices elsewhere after ${Math.round(moved)} ms, its people offline after ${Math.round(gone)} ms, its job taken over after ${Math.round(taken)} ms\n`,
    );
    await talk.end();
    await converged(devices, talk.sent);
    await cluster.nodes[dying]!.start();
  });
});
