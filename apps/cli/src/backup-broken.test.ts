import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TestHouse, testHouse, until } from '@rapport/dev';
import { migrationSources } from '@rapport/modules';
import {
  createLogger,
  isHalfRestored,
  newBytes,
  newId,
  readConfig,
  systemClock,
  upgradeDatabase,
  verifyBackup,
} from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BackupPlace, backUpHouse, openDb, restoreInto, runApart, settledHashes, tableHashes } from './backup.test-kit.ts';

interface LooseManifest {
  tables: { name: string; file: string; columns: string[] }[];
  blobs: { file: string; sha256: string; bytes: number };
  key: { file: string };
}

describe('what breaks a backup or a restore', { timeout: 300_000 }, () => {
  let kit: TestHouse;
  let place: BackupPlace;

  beforeAll(async () => {
    kit = await testHouse();
    place = await BackupPlace.make();
    const group = await kit.group();
    for (let n = 0; n < 30; n++) await kit.say(kit.owner, group, `message ${n}`);
    // Enough that killing hits in the middle.
    for (let n = 0; n < 120; n++) await kit.house.platform.blobs.write(newId(), Readable.from([newBytes(300_000)]));
  });
  afterAll(async () => {
    await kit.stop();
    await place.clear();
  });

  const at = (name: string): string => place.at(name);
  const own = (): Record<string, string> => ({ RAPPORT_DATA: kit.dataDir, DATABASE_URL: kit.databaseUrl });
  it('BA8 killed at any moment it leaves nothing that passes for a backup, and the next one is whole', async () => {
    const path = at('killed');
    for (const pause of [0, 60, 200, 450]) {
      const { child, ended } = runApart(['backup', path], own());
      await until(() => existsSync(`${path}.part`) || child.exitCode !== null);
      await sleep(pause);
      child.kill('SIGKILL');
      await ended;
      if (existsSync(path)) await rm(path, { recursive: true });
      else await expect(verifyBackup(`${path}.part`)).rejects.toThrow(/holds no backup/);
    }
    const { code, said } = await runApart(['backup', path], own()).ended;
    expect([code, said]).toEqual([0, expect.stringContaining('120 files')]);
    expect(existsSync(`${path}.part`)).toBe(false);
    expect((await verifyBackup(path)).blobs.count).toBe(120);
  });

  it('BA9 a disk that takes no more ends it with a word, and nothing is left', async () => {
    const path = at('full');
    const { code, said } = await runApart(['backup', path], own(), 200).ended;
    expect([code, said]).toEqual([1, expect.stringMatching(/rapport: .*(EFBIG|ENOSPC)/)]);
    expect((await readdir(place.folder)).filter((name) => name.startsWith('full'))).toEqual([]);
  });

  it('BA10 a restore that was killed is no house, and is run again until it is one', async () => {
    const before = await settledHashes(kit.databaseUrl);
    await backUpHouse(kit.house.platform, kit.databaseUrl, at('good'));
    const { url } = await place.freshDatabase();
    const dataDir = at('again');
    const env = { RAPPORT_DATA: dataDir, DATABASE_URL: url };
    const upgrade = () =>
      upgradeDatabase({
        config: readConfig(env),
        databaseUrl: url,
        sources: migrationSources(),
        logger: createLogger('silent'),
        clock: systemClock,
        progress: () => undefined,
      });
    // A quick machine may be done before it is killed: what it then holds is compared below like any other.
    let whole = false;
    for (const pause of [0, 250, 900, 1_400]) {
      const { child, ended } = runApart(['restore', at('good')], env);
      await until(() => existsSync(join(dataDir, 'restoring')) || child.exitCode !== null);
      await sleep(pause);
      child.kill('SIGKILL');
      await ended;
      whole = !isHalfRestored(dataDir);
      if (whole) break;
      const db = openDb(url);
      if ((await db.row(`select 1 from pg_tables where tablename = 'restore_under_way'`)) !== undefined)
        await expect(upgrade()).rejects.toThrow(/begun and did not end: run it again/);
      await db.close();
    }
    if (!whole) {
      const { code, said } = await runApart(['restore', at('good')], env).ended;
      expect([code, said]).toEqual([0, expect.stringContaining('Restored into')]);
    }
    expect(isHalfRestored(dataDir)).toBe(false);
    expect(await tableHashes(url)).toEqual(before);
    expect(await upgrade()).toEqual([]);
    const twice = await runApart(['restore', at('good')], env).ended;
    expect([twice.code, twice.said]).toEqual([1, expect.stringContaining('house already')]);
  });

  /** Changes a good backup and makes its hashes fit again, as somebody would who wants it to be taken. */
  async function forge(change: (manifest: LooseManifest, path: string) => Promise<void> | void): Promise<string> {
    const path = at(`forged-${newId()}`);
    await backUpHouse(kit.house.platform, kit.databaseUrl, path);
    const manifest = JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8')) as LooseManifest;
    await change(manifest, path);
    const text = JSON.stringify(manifest);
    await writeFile(join(path, 'manifest.json'), text);
    await writeFile(join(path, 'manifest.sha256'), `${createHash('sha256').update(text).digest('hex')}  manifest.json\n`);
    return path;
  }

  it('BA11 names that lead elsewhere, links and swapped files are refused before anything is written', async () => {
    const { url } = await place.freshDatabase();
    const refusals: [RegExp, Parameters<typeof forge>[0]][] = [
      [/manifest\.json does not say/, (m) => void Object.assign(m.tables[0]!, { file: '../../outside.copy.gz' })],
      [/manifest\.json does not say/, (m) => void Object.assign(m.tables[0]!, { file: m.tables[1]!.file })],
      [/manifest\.json does not say/, (m) => void Object.assign(m.tables[0]!, { columns: ['id"; drop table log; --'] })],
      [/manifest\.json does not say/, (m) => void Object.assign(m.key, { file: '/etc/passwd' })],
      [/names a table twice/, (m) => void m.tables.push(m.tables[0]!)],
      [
        /blobs\.jsonl does not say/,
        async (m, path) => {
          const id = '00000000-0000-4000-8000-000000000001';
          const line = `${JSON.stringify({ id, file: `blobs/../../../${id}`, bytes: 1, sha256: '0'.repeat(64) })}\n`;
          await writeFile(join(path, 'blobs.jsonl'), line);
          Object.assign(m.blobs, { bytes: line.length, sha256: createHash('sha256').update(line).digest('hex') });
        },
      ],
      [
        /is no file of its own/,
        async (m, path) => {
          const file = join(path, m.tables[0]!.file);
          await rename(file, `${file}.moved`);
          await symlink(`${file}.moved`, file);
        },
      ],
      [
        /(was changed|bytes instead of)/,
        async (m, path) => {
          const [a, b] = [join(path, m.tables[0]!.file), join(path, m.tables[1]!.file)];
          await rename(a, `${a}.swap`);
          await rename(b, a);
          await rename(`${a}.swap`, b);
        },
      ],
    ];
    for (const [words, change] of refusals) {
      const path = await forge(change);
      const dataDir = at(`target-${newId()}`);
      await expect(restoreInto(path, dataDir, url)).rejects.toThrow(words);
      expect(existsSync(dataDir)).toBe(false);
      await rm(path, { recursive: true });
    }
    const db = openDb(url);
    expect(await db.rows(`select 1 from pg_tables where schemaname = 'public'`)).toEqual([]);
    await db.close();
  });

  it('BA12 a table that no migration makes is refused, and nothing of the database is kept', async () => {
    const { url } = await place.freshDatabase();
    const path = await forge(async (m, folder) => {
      const [first] = m.tables;
      await rename(join(folder, first!.file), join(folder, 'tables/of_somebody.copy.gz'));
      Object.assign(first!, { name: 'of_somebody', file: 'tables/of_somebody.copy.gz' });
    });
    await expect(restoreInto(path, at('strange'), url)).rejects.toThrow(/of_somebody is not one that Rapport/);
    const db = openDb(url);
    expect(await db.rows('select 1 from message')).toEqual([]);
    await db.close();
  });

  it('BA13 a large house streams: memory does not grow with what is backed up and restored', async () => {
    const small = await runApart(['backup', at('small'), '--json'], own()).ended;
    const most = (said: string) => Number(/most memory: (\d+)/.exec(said)?.[1]) / 1024;
    const { db, blobs } = kit.house.platform;
    // Random, so that packing does not make it small: 96 MiB in rows, 128 MiB in files.
    for (let n = 0; n < 6; n++) {
      await db.rows(
        `insert into version (conversation_id, ev, seq, at, key, text)
         select gen_random_uuid(), g, g, now(), '\\x00', (select string_agg(md5(random()::text || g::text || i::text), '') from generate_series(1, 512) i)
         from generate_series(1, 1000) g`,
      );
    }
    const block = newBytes(2 ** 20);
    for (let n = 0; n < 2; n++) await blobs.write(newId(), Readable.from(Array.from({ length: 64 }, () => block)));
    const large = await runApart(['backup', at('large'), '--json'], own()).ended;
    expect([small.code, large.code]).toEqual([0, 0]);
    expect(most(large.said) - most(small.said)).toBeLessThan(96);
    const { url } = await place.freshDatabase();
    const env = { RAPPORT_DATA: at('large-restored'), DATABASE_URL: url };
    const restored = await runApart(['restore', at('large')], env).ended;
    expect(restored.code).toBe(0);
    expect(most(restored.said) - most(small.said)).toBeLessThan(96);
  });
});
