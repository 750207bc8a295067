import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { checkServerIdentity, PeerCertificate } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findProgram, freePort, hasNats, TestNats, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../logger.ts';
import { newId } from '../random.ts';
import { createNatsBus, type NodeBus, natsOptions } from './nats.ts';

const logger = createLogger('silent');
const run = promisify(execFile);

describe.skipIf(!hasNats())('three NATS servers as one', () => {
  const servers: TestNats[] = [];
  const buses: NodeBus[] = [];
  beforeAll(async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const routes = ports.map((port) => `nats-route://127.0.0.1:${port}`).join(', ');
    for (const [n, port] of ports.entries())
      servers.push(
        await TestNats.start(`server_name: n${n}\ncluster { name: house, listen: "127.0.0.1:${port}", routes: [${routes}] }`),
      );
  });
  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.close()));
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('whichever of them dies, hints go on between nodes within seconds, over those that are left', async () => {
    const url = servers.map((server) => server.url).join(',');
    for (let n = 0; n < 3; n++) {
      const bus = createNatsBus({ servers: url, node: newId(), logger, onError: () => undefined });
      await bus.join('house');
      buses.push(bus);
    }
    const heard = buses.map(() => new Set<string>());
    for (const [n, bus] of buses.entries()) bus.subscribe('changed', ({ id }) => heard[n]!.add(id));
    /** Each node says something until all have heard it of all. */
    const allHear = (round: string) =>
      until(() => {
        for (const [n, bus] of buses.entries()) bus.publish('changed', { what: 'user', id: `${round} ${n}` });
        return heard.every((ids) => buses.every((_, n) => ids.has(`${round} ${n}`)));
      });
    await allHear('at first');
    for (const [n, server] of servers.entries()) {
      await server.halt();
      await allHear(`without ${n}`);
      await server.start();
    }
    await allHear('at last');
  });
});

const openssl = findProgram('openssl', 'openssl');

describe.skipIf(!hasNats() || !openssl)('NATS behind TLS', () => {
  let folder: string;
  let nats: TestNats;
  const file = (name: string): string => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rapport-tls-'));
    const ssl = (...args: string[]) => run(openssl!, args, { cwd: folder });
    const key = ['-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    await ssl('req', '-x509', ...key, '-subj', '/CN=our own', '-keyout', 'ca.key', '-out', 'ca.pem');
    await ssl(
      'req',
      ...key.slice(0, 3),
      '-subj',
      '/CN=nats',
      '-keyout',
      'nats.key',
      '-out',
      'nats.csr',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    );
    await ssl(
      'x509',
      '-req',
      '-in',
      'nats.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-copy_extensions',
      'copy',
      '-out',
      'nats.pem',
    );
    nats = await TestNats.start(`tls { cert_file: "${file('nats.pem')}", key_file: "${file('nats.key')}" }`);
  });
  afterAll(async () => {
    await nats?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Two nodes in a process of their own: what certificates Node.js trusts is settled when it starts. */
  async function talk(env: Record<string, string>): Promise<string> {
    const script = fileURLToPath(new URL('./nats-tls.test-kit.ts', import.meta.url));
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '-C', 'rapport-source', script, nats.url.replace('nats:', 'tls:')],
      {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    await once(child, 'close');
    return said.trim();
  }

  it('a certificate counts for the addresses it names, and no others', () => {
    const check = (servers: string, named: string, asked = 'localhost') => {
      const { tls } = natsOptions(servers) as { tls: { checkServerIdentity: typeof checkServerIdentity } };
      return tls.checkServerIdentity(asked, { subject: { CN: 'x' }, subjectaltname: named } as PeerCertificate) === undefined;
    };
    // Of an address in figures Node.js is told `localhost`.
    expect(check('tls://10.0.0.3:4222', 'IP Address:10.0.0.3')).toBe(true);
    expect(check('tls://10.0.0.3,tls://10.0.0.4', 'IP Address:10.0.0.4')).toBe(true);
    expect(check('tls://10.0.0.3', 'IP Address:10.0.0.9')).toBe(false);
    expect(check('tls://10.0.0.3', 'DNS:localhost')).toBe(false);
    expect(check('tls://nats.test', 'DNS:nats.test', 'nats.test')).toBe(true);
    expect(check('tls://nats.test', 'DNS:other.test', 'nats.test')).toBe(false);
    expect(check('tls://localhost', 'DNS:localhost')).toBe(true);
    // Told by the cluster, not by the operator: judged by the name that was asked for.
    expect(check('tls://nats.test', 'DNS:other.test', 'other.test')).toBe(true);
  });

  it('a certificate of one’s own authority is accepted when Node.js is told of it, and not otherwise', async () => {
    expect(await talk({ NODE_EXTRA_CA_CERTS: file('ca.pem') })).toBe('heard');
    expect(await talk({ NODE_EXTRA_CA_CERTS: '' })).toBe('not connected');
  });
});
