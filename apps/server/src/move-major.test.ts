import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient, memoryStore } from '@rapport/client';
import { comparable, layOldHouse, oldHouseFacts, socketOf, until } from '@rapport/dev';
import { createHouse, type House, searchCaughtUp } from '@rapport/modules';
import { createDb, createLogger, readConfig } from '@rapport/platform';
import { databaseUser, findBinaries } from '@rapport/platform/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringUpToDate } from './bring-up-to-date.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';

const facts = oldHouseFacts('0.1.0');
const place = await mkdtemp(join(tmpdir(), 'rapport-major-'));
const user = await databaseUser(place);
const majorOf = async (bin: string | undefined): Promise<number> =>
  (await findBinaries({ bin, user, place: join(place, 'look') }).catch(() => undefined))?.major ?? 0;
const [system, bundled] = [await majorOf(undefined), await majorOf('bundled')];
const canMove = system > 0 && bundled > system;
if (!canMove)
  console.log(`SKIPPED: moving between majors needs an older PostgreSQL beside the bundled ${bundled}: install postgresql-15.`);

describe.skipIf(!canMove)(`PostgreSQL ${system} → ${bundled}`, () => {
  let old: string;
  const logger = createLogger('silent');
  const silent = () => undefined;
  const majorIn = async (dataDir: string): Promise<number> =>
    Number(await readFile(join(dataDir, 'postgres/cluster/PG_VERSION'), 'utf8'));

  /** Opens a folder as a start does, with this server for new databases. */
  const open = (dataDir: string, pgBin?: string, renew = true): Promise<OpenDatabase> =>
    openDatabase({ dataDir, ...(pgBin ? { pgBin } : {}) }, silent, renew);
  async function counts(url: string): Promise<Record<string, number>> {
    const db = createDb({ url, logger, max: 1 });
    const found: Record<string, number> = {};
    for (const table of ['message', 'version', 'log', 'membership', 'session', 'file', 'audit', 'search_message'])
      found[table] = (await db.row<{ n: number }>(`select count(*) as n from ${table}`))!.n;
    await db.close();
    return found;
  }

  beforeAll(async () => {
    old = join(place, 'old');
    await layOldHouse('0.1.0', old, undefined);
  });
  afterAll(() => rm(place, { recursive: true, force: true }));

  /** The old house once more; copying does not keep the owner. */
  async function owned(name: string): Promise<string> {
    const dataDir = join(place, name);
    cpSync(old, dataDir, { recursive: true, preserveTimestamps: true });
    if (user) await once(spawn('chown', ['-R', `${user.uid}:${user.gid}`, join(dataDir, 'postgres/cluster')]), 'exit');
    return dataDir;
  }

  it('PG18 the next start moves it: all rows, a new epoch, clients begin anew; the old cluster is kept', async () => {
    const dataDir = await owned('moved');
    const config = readConfig({ RAPPORT_DATA: dataDir, PORT: '0', HOST: '127.0.0.1', RAPPORT_LINK_PREVIEWS: '0' });
    const { lin } = facts.people;
    const { group } = facts.conversations;
    const store = memoryStore();
    const seen = async (house: House, port: number) => {
      const url = `http://127.0.0.1:${port}`;
      const client = createClient({ url, token: lin.token!, store, openSocket: socketOf(lin.token!), saveEvery: 20 });
      await client.connect();
      await until(() => client.state.synced && client.state.status === 'online' && client.state.epoch === house.epoch);
      await client.openConversation(group);
      await until(async () => (await store.load()).epoch === house.epoch);
      const state = comparable(client.state);
      const shown = client.state.timelines[group]!.messages.map(({ seq, text }) => [seq, text]);
      await client.close();
      return { state, shown, epoch: house.epoch };
    };
    async function run(pgBin: string | undefined) {
      const database = await open(dataDir, pgBin);
      await bringUpToDate(config, database.url, silent);
      const found = await counts(database.url);
      const house = await createHouse({ config, databaseUrl: database.url, logger, poolSize: 6 });
      const client = await seen(house, await house.listen());
      // A newer Rapport reads its index anew after an upgrade.
      await searchCaughtUp(house.platform);
      const left = await counts(database.url);
      await house.stop();
      await database.stop();
      return { found, left, ...client };
    }
    const before = await run(undefined);
    expect(await majorIn(dataDir)).toBe(system);
    const after = await run('bundled');
    expect(await majorIn(dataDir)).toBe(bundled);
    expect(after.found).toEqual(before.left);
    expect(before.left).toEqual({ ...before.found, search_message: before.left.message });
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.shown).toEqual(before.shown);
    expect(after.state).toEqual(before.state);
    const names = await readdir(join(dataDir, 'postgres'));
    const aside = names.find((name) => name.startsWith(`cluster-${system}-`));
    expect(aside).toBeDefined();
    expect(existsSync(join(dataDir, 'postgres', aside!, 'KEPT-BY-RAPPORT.txt'))).toBe(true);
    expect(names).not.toContain('cluster.next');
    // From now on the server of its own major runs it, whatever else is there.
    expect((await run(undefined)).epoch).toBe(after.epoch);
  }, 180_000);

  it('PG19 a short command opens it with its own major and moves nothing', async () => {
    const dataDir = await owned('short');
    const database = await open(dataDir, 'bundled', false);
    const db = createDb({ url: database.url, logger, max: 1 });
    const row = await db.row<{ version: string }>("select current_setting('server_version') as version");
    await db.close();
    await database.stop();
    expect(Number.parseInt(row!.version, 10)).toBe(system);
    expect(await majorIn(dataDir)).toBe(system);
  });

  it('PG20 kill -9 at any moment leaves one whole cluster, and the next start goes on', async () => {
    const dataDir = await owned('killed');
    const own = await open(dataDir);
    const before = await counts(own.url);
    await own.stop();
    const script = fileURLToPath(new URL('./open-database.test-kit.ts', import.meta.url));
    let moved = false;
    for (const pause of [0, 700, 1_500, 2_300, 3_200, 4_500]) {
      const child = spawn(process.execPath, ['--import', 'tsx', '-C', 'rapport-source', script, dataDir, 'bundled'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk;
      });
      await until(() => said.includes('Moving') || said.includes('open'));
      await sleep(pause);
      child.kill('SIGKILL');
      await once(child, 'close');
      moved = (await majorIn(dataDir).catch(() => bundled)) === bundled;
      if (moved) break;
      // The old one answers as ever, until the move is done.
      const again = await open(dataDir, undefined);
      expect(await counts(again.url)).toEqual(before);
      await again.stop();
    }
    const last = await open(dataDir, 'bundled');
    expect(await counts(last.url)).toEqual(before);
    await last.stop();
    expect(await majorIn(dataDir)).toBe(bundled);
    const names = await readdir(join(dataDir, 'postgres'));
    expect(names.filter((name) => /next|moving|part/.test(name))).toEqual([]);
    expect(names.filter((name) => name.startsWith(`cluster-${system}-`))).toHaveLength(1);
  }, 240_000);
});
