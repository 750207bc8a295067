import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/cluster-node.ts';
import { BareSocket, tryOverHttp } from '../matrix.test-kit.ts';
import { until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import { clientFrame, handshake, openWire, portOf } from './raw-talk.test-kit.ts';

/**
 * What two thousand abusive sockets may cost the server, in bytes; measured figures are printed. Up to 96 MiB of it is the young
 * generation (`--max-semi-space-size=32`), which fills before it is collected.
 */
const most = (250 + 96) * 1024 * 1024;

let cluster: Cluster;
let node: ClusterNode;
let ann: Seat;
let honest: BareSocket;
const open: Socket[] = [];

beforeAll(async () => {
  cluster = await startCluster({ nodes: 1, nats: false, env: { RAPPORT_LOG: 'debug' } });
  node = cluster.nodes[0]!;
  ann = await cluster.person('Ann');
  honest = await BareSocket.open(node.url, { authorization: `Bearer ${ann.token}` });
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  honest?.close();
  await cluster?.stop();
});

/** Resident memory of the server process. */
const resident = (): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${node.pid}/status`, 'utf8'))![1]) * 1024;
const mb = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

/** Opens connections a hundred at a time, each saying something and then nothing more. */
async function crowd(many: number, say: string | Buffer): Promise<void> {
  for (let i = 0; i < many; i += 100) {
    await Promise.all(
      Array.from(
        { length: Math.min(100, many - i) },
        () =>
          new Promise<void>((resolve, reject) => {
            const socket = connect({ port: portOf(node.url), host: '127.0.0.1', allowHalfOpen: true }, () => {
              if (say.length > 0) socket.write(say);
              resolve();
            });
            socket.on('error', reject);
            socket.on('connect', () => socket.off('error', reject).on('error', () => undefined));
            open.push(socket);
          }),
      ),
    );
  }
}

/** Sockets of signed-in people that say something and never read. */
async function deaf(seats: readonly Seat[], each: number, say: Buffer): Promise<void> {
  for (const seat of seats) {
    const wires = await Promise.all(Array.from({ length: each }, () => openWire(node.url, seat.token)));
    for (const { socket, head } of wires) {
      expect(head).toContain(' 101 ');
      socket.pause();
      if (say.length > 0) socket.write(say);
      open.push(socket);
    }
  }
}

async function othersAreServed(): Promise<void> {
  expect((await honest.call('people.me', {})).code).toBe('ok');
  expect((await tryOverHttp({ url: node.url } as never, ann.token, 'people.me', {})).code).toBe('ok');
  expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
}

const post = 'POST /api/v1/people.signIn HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

it('two thousand abusive sockets cost the server little, and others are served meanwhile and after', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, (_, i) => cluster.person(`Crowd ${i}`)));
  for (let i = 0; i < 50; i++) await othersAreServed();
  const before = resident();
  const grown: Record<string, string> = {};
  let peak = 0;
  const measure = async (what: string) => {
    await othersAreServed();
    peak = Math.max(peak, resident() - before);
    grown[what] = mb(resident() - before);
  };
  await crowd(400, '');
  await measure('400 that say nothing');
  await crowd(400, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  await measure('400 with headers that do not end');
  await crowd(300, `${post}Content-Length: 1000000\r\n\r\n{"email": "`);
  await measure('300 with bodies that do not come');
  await crowd(300, handshake(null));
  await measure('300 refused sockets that stay');
  const half = clientFrame(Buffer.alloc(100_000, 0x20), { lie: 900_000n });
  await deaf(people.slice(0, 4), 25, half);
  await measure('100 with a frame that does not end');
  await deaf(people.slice(4, 8), 25, clientFrame(Buffer.alloc(100_000, 0x20), { fin: false }));
  await measure('100 with a message in pieces that does not end');
  await deaf(people.slice(8), 50, clientFrame('ping', { opcode: 9 }));
  await crowd(200, 'GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(10));
  const made = await node.call(people[8]!, 'conversations.create', {
    name: 'loud',
    members: people.slice(9).map((p) => p.user as never),
  });
  for (let i = 0; i < 20; i++)
    await node.call(people[8]!, 'conversations.sendMessage', {
      conversation: made.id,
      draft: { clientId: crypto.randomUUID(), text: 'x'.repeat(19_000) },
    });
  await measure('200 listeners and 200 askers who do not read');
  process.stdout.write(`flood: ${open.length} sockets on ${mb(before)}: ${JSON.stringify(grown)}\n`);
  expect(open.length).toBeGreaterThanOrEqual(2_000);
  expect(peak).toBeLessThan(most);
  for (const socket of open.splice(0)) socket.destroy();
  await until(async () => /^rapport_sockets 1$/m.test(await (await fetch(`${node.url}/metrics`)).text()));
  await othersAreServed();
  expect(resident() - before).toBeLessThan(most);
});

it('thousands of questions on one connection, their answers unread, are not kept in memory', async () => {
  const before = resident();
  await crowd(20, 'GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2_000));
  await othersAreServed();
  // What these questions make of the server is done when it grows no more between others being served.
  let last = 0;
  await until(async () => {
    const now = resident();
    const grew = now - last;
    last = now;
    await othersAreServed();
    return grew < 2 ** 20;
  });
  process.stdout.write(`flood: 40,000 questions on 20 connections: ${mb(resident() - before)}\n`);
  expect(resident() - before).toBeLessThan(most);
  for (const socket of open.splice(0)) socket.destroy();
});

it('nothing that is secret stands in the log, not even when everything is logged', async () => {
  node.said = '';
  const secrets = [
    'kanarienvogel-in-the-address',
    'kanarienvogel-in-a-header',
    'kanarienvogel-in-a-body',
    'kanarienvogel-in-a-frame',
    'kanarienvogel-in-a-link',
  ];
  await fetch(`${node.url}/api/v1/people.me?token=${secrets[0]}&access_token=${secrets[0]}`);
  await fetch(`${node.url}/set-up/${secrets[4]}`);
  await fetch(`${node.url}/api/v1/people.invitation`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${secrets[1]}`,
      cookie: `rapport_session=${secrets[1]}`,
    },
    body: JSON.stringify({ token: secrets[2] }),
  });
  await fetch(`${node.url}/api/v1/people.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"email": "${secrets[2]}", "pass`,
  });
  await honest.call('people.changePassword', { password: secrets[3], newPassword: secrets[3] });
  await honest.call('conversations.create', { name: secrets[3], members: [secrets[3]] });
  const broken = await BareSocket.open(node.url, { authorization: `Bearer ${ann.token}` });
  broken.sendRaw(`{"id": 1, "call": "${secrets[3]}`);
  await broken.closed;
  await othersAreServed();
  expect(node.said).not.toContain('kanarienvogel');
  expect(node.said).not.toContain(ann.token);
});
