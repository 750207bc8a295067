/** Master keys by the command line, on a house that runs. */
import { readFile } from 'node:fs/promises';
import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runApart } from './backup.test-kit.ts';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit?.stop());

const run = (...args: string[]) =>
  runApart(['keys', ...args], { RAPPORT_DATA: kit.dataDir, DATABASE_URL: kit.databaseUrl, LANG: 'C' }).ended;
const status = async () =>
  JSON.parse((await run('status', '--json')).said.split('\n', 1)[0]!) as { keys: Record<string, unknown>[] };

it('another key is taken into use and the old one out, while the server runs; what went wrong is said', async () => {
  const group = await kit.group();
  await kit.say(kit.owner, group, 'before');
  const file = `${kit.dataDir}/keys/master.key`;
  const before = await readFile(file, 'utf8');
  expect((await status()).keys).toEqual([{ number: 1, here: true, current: true, sealed: expect.any(Number) }]);
  expect(await run('retire', '1')).toMatchObject({ code: 1, said: expect.stringContaining('keys rotate') });

  const rotated = await run('rotate');
  expect(rotated, rotated.said).toMatchObject({
    code: 0,
    said: expect.stringMatching(/Master key 2 is in use; \d+ stored keys were sealed/),
  });
  expect(await readFile(file, 'utf8')).toContain(`1:${before.trim()}\n2:`);
  expect((await status()).keys).toEqual([
    { number: 1, here: true, current: false, sealed: 0 },
    { number: 2, here: true, current: true, sealed: expect.any(Number) },
  ]);
  await kit.say(kit.owner, group, 'after');

  expect(await run('retire', 'x')).toMatchObject({ code: 1, said: expect.stringContaining('no master key x') });
  expect(await run('retire', '1')).toMatchObject({ code: 0 });
  expect((await status()).keys).toEqual([{ number: 2, here: true, current: true, sealed: expect.any(Number) }]);
  await kit.restart();
  await kit.say(kit.owner, group, 'later');
});
