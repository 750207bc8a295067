import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TestNats } from '@rapport/dev';
import { createDb, createLogger, masterKeyFile } from '@rapport/platform';
import { type ServerChild, startServer } from './child.ts';
import { type Ground, openGround, serverEnv } from './ground.ts';
import { seedPeople } from './seed.ts';
import type { SuiteRun } from './suite.ts';
import { callerOf, type Standing } from './world.ts';

/** A house served by some nodes: the nodes besides the first count as one with it, and so does what they talk through. */
export interface NodesWorld extends Standing {
  nodes: ServerChild[];
  beside: readonly number[];
}

/** A folder for one node, with the key of the house in it. */
async function folderOf(ground: Ground, name: string): Promise<string> {
  const folder = join(ground.dataDir, name);
  await mkdir(dirname(masterKeyFile(folder)), { recursive: true, mode: 0o700 });
  await cp(masterKeyFile(ground.dataDir), masterKeyFile(folder));
  return folder;
}

/** A copy of the seeded database, with the same people and tokens. */
async function copyDatabase(ground: Ground, name: string): Promise<string> {
  const url = (database: string): string => {
    const to = new URL(ground.databaseUrl);
    to.pathname = `/${database}`;
    return to.href;
  };
  const admin = createDb({ url: url('postgres'), max: 1, logger: createLogger('error') });
  await admin.rows(`create database ${name} template ${new URL(ground.databaseUrl).pathname.slice(1)}`);
  await admin.close();
  return url(name);
}

/**
 * Houses of so many nodes, each on a database of its own with the same people, all of them open at once: nothing has to be started
 * again between measurements, and those not measured have nobody connected. One node has no bus; several share one.
 */
export async function openNodes(run: SuiteRun, counts: readonly number[], people: number): Promise<NodesWorld[]> {
  const { options, stops } = run;
  const ground = await openGround(run);
  const { fromSource, profile } = options;
  const first = await startServer({ fromSource, profile: undefined, env: serverEnv(ground) });
  stops.push(() => first.stop());
  const seeded = await seedPeople(ground.dataDir, ground.databaseUrl, people);
  await first.stop();
  const worlds: NodesWorld[] = [];
  for (const count of counts) {
    const databaseUrl = await copyDatabase(ground, `rapport_${count}_nodes`);
    const nats = count > 1 ? await TestNats.start() : undefined;
    if (nats) stops.push(() => nats.stop());
    const nodes: ServerChild[] = [];
    for (let n = 0; n < count; n++) {
      const dataDir = await folderOf(ground, `node-${n}-of-${count}`);
      const env = { ...serverEnv({ dataDir, databaseUrl }), ...(nats ? { NATS_URL: nats.url } : {}) };
      const node = await startServer({ fromSource, profile, env });
      stops.push(() => node.stop());
      nodes.push(node);
    }
    const db = createDb({ url: databaseUrl, max: 2, logger: createLogger('error') });
    stops.push(() => db.close());
    const load = ground.start('load-process.ts');
    await load.ask({ do: 'connect', port: nodes.map((n) => n.port), path: '/api/v1/socket', tokens: seeded.tokens });
    const url = `http://127.0.0.1:${nodes[0]!.port}`;
    worlds.push({
      ...ground,
      ...seeded,
      url,
      db,
      databaseUrl,
      server: nodes[0]!,
      nodes,
      beside: [...nodes.slice(1).map((n) => n.pid), ...(nats ? [nats.pid] : [])],
      families: [],
      load,
      call: callerOf(url, seeded.tokens),
    });
  }
  // The others' rest is ours, too.
  const pidsOf = (world: NodesWorld): number[] => [world.server.pid, ...world.beside];
  for (const world of worlds) world.families = worlds.filter((w) => w !== world).flatMap(pidsOf);
  return worlds;
}
