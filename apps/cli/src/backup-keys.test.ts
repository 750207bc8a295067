import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TestHouse, testHouse, until } from '@rapport/dev';
import { checkPlace } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BackupPlace, openDb, runApart } from './backup.test-kit.ts';

describe('the key book beside backups', { timeout: 240_000 }, () => {
  let kit: TestHouse;
  let place: BackupPlace;

  beforeAll(async () => {
    kit = await testHouse();
    place = await BackupPlace.make();
    // Enough that killing hits while it is written.
    await kit.house.platform.db.rows(
      `insert into version (conversation_id, ev, seq, at, key, text)
       select '00000000-0000-7000-8000-000000000001', g, g, now(), '\\x00', 'word ' || g from generate_series(1, 40000) g`,
    );
  });
  afterAll(async () => {
    await kit.stop();
    await place.clear();
  });
  const own = (): Record<string, string> => ({ RAPPORT_DATA: kit.dataDir, DATABASE_URL: kit.databaseUrl });
  const run = (...args: string[]) => runApart(args, own()).ended;
  const texts = async (name: string): Promise<number> => {
    const { url } = await place.restored(name);
    const db = openDb(url);
    const row = await db.row<{ n: number }>(`select count(*) as n from version where text like 'word %'`);
    await db.close();
    return row!.n;
  };

  it('KB20 killed at any moment while the book is replaced, every backup there is can be restored', async () => {
    expect(await run('backup', place.at('first'))).toMatchObject({ code: 0 });
    const [book] = (await readdir(place.folder)).filter((name) => name.endsWith('.keys'));
    const parts = () => existsSync(place.at(`${book}.part`));
    for (const pause of [0, 30, 80, 130, 180, 260]) {
      const { child, ended } = runApart(['backup', place.at('again')], own());
      await until(() => parts() || child.exitCode !== null);
      await sleep(pause);
      child.kill('SIGKILL');
      await ended;
      const found = await checkPlace(place.folder);
      // An old book is there only while it is being overwritten; the next one clears it.
      expect(found.troubles.filter(({ trouble, file }) => trouble !== 'older-book' || !file.endsWith('.old'))).toEqual([]);
      expect(found.books).toBeGreaterThan(0);
      await rm(place.at('again'), { recursive: true, force: true });
    }
    expect(await texts('first')).toBe(40_000);
    expect(await run('backup', place.at('last'))).toMatchObject({ code: 0 });
    expect((await readdir(place.folder)).filter((name) => name.includes('.keys'))).toEqual([book]);
    expect([await texts('first'), await texts('last')]).toEqual([40_000, 40_000]);
  });

  it('KB21 --keys-only writes the book alone, --check tells what is wrong with the place', async () => {
    const renewed = await run('backup', '--keys-only', place.folder);
    expect(renewed).toMatchObject({ code: 0, said: expect.stringMatching(/written anew \(number \d+\)/) });
    expect(await run('backup', '--check', place.folder)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/2 backups, 1 key books, 0 troubles/),
    });
    const [book] = (await readdir(place.folder)).filter((name) => name.endsWith('.keys'));
    await rm(place.at(book!));
    await writeFile(join(place.folder, 'note.txt'), 'not a book');
    const lacking = await run('backup', '--check', place.folder);
    expect(lacking).toMatchObject({ code: 1, said: expect.stringMatching(/first: its key book is not here/) });
    expect(await run('backup', '--keys-only', place.folder)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/no key book of this house/),
    });
  });
});
