import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestHouse, testHouse } from '@rapport/dev';
import { parseLeaf } from '@rapport/ledger';
import { createDb, createLogger } from '@rapport/platform';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { adoptLedger, checkLedger, recordsCaughtUp } from './index.ts';
import { auditLog, entriesOutside, sequencedOf } from './records.test-kit.ts';

let kit: TestHouse;
let copies: string[] = [];
beforeEach(async () => {
  kit = await testHouse();
});
afterEach(async () => {
  await kit.stop();
  for (const name of copies) await asAdmin(`drop database if exists ${name}`);
  copies = [];
});

/** Statements on a database of the test server, while the house is stopped. */
async function askApart(path: string, ...statements: string[]): Promise<void> {
  const url = new URL(kit.databaseUrl);
  url.pathname = path;
  const db = createDb({ url: url.toString(), max: 1, logger: createLogger('fatal') });
  try {
    for (const statement of statements) await db.rows(statement);
  } finally {
    await db.close();
  }
}

const asAdmin = (...statements: string[]): Promise<void> => askApart('/postgres', ...statements);

const nameOf = (): string => new URL(kit.databaseUrl).pathname.slice(1);

/** A backup of the database of a house that is stopped. */
async function copyOfDatabase(): Promise<string> {
  const copy = `${nameOf()}_copy`;
  copies.push(copy);
  await asAdmin(`drop database if exists ${copy}`, `create database ${copy} template ${nameOf()}`);
  return copy;
}

const putBack = (copy: string) => asAdmin(`drop database ${nameOf()}`, `create database ${nameOf()} template ${copy}`);

const say = async (group: string, count: number, text: string) => {
  for (let i = 0; i < count; i++) await kit.say(kit.owner, group, `${text} ${i}`);
};
const caughtUp = () => recordsCaughtUp(kit.house.platform);
const epochs = () =>
  kit.house.platform.db.rows<{ n: number; reason: string; key: string }>('select n, reason, key from ledger_epoch order by n');

test('RE4 an old backup begins another log with another key, and what was signed stays as it was', {
  timeout: 120_000,
}, async () => {
  const group = await kit.group();
  await say(group, 10, 'kept');
  await caughtUp();
  let backup = '';
  await kit.restart(async () => {
    backup = await copyOfDatabase();
  });
  await say(group, 10, 'lost');
  await caughtUp();
  const before = await auditLog(kit.dataDir, kit.house.platform.db, 1);
  await kit.restart(() => putBack(backup));
  await say(group, 10, 'new');
  await caughtUp();

  const [first, second, ...more] = await epochs();
  expect([first!.reason, second!.reason, more.length]).toEqual(['first', 'behind', 0]);
  expect(second!.key).not.toBe(first!.key);
  // The old log lies there as it was signed last, whole.
  const old = entriesOutside(kit.dataDir, 1);
  expect(old.length).toBe(before.size);
  const { db } = kit.house.platform;
  const now = await auditLog(kit.dataDir, db, 2);
  expect(now.origin).toMatch(/\/log\/2$/);
  const opened = parseLeaf(entriesOutside(kit.dataDir, 2)[0]!);
  expect([opened.type, opened.seq]).toEqual(['epoch.opened', 1]);
  const said = await db.row<{ content: Buffer }>(
    `select content from ledger_own o join ledger_epoch e on e.stream_id = o.stream_id and e.n = 2 where o.part = 'epoch'`,
  );
  const incident = JSON.parse(said!.content.toString()) as { reason: string; outside: string; inside: string; key: string };
  expect(incident).toMatchObject({ reason: 'behind', key: second!.key });
  expect(incident.outside).toContain(`\n${before.size}\n`);
  expect(incident.inside).not.toBe(incident.outside);
  const { lines, leaves } = await sequencedOf(db);
  expect(leaves).toBe(lines);
  // Streams go on: the first event after the restore names the last one that the backup knew.
  const rows = await db.rows<{ epoch: number; leaf: Buffer }>(
    'select epoch, leaf from ledger_leaf where stream_id = $1 order by ev',
    [group],
  );
  expect(rows.map(({ leaf }) => parseLeaf(leaf).seq)).toEqual(rows.map((_, i) => i + 1));
  expect(new Set(rows.map(({ epoch }) => epoch))).toEqual(new Set([1, 2]));
});

test('RE4 what was sequenced and never signed goes on in the new log, with its chain', async () => {
  const group = await kit.group();
  await caughtUp();
  const { size } = await auditLog(kit.dataDir, kit.house.platform.db, 1);
  // More than are moved at once.
  await say(group, 260, 'sequenced');
  const { seq } = await kit.say(kit.owner, group, 'to be edited');
  await caughtUp();
  let backup = '';
  await kit.restart(async () => {
    backup = await copyOfDatabase();
  });
  await say(group, 3, 'lost');
  await kit.call(kit.owner, 'conversations.editMessage', { conversation: group, seq, text: 'edited' });
  await caughtUp();
  // A backup taken between the commit of the tree and its signature.
  await kit.restart(async () => {
    await putBack(backup);
    await askApart(`/${nameOf()}`, `delete from ledger_checkpoint where size > ${size}`);
  });
  await kit.call(kit.owner, 'conversations.editMessage', { conversation: group, seq, text: 'edited again' });
  await caughtUp();
  const { db } = kit.house.platform;
  expect((await epochs()).map(({ reason }) => reason)).toEqual(['first', 'behind']);
  await auditLog(kit.dataDir, db, 2);
  const { lines, leaves } = await sequencedOf(db);
  expect(leaves).toBe(lines);
  const places = await db.rows<{ epoch: number; index: number; ev: number; leaf: Buffer }>(
    'select epoch, index, ev, leaf from ledger_leaf where stream_id = $1 order by ev',
    [group],
  );
  const edit = parseLeaf(places.at(-1)!.leaf);
  const sent = places.find(({ ev }) => ev === places.at(-1)!.ev - 1)!;
  expect([sent.epoch, edit.target]).toEqual([2, { index: sent.index }]);
  expect(places[0]!.epoch).toBe(1);
});

