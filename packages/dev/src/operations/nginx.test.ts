import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { get, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, memoryStore } from '@rapport/client';
import { createHouse, type House } from '@rapport/modules';
import { createLogger, readConfig } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../system-programs.ts';
import { socketOf, type TestHouse, testHouse, until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import { type Nginx, startNginx } from './nginx.test-kit.ts';

const program = findProgram('nginx', 'nginx-light');
const env = { RAPPORT_TRUST_PROXY: '127.0.0.1' };

describe.skipIf(!program)('nginx as in the documents, before two nodes', () => {
  let kit: TestHouse;
  let second: House;
  let secondStands = true;
  let folder: string;
  let nginx: Nginx;

  beforeAll(async () => {
    kit = await testHouse({ env });
    folder = await mkdtemp(join(tmpdir(), 'rapport-node-'));
    // One master key and one store of files, as nodes share them; uploads under way are each node's own.
    await mkdir(join(kit.dataDir, 'blobs'), { recursive: true });
    await symlink(join(kit.dataDir, 'blobs'), join(folder, 'blobs'));
    await cp(join(kit.dataDir, 'keys'), join(folder, 'keys'), { recursive: true });
    const config = readConfig({
      RAPPORT_DATA: folder,
      PORT: '0',
      HOST: '127.0.0.1',
      RAPPORT_LINK_PREVIEWS: '0',
      RAPPORT_RATE_FACTOR: '1000',
      ...env,
    });
    second = await createHouse({ config, databaseUrl: kit.databaseUrl, poolSize: 8, logger: createLogger('fatal') });
    nginx = await startNginx(program!, [Number(new URL(kit.url).port), await second.listen()]);
    for (const house of [kit.house, second]) house.platform.config.url = nginx.url;
  });

  afterAll(async () => {
    await nginx?.stop();
    if (secondStands) await second?.stop();
    await kit?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const clientOf = async (seat: Seat): Promise<Client> => {
    const client = createClient({ url: nginx.url, token: seat.token, store: memoryStore(), openSocket: socketOf(seat.token) });
    await client.connect();
    await until(() => client.state.synced && client.state.status === 'online');
    return client;
  };
  const header = (seat: Seat) => ({ authorization: `Bearer ${seat.token}` });

  it('shows callers under their own address, whatever they claim', async () => {
    const name = `role ${randomBytes(4).toString('hex')}`;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(
        `${nginx.url}/api/v1/access.createRole`,
        {
          method: 'POST',
          localAddress: '127.0.0.9',
          headers: { ...header(kit.owner), 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.66' },
        },
        (response) => resolve(response.resume().statusCode),
      );
      asked.on('error', reject);
      asked.end(JSON.stringify({ name, permissions: [] }));
    });
    expect(status).toBe(200);
    const { items } = await kit.call(kit.owner, 'access.auditList', {});
    expect(items[0]).toMatchObject({ from: '127.0.0.9' });
  });

  it('keeps figures from passers-by and lets calls of a megabyte through, not more', async () => {
    expect((await fetch(`${nginx.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${nginx.url}/readyz`)).status).toBe(200);
    const big = await fetch(`${nginx.url}/api/v1/people.me`, {
      method: 'POST',
      headers: { ...header(kit.owner), 'content-type': 'application/json' },
      body: `"${'x'.repeat(3_000_000)}"`,
    });
    expect(big.status).toBe(413);
  });

  it('passes on no host that a caller claims', async () => {
    const headers = { 'sec-fetch-mode': 'navigate', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    for (let n = 0; n < 20; n++) {
      const [answer] = (await once(get(nginx.url, { headers }), 'response')) as [IncomingMessage];
      answer.resume();
    }
    const { checks } = await kit.call(kit.owner, 'health.checks', {});
    expect(checks.find(({ name }) => name === 'proxy')).toBeDefined();
    expect(JSON.stringify(checks)).not.toContain('evil');
  });

  it('keeps an upload with the node that has its parts, whoever sends it', async () => {
    for (const name of ['Uma', 'Ulf', 'Udo', 'Ute', 'Una', 'Uri']) {
      const seat = await kit.person(name);
      const bytes = randomBytes(400_000);
      const tus = { ...header(seat), 'tus-resumable': '1.0.0' };
      const begun = await fetch(`${nginx.url}/api/files/upload`, {
        method: 'POST',
        headers: {
          ...tus,
          'upload-length': String(bytes.length),
          'upload-metadata': `filename ${Buffer.from('a.bin').toString('base64')}`,
        },
      });
      expect(begun.status).toBe(201);
      const where = new URL(begun.headers.get('location')!, nginx.url);
      expect(where.origin).toBe(nginx.url);
      for (const [from, to] of [
        [0, 150_000],
        [150_000, 400_000],
      ] as const) {
        const sent = await fetch(where, {
          method: 'PATCH',
          headers: { ...tus, 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' },
          body: new Uint8Array(bytes.subarray(from, to)),
        });
        expect(sent.status).toBe(204);
      }
      const id = where.pathname.split('/').at(-1);
      const got = await fetch(`${nginx.url}/api/files/${id}/a.bin`, { headers: header(seat) });
      expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
    }
  });

  it('spreads sockets over the nodes, and moves them when one goes', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, (_, i) => kit.person(`Person ${i}`)));
    const group = await kit.group(...people);
    const clients = await Promise.all(people.map(clientOf));
    try {
      const [here, there] = [kit.house, second].map((house) => [...house.connections.all()].length);
      expect(here! + there!).toBe(8);
      expect(Math.min(here!, there!)).toBeGreaterThanOrEqual(2);
      await Promise.all(clients.map((client) => client.openConversation(group)));
      secondStands = false;
      await second.stop();
      await until(() => [...kit.house.connections.all()].length === 8);
      await kit.say(kit.owner, group, 'one node is left');
      const has = (client: Client) => client.state.timelines[group]?.messages.at(-1)?.text === 'one node is left';
      await until(() => clients.every(has));
    } finally {
      await Promise.all(clients.map((client) => client.close()));
    }
  });

  it('writes no secret of a link into its logs, not even while a node is away', async () => {
    const secret = 'rpl_kanarienvogel';
    for (const path of [
      `/reset/${secret}`,
      `/invitation/${secret}?token=${secret}`,
      `/set-up/${secret}`,
      `/reset/%72pl_kanarienvogel`,
    ])
      for (let n = 0; n < 4; n++) await fetch(`${nginx.url}${path}`, { headers: { referer: `${nginx.url}/reset/${secret}` } });
    await until(async () => /"GET \/set-up\/rpl_\*\*\*" /.test(await nginx.written()));
    const written = await nginx.written();
    expect(written).toMatch(/"GET \/reset\/rpl_\*\*\*" /);
    expect(written).toMatch(/"GET \/invitation\/rpl_\*\*\*" /);
    expect(written).not.toContain('kanarienvogel');
  });
});
