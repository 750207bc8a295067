import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPlatform } from '@rapport/modules';
import { createLogger, masterKeyFile, type Platform, readConfig } from '@rapport/platform';
import { freePort } from '../free-port.ts';
import { cloneDatabase } from '../test-database.ts';
import { type PersonKind, type Seat, seatPerson, setUpOrganization } from '../test-people.ts';
import { ClusterNode, type ServerEntry } from './cluster-node.ts';
import { TestNats } from './nats-server.ts';
import { TcpProxy } from './tcp-proxy.ts';

export interface ClusterOptions {
  nodes: number;
  /** Default: from the sources, so that nothing need be built. */
  entry?: ServerEntry;
  /** A database of one's own in place of a fresh one. */
  databaseUrl?: string;
  /** Without NATS nodes hear of one another by looking into the database alone. */
  nats?: boolean;
  /** Environment of every node. */
  env?: Record<string, string>;
}

/** Several server processes of one house, each behind networks of its own. */
export interface Cluster {
  nodes: ClusterNode[];
  nats: TestNats | undefined;
  owner: Seat;
  databaseUrl: string;
  person(name: string, kind?: PersonKind): Promise<Seat>;
  stop(): Promise<void>;
}

/** The folder of a node: apart from the others', with the house's key in it. */
async function layFolder(folder: string, key: string): Promise<void> {
  const file = masterKeyFile(folder);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, key, { mode: 0o600 });
}

function through(url: string, proxy: TcpProxy): string {
  const to = new URL(url);
  to.hostname = '127.0.0.1';
  to.port = String(proxy.port);
  return to.href;
}

async function layNode(
  base: string,
  n: number,
  key: string,
  databaseUrl: string,
  nats: TestNats | undefined,
  options: ClusterOptions,
) {
  const dataDir = join(base, `node-${n}`);
  await layFolder(dataDir, key);
  const { hostname, port } = new URL(databaseUrl);
  const database = await TcpProxy.to(hostname, Number(port || 5432));
  const line = nats && (await TcpProxy.to('127.0.0.1', nats.port));
  const network = { database, ...(line ? { nats: line } : {}) };
  const own = await freePort();
  return new ClusterNode(options.entry ?? 'sources', network, {
    RAPPORT_RATE_FACTOR: '1000',
    ...options.env,
    RAPPORT_DATA: dataDir,
    PORT: String(own),
    RAPPORT_URL: `http://127.0.0.1:${own}`,
    DATABASE_URL: through(databaseUrl, database),
    ...(line ? { NATS_URL: `nats://127.0.0.1:${line.port}` } : {}),
  });
}

/** Whoever seats people: a ground floor on the same database, without rooms. */
function officeOf(dataDir: string, databaseUrl: string): Platform {
  const config = readConfig({ RAPPORT_DATA: dataDir });
  return createPlatform({ config, databaseUrl, logger: createLogger('silent'), poolSize: 2 });
}

/** Starts a cluster, all nodes at the same moment. `stop` ends every process and removes what it left. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const base = await mkdtemp(join(tmpdir(), 'rapport-cluster-'));
  const database = options.databaseUrl ? undefined : await cloneDatabase();
  const databaseUrl = options.databaseUrl ?? database!.url;
  const nats = options.nats === false ? undefined : await TestNats.start();
  const key = `${randomBytes(32).toString('base64')}\n`;
  const nodes: ClusterNode[] = [];
  for (let n = 0; n < options.nodes; n++) nodes.push(await layNode(base, n, key, databaseUrl, nats, options));
  const office = officeOf(join(base, 'node-0'), databaseUrl);
  const stop = async (): Promise<void> => {
    for (const { network } of nodes) for (const proxy of [network.database, network.nats]) proxy?.set('open');
    for (const node of nodes) node.resume();
    await Promise.all(nodes.map((node) => node.stop()));
    for (const { network } of nodes) await Promise.all([network.database.close(), network.nats?.close()]);
    await office.db.close();
    await nats?.stop();
    await database?.drop();
    await rm(base, { recursive: true, force: true });
  };
  try {
    const owner = await setUpOrganization(office);
    await Promise.all(nodes.map((node) => node.start()));
    return { nodes, nats, owner, databaseUrl, person: (name, kind = 'member') => seatPerson(office, name, kind), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
