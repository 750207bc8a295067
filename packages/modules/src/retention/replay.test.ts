import { readdir, readFile, writeFile } from 'node:fs/promises';
import { type TestHouse, testHouse, until } from '@rapport/dev';
import { parseNote } from '@rapport/ledger';
import { createDb, createLogger, newBytes } from '@rapport/platform';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { atOnce, destroyed, listed, putRules, settled } from './retention.test-kit.ts';

let kit: TestHouse;
const nameOf = (): string => new URL(kit.databaseUrl).pathname.slice(1);
const copyName = (): string => `${nameOf()}_old`;

async function asAdmin(...statements: string[]): Promise<void> {
  const url = new URL(kit.databaseUrl);
  url.pathname = '/postgres';
  const db = createDb({ url: url.toString(), max: 1, logger: createLogger('fatal') });
  try {
    for (const statement of statements) await db.rows(statement);
  } finally {
    await db.close();
  }
}

beforeEach(async () => {
  kit = await testHouse();
});
afterEach(async () => {
  const copy = copyName();
  await kit.stop();
  await asAdmin(`drop database if exists ${copy}`);
});

/** Another key signs what lies outside: whoever can write into the folder, and has not the house's key. */
async function signedByAnother(): Promise<() => Promise<void>> {
  const path = `${kit.dataDir}/ledger/1/checkpoint`;
  const note = await readFile(path, 'utf8');
  const { text, signatures } = parseNote(note);
  const [line] = signatures;
  const forged = `${text}\n— ${line!.name} ${Buffer.concat([line!.id, newBytes(64)]).toString('base64')}\n`;
  await writeFile(path, forged);
  return () => writeFile(path, note);
}

const shown = async (conversation: string) =>
  (await kit.call(kit.owner, 'conversations.history', { conversation: conversation as never })).messages.map(
    (m) => m.text || (m.withheld?.erased ? 'erased' : m.withheld ? 'withheld' : 'recalled'),
  );

test('RT8 an old backup is restored: what was erased since is erased again before anybody is served, and once', {
  timeout: 120_000,
}, async () => {
  const [group, other, kept] = [await kit.group(), await kit.group(), await kit.group()];
  for (const text of ['one', 'two']) await kit.say(kit.owner, group, text);
  const asked = await kit.say(kit.owner, other, 'asked to be erased');
  const held = await kit.say(kit.owner, other, 'held');
  await kit.say(kit.owner, kept, 'stays');
  await settled(kit);
  await kit.restart(() => asAdmin(`create database ${copyName()} template ${nameOf()}`));

  await kit.say(kit.owner, group, 'said after the backup');
  await putRules(kit, { ...atOnce, organization: null, conversations: [{ conversation: group, rule: { destroyDays: 0 } }] });
  await destroyed(kit, await listed(kit));
  const { id: matter } = await kit.call(kit.owner, 'holds.openMatter', { name: 'm', reason: 'r' });
  const span = { from: Date.now() - 3_600_000, until: Date.now() + 3_600_000 };
  for (const { seq } of [asked, held]) {
    if (seq === held.seq)
      await kit.call(kit.owner, 'holds.place', { matter, scope: { kind: 'conversation', id: other }, ...span });
    const { id } = await kit.call(kit.owner, 'erasure.ask', { message: { conversation: other, seq }, reason: 'please' });
    const wanted = seq === held.seq ? 'restricted' : 'done';
    await until(
      async () => (await kit.call(kit.owner, 'erasure.list', {})).items.find((e) => e.id === id)?.state === wanted,
      20_000,
    );
  }
  expect([await shown(group), await shown(other)]).toEqual([
    ['erased', 'erased', 'erased'],
    ['erased', 'withheld'],
  ]);
  await settled(kit);

  const restored = () => asAdmin(`drop database ${nameOf()}`, `create database ${nameOf()} template ${copyName()}`);
  let undo = async () => {};
  await kit.restart(async () => {
    await restored();
    undo = await signedByAnother();
  });
  expect(await shown(kept)).toEqual(['stays']);
  expect(await shown(group)).not.toContain('erased');
  await kit.restart(async () => {
    await restored();
    await undo();
  });
  expect([await shown(group), await shown(other), await shown(kept)]).toEqual([
    ['erased', 'erased'],
    ['erased', 'withheld'],
    ['stays'],
  ]);
  const { db } = kit.house.platform;
  const words = await db.rows(`select 1 from version where text in ('one', 'two', 'asked to be erased')`);
  expect(words).toEqual([]);
  await settled(kit);
  const taken = () => db.rows(`select 1 from log where type in ('message.erased', 'message.withheld')`);
  expect(await taken()).toHaveLength(4);
  await kit.restart();
  expect(await kit.house.platform.db.rows(`select 1 from log where type in ('message.erased', 'message.withheld')`)).toHaveLength(
    4,
  );
});

test('RT8 parts that were taken out since are taken out again; where nothing tells which, the message is withheld', {
  timeout: 120_000,
}, async () => {
  const group = await kit.group();
  const [told, lost] = [await kit.say(kit.owner, group, 'phone 4242'), await kit.say(kit.owner, group, 'phone 4343')];
  await kit.say(kit.owner, group, 'stays');
  await settled(kit);
  await kit.restart(() => asAdmin(`create database ${copyName()} template ${nameOf()}`));
  for (const { seq } of [told, lost])
    await kit.call(kit.owner, 'erasure.redact', { conversation: group as never, seq, parts: ['body'], reason: 'asked' });
  await settled(kit);
  const folder = `${kit.dataDir}/ledger/1/redacted`;
  const [first, second] = (await readdir(folder)).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const outside = await readFile(`${folder}/${first}`, 'utf8');
  expect(outside).not.toMatch(/phone|asked/);
  // What lies there says something else than the leaf binds.
  await writeFile(`${folder}/${second}`, outside);
  await kit.restart(() => asAdmin(`drop database ${nameOf()}`, `create database ${nameOf()} template ${copyName()}`));
  const { messages } = await kit.call(kit.owner, 'conversations.history', { conversation: group as never });
  expect(messages.map(({ text, redacted, withheld }) => [text, redacted?.[0]?.parts, withheld?.erased])).toEqual([
    ['', ['body'], undefined],
    ['', undefined, false],
    ['stays', undefined, undefined],
  ]);
  const { db } = kit.house.platform;
  expect(await db.rows(`select 1 from version where text like '%4242%'`)).toEqual([]);
  await kit.restart();
  expect(await kit.house.platform.db.rows('select 1 from redaction')).toHaveLength(1);
  await settled(kit);
  const proof = await kit.call(kit.owner, 'records.proof', { conversation: group as never, ev: told.ev });
  expect(proof).toMatchObject({ state: 'recorded', redactions: [{}] });
});
