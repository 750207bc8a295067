/** Another master key is taken into use while people work; nothing that was sealed is lost, and nothing is left under the old one. */
import { readFileSync } from 'node:fs';
import { type TestHouse, testHouse, until } from '@rapport/dev';
import {
  createLogger,
  createVault,
  forgetKey,
  formatKeyRing,
  keyLength,
  makeCurrent,
  newBytes,
  nodesWithout,
  readConfig,
  readKeys,
  resealAll,
  sealedWith,
  writeKeys,
} from '@rapport/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHouse } from './house.ts';
import { sealedColumns } from './sealed-columns.ts';

let kit: TestHouse;
/** The keys that it was begun with. */
let first: string;
beforeAll(async () => {
  kit = await testHouse();
  first = formatKeyRing(readKeys(kit.house.platform.config));
});
afterAll(() => kit?.stop());

/** Bytes that are sealed by nothing: hashes, leaves, roots, marks of what was sent, beginnings of what was refused. */
const plain = [
  'disposition.certificate',
  'file.digest',
  'ingress_item.digest',
  // Under the key beside it.
  'ingress_item.raw',
  'invitation.token_hash',
  'key_mark.mark',
  'ledger_checkpoint.root',
  'ledger_head.frontier',
  'ledger_leaf.leaf',
  'ledger_own.content',
  'ledger_stream.leaf_hash',
  'message.mac',
  'push_subscription.endpoint_hash',
  'recovery_code.code_hash',
  // Of a call that was refused: what tells its shape, kept for 30 days.
  'refused_call.digest',
  'refused_call.head',
  'retention_event.content',
];

it('every column of bytes is known: sealed, or told why not', async () => {
  const found = await kit.house.platform.db.rows<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea' order by 1`,
  );
  const sealed = sealedColumns.map(({ table, column }) => `${table}.${column}`);
  const known = new Set([...sealed, ...plain]);
  expect(found.map(({ name }) => name).filter((name) => !known.has(name) && !/(_hash|\.key)$/.test(name))).toEqual([]);
  expect(sealed.filter((name) => !found.some((one) => one.name === name))).toEqual([]);
});

it('people write while everything is sealed again; then the old key is gone, and all opens after a start', async () => {
  const { db, vault, config } = kit.house.platform;
  const group = await kit.group();
  for (let i = 0; i < 40; i++) await kit.say(kit.owner, group, `before ${i}`);
  const { secret } = await kit.call(kit.owner, 'people.startSecondFactor', { password: kit.owner.password });
  expect(secret).toBeTruthy();

  // Added to the file: the running server takes it up, and does not use it yet.
  const ring = new Map([...readKeys(config), [2, newBytes(keyLength)] as const]);
  writeKeys(config, ring);
  await until(async () => (await nodesWithout(db, 2)).lacking.length === 0);
  expect(vault.current).toBe(1);
  await kit.say(kit.owner, group, 'still under the first');
  expect([...(await sealedWith(db, sealedColumns)).keys()]).toEqual([1]);

  const other = createVault(ring);
  await makeCurrent(db, other, 2);
  await until(async () => (await nodesWithout(db, 2)).notUsing.length === 0);
  expect(vault.current).toBe(2);
  let writing = true;
  const writer = (async () => {
    for (let i = 0; writing; i++) await kit.say(kit.owner, group, `during ${i}`);
  })();
  await resealAll(db, other, sealedColumns);
  writing = false;
  await writer;
  expect([...(await sealedWith(db, sealedColumns)).keys()]).toEqual([2]);
  await expect(forgetKey(db, 2, sealedColumns)).rejects.toThrow(/not older than the current one/);
  await forgetKey(db, 1, sealedColumns);

  const only = new Map([[2, ring.get(2)!]]);
  await kit.restart(async () => writeKeys(config, only));
  expect([...readKeys(kit.house.platform.config).keys()]).toEqual([2]);
  expect(readFileSync(`${kit.dataDir}/keys/master.key`, 'utf8')).toMatch(/^2:/);
  await kit.say(kit.owner, group, 'after');
  await until(async () => {
    const proof = await kit.call(kit.owner, 'records.proof', { conversation: group, seq: 3 });
    return proof.state === 'recorded';
  });
});

it('a node that has only the key from before does not start', async () => {
  const env = { RAPPORT_DATA: kit.dataDir, PORT: '0', HOST: '127.0.0.1', RAPPORT_MASTER_KEY: first };
  const node = createHouse({
    config: readConfig(env),
    databaseUrl: kit.databaseUrl,
    background: false,
    logger: createLogger('fatal'),
  });
  await expect(node).rejects.toMatchObject({ name: 'WrongKeyError', message: expect.stringContaining('RAPPORT_MASTER_KEY') });
});
