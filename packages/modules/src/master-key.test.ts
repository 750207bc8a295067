import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestHouse, testHouse } from '@rapport/dev';
import { createLogger, readConfig } from '@rapport/platform';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHouse, type House } from './house.ts';

let kit: TestHouse;
let folder: string;
const houses: House[] = [];
beforeEach(async () => {
  kit = await testHouse();
  folder = await mkdtemp(join(tmpdir(), 'rapport-key-'));
});
afterEach(async () => {
  for (const house of houses.splice(0)) await house.stop();
  await kit.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A further node on the same database, with a key that it has just made. */
async function start(dataDir = folder): Promise<void> {
  const config = readConfig({ RAPPORT_DATA: dataDir, PORT: '0', HOST: '127.0.0.1' });
  houses.push(await createHouse({ config, databaseUrl: kit.databaseUrl, background: false, logger: createLogger('fatal') }));
}
const refused = {
  name: 'WrongKeyError',
  message: expect.stringMatching(/keys\/master\.key is not .* RAPPORT_DATA.* DATABASE_URL/),
};

it('a node with another master key does not start', async () => {
  await expect(start()).rejects.toMatchObject(refused);
});

it('nor on a house from before keys were marked, when it cannot open what is sealed there', async () => {
  const { db } = kit.house.platform;
  await kit.say(kit.owner, await kit.group());
  await db.rows('delete from key_mark');
  await expect(start()).rejects.toMatchObject(refused);
  expect(await db.rows('select * from key_mark')).toEqual([]);
});

it('a key that is lost for good is given up by emptying its mark; the next one is the house’s then', async () => {
  await kit.say(kit.owner, await kit.group());
  await kit.house.platform.db.rows(`update key_mark set mark = ''`);
  await start();
  await expect(start(kit.dataDir)).rejects.toMatchObject(refused);
});