test('RE4 a house restored without its folder cannot know what was signed: another log', async () => {
  const group = await kit.group();
  await say(group, 3, 'kept');
  await caughtUp();
  let backup = '';
  await kit.restart(async () => {
    backup = await copyOfDatabase();
    await putBack(backup);
    rmSync(join(kit.dataDir, 'ledger'), { recursive: true });
  });
  await caughtUp();
  expect((await epochs()).map(({ reason }) => reason)).toEqual(['first', 'moved']);
  await auditLog(kit.dataDir, kit.house.platform.db, 2);
});

test('RE4 a restore that lost nothing goes on in the same log; a server without the folder signs nothing', {
  timeout: 120_000,
}, async () => {
  const group = await kit.group();
  await say(group, 3, 'kept');
  await caughtUp();
  await kit.restart(async () => putBack(await copyOfDatabase()));
  await say(group, 3, 'more');
  await caughtUp();
  expect((await epochs()).map(({ reason }) => reason)).toEqual(['first']);
  const { size } = await auditLog(kit.dataDir, kit.house.platform.db, 1);

  // The same database, and another folder: it stands by.
  const away = `${kit.dataDir}-away`;
  await kit.restart(async () => {
    cpSync(join(kit.dataDir, 'ledger'), away, { recursive: true });
    rmSync(join(kit.dataDir, 'ledger'), { recursive: true });
  });
  await say(group, 3, 'waits');
  await expect(caughtUp()).rejects.toThrow('it stands by');
  const { lines, leaves } = await sequencedOf(kit.house.platform.db);
  expect(lines - leaves).toBe(3);
  await kit.restart(async () => {
    rmSync(join(kit.dataDir, 'ledger'), { recursive: true });
    cpSync(away, join(kit.dataDir, 'ledger'), { recursive: true });
    rmSync(away, { recursive: true });
  });
  await caughtUp();
  expect((await auditLog(kit.dataDir, kit.house.platform.db, 1)).size).toBe(size + 3);
});

const said = async () =>
  (await kit.call(kit.owner, 'health.checks', {})).checks.filter(({ name }) => name === 'ledger').map(({ finding }) => finding);

test('RE4 a folder that is lost for good is given up: another log begins in the one there is, and administrators are told', {
  timeout: 120_000,
}, async () => {
  const group = await kit.group();
  await say(group, 3, 'kept');
  await caughtUp();
  expect(await said()).toEqual(['ledger-good']);
  await kit.restart(async () => rmSync(join(kit.dataDir, 'ledger'), { recursive: true }));
  const { seq } = await kit.say(kit.owner, group, 'waits');
  expect((await checkLedger(kit.house.platform, 0)).map(({ finding }) => finding)).toEqual(['ledger-behind']);
  expect(await adoptLedger(kit.house.platform)).toMatchObject({ epoch: 1, keyLost: false });
  await kit.restart();
  await caughtUp();
  expect((await epochs()).map(({ reason }) => reason)).toEqual(['first', 'moved']);
  await auditLog(kit.dataDir, kit.house.platform.db, 2);
  const proof = await kit.call(kit.owner, 'records.proof', { conversation: group, seq });
  expect(proof).toMatchObject({ state: 'recorded', epoch: 2 });
  expect(await said()).toEqual(['ledger-new', 'ledger-good']);
});

test('RE4 with a lost master key the ledger says so; given up, it goes on in another log', async () => {
  const group = await kit.group();
  await say(group, 3, 'kept');
  await caughtUp();
  await kit.restart(async () => {
    rmSync(join(kit.dataDir, 'keys'), { recursive: true });
    await askApart(`/${nameOf()}`, `update key_mark set mark = ''`);
  });
  expect(await said()).toEqual(['ledger-key-lost']);
  await say(group, 3, 'later');
  expect(await adoptLedger(kit.house.platform)).toMatchObject({ epoch: 1, keyLost: true });
  await kit.restart();
  await caughtUp();
  await auditLog(kit.dataDir, kit.house.platform.db, 2);
  const { lines, leaves } = await sequencedOf(kit.house.platform.db);
  expect(leaves).toBe(lines);
  expect(await said()).toEqual(['ledger-new', 'ledger-good', 'key-damaged']);
  const proof = kit.call(kit.owner, 'records.proof', { conversation: group as never, seq: 1 });
  await expect(proof).rejects.toThrow('key-damaged');
});
