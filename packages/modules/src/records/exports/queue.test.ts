import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildVerifier, Evidence } from './exports.test-kit.ts';
import { runExport } from './run-export.ts';

let kit: TestHouse;
let evidence: Evidence;
beforeAll(async () => {
  buildVerifier();
  kit = await testHouse();
  evidence = await Evidence.of(kit);
});
afterAll(async () => {
  await kit.stop();
  await evidence.remove();
});

test('bundles are made one after the other, and other jobs find a worker meanwhile', async () => {
  const { platform } = kit.house;
  const group = await kit.group();
  await kit.say(kit.owner, group, 'packed three times');
  /** Jobs of bundles that a worker has taken. */
  const taken = async () =>
    (
      await platform.db.rows(
        `select 1 from graphile_worker.jobs where task_identifier = 'records.export' and locked_by is not null`,
      )
    ).length;
  const ids: string[] = [];
  await platform.db.transaction(async (tx) => {
    ids.push((await evidence.ask(kit.owner, { conversations: [group] })).id);
    // Whoever makes it cannot note how far it is.
    await tx.rows('select 1 from record_export where id = $1 for update', [ids[0]]);
    for (let n = 0; n < 2; n++) ids.push((await evidence.ask(kit.owner, { conversations: [group] })).id);
    await until(async () => (await taken()) === 1);
    // Every worker looks for something to do, and this one is done.
    await platform.db.transaction((other) => platform.jobs.enqueue(other, 'records:sweepExports', {}, { key: 'swept' }));
    await until(async () => !(await platform.db.row(`select 1 from graphile_worker.jobs where key = 'swept'`)));
    expect(await taken()).toBe(1);
    for (const id of ids.slice(1)) expect((await kit.call(kit.owner, 'exports.get', { export: id })).state).toBe('waiting');
  });
  for (const id of ids) expect((await evidence.ended(kit.owner, id)).state).toBe('done');
  const ended = await platform.db.rows<{ id: string }>('select id from record_export order by ended_at');
  expect(ended.map(({ id }) => id)).toEqual(ids);
});

test('RE13 whoever may not export any more is not made what they asked for when they might', async () => {
  const ann = await kit.person('Eda');
  const group = await kit.group(ann);
  await kit.say(ann, group, 'x');
  const { platform } = kit.house;
  for (const format of ['bundle', 'jsonl']) {
    const id = randomUUID();
    await platform.db.rows(
      `insert into record_export (id, maker, purpose, conversations, with_files, format, state, created_at)
       values ($1, $2, 'x', array[$3::uuid], true, $4, 'waiting', now())`,
      [id, ann.user, group, format],
    );
    await runExport(platform, { export: id });
    const { state, failure } = await kit.call(ann, 'exports.get', { export: id });
    expect([state, failure]).toEqual(['failed', 'no-longer-permitted']);
  }
  expect(readdirSync(join(kit.dataDir, 'exports'))).toEqual([]);
});

test('RE9 bundles made one after the other share a census until something is said', async () => {
  const group = await kit.group();
  await kit.say(kit.owner, group, 'one');
  const censuses = async () =>
    (await kit.house.platform.db.row<{ n: number }>(`select count(*) as n from ledger_own where part = 'census'`))!.n;
  const make = async () => {
    const { id } = await evidence.make(kit.owner, { conversations: [group] });
    return evidence.verify(await evidence.download(kit.owner, id));
  };
  expect(await make()).toMatchObject({ exit: 0 });
  const before = await censuses();
  expect(await make()).toMatchObject({ exit: 0, streams: [{ complete: 'whole' }] });
  expect(await censuses()).toBe(before);
  await kit.say(kit.owner, group, 'two');
  expect(await make()).toMatchObject({ exit: 0, streams: [{ complete: 'whole' }] });
  expect(await censuses()).toBe(before + 1);
});
