import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestHouse, testHouse, until } from '@rapport/dev';
import { createDb, createLogger, type Platform, useCurrentKey } from '@rapport/platform';
import { openPath } from '@rapport/verify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open } from 'yauzl';
import { eraseMessages } from '../../conversations/index.ts';
import { storeFile } from '../../files/index.ts';
import { createPlatform } from '../../house.ts';
import { recordsCaughtUp } from '../index.ts';
import { endExportsOf } from './end-exports.ts';
import { exportToFile, type FileExport, ledgerPolicy } from './export-to-file.ts';
import { buildVerifier, Evidence, textOfFile } from './exports.test-kit.ts';
import { runExport, sweepExports } from './run-export.ts';

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

type Seat = TestHouse['owner'];

/** A conversation with everything in it: edits, recalls, reactions, a form, files, members who come and go. */
async function busyGroup(...people: Seat[]): Promise<string> {
  const [ann] = people as [Seat];
  const group = await kit.group(...people);
  const said = [];
  for (let i = 0; i < 12; i++) said.push(await kit.say(i % 2 ? ann : kit.owner, group, `第 ${i} 句 "quoted" \\ line\n${i}`));
  await kit.call(ann, 'conversations.editMessage', { conversation: group, seq: said[1]!.seq, text: 'better' } as never);
  await kit.call(ann, 'conversations.editMessage', { conversation: group, seq: said[1]!.seq, text: 'best' } as never);
  await kit.call(ann, 'conversations.recallMessage', { conversation: group, seq: said[3]!.seq } as never);
  await kit.call(kit.owner, 'conversations.react', { conversation: group, seq: said[5]!.seq, emoji: '👍', on: true } as never);
  const file = await storeFile(kit.house.platform, kit.owner.user, 'contract.txt', Buffer.from('a signed contract 合同'));
  await kit.say(kit.owner, group, 'see', { attachments: [file.file] });
  await kit.say(kit.owner, group, 'again', { attachments: [file.file] });
  const form = {
    template: '00000000-0000-7000-8000-000000000102' as never,
    version: 1,
    title: '来电',
    goal: '确认船期',
    summary: '推迟到周五',
    occurred: { from: Date.now() - 60_000, zone: 'UTC' },
    participants: [{ name: '周经理' }],
    values: { direction: 'incoming', theirNumber: '021-5555' },
  };
  await kit.call(kit.owner, 'conversations.sendMessage', {
    conversation: group as never,
    draft: { clientId: randomUUID(), form },
  });
  await kit.call(ann, 'conversations.leave', { conversation: group } as never);
  return group;
}

async function linesIn(zip: string, path: string): Promise<Record<string, unknown>[]> {
  const bundle = await openPath(zip);
  const pieces: Uint8Array[] = [];
  for await (const piece of bundle.stream(path)) pieces.push(piece);
  await bundle.close();
  return Buffer.concat(pieces)
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Names in a zip, as another program reads them. */
const namesIn = (zip: string) =>
  new Promise<string[]>((resolve, reject) => {
    const names: string[] = [];
    open(zip, { lazyEntries: false }, (error, file) => {
      if (error) return reject(error);
      file.on('entry', ({ fileName }: { fileName: string }) => names.push(fileName));
      file.on('error', reject).on('end', () => resolve(names));
    });
  });

test('RE9 a bundle of a busy conversation holds: everything that happened, words, versions, forms and files', async () => {
  const group = await busyGroup(await kit.person('Ann'), await kit.person('Ben'));
  const made = await evidence.make(kit.owner, { conversations: [group] });
  expect(made).toMatchObject({ state: 'done', purpose: 'a test', differs: 0 });
  const zip = await evidence.download(kit.owner, made.id);
  const verdict = await evidence.verify(zip);
  expect(verdict.findings).toEqual([]);
  expect(verdict).toMatchObject({ outcome: 'holds', exit: 0, selfAttested: true });
  expect(verdict.streams).toMatchObject([{ conversation: group, from: 1, complete: 'whole' }]);
  expect(verdict.records.verified).toBe(made.total);
  const lines = await linesIn(zip, `records/${group}.jsonl`);
  const text = JSON.stringify(lines);
  for (const words of ['better', 'best', '第 3 句', '021-5555', '周经理', 'contract.txt']) expect(text).toContain(words);
  const names = await namesIn(zip);
  expect(names.filter((name) => name.startsWith('files/'))).toHaveLength(1);
  expect(names).toEqual(expect.arrayContaining(['README.txt', 'verify.mjs', 'verify.html', 'MANIFEST.sha256', 'proof/policy']));
  expect(JSON.stringify(await linesIn(zip, 'names.jsonl'))).toContain('"Ann"');
  // Nothing is left on the disk unsealed.
  expect(readdirSync(join(kit.dataDir, 'exports'))).toEqual([]);
});

test('RE9 each export is itself in the ledger: who, why, what, and which bundle', async () => {
  const group = await kit.group();
  await kit.say(kit.owner, group, 'one');
  const made = await evidence.make(kit.owner, { conversations: [group], purpose: '法院要求' });
  await recordsCaughtUp(kit.house.platform);
  const row = await kit.house.platform.db.row<{ content: Buffer; leaf: Buffer }>(
    `select o.content, l.leaf from record_export e join ledger_own o on o.stream_id = e.own_stream and o.ev = e.own_ev
     join ledger_leaf l on l.stream_id = o.stream_id and l.ev = o.ev where e.id = $1`,
    [made.id],
  );
  expect(row!.leaf.toString()).toContain('\narchive.exported\n');
  expect(JSON.parse(row!.content.toString())).toMatchObject({
    export: made.id,
    maker: kit.owner.user,
    purpose: '法院要求',
    conversations: [group],
    manifest: made.manifest,
    records: made.total,
  });
  const { items } = await kit.call(kit.owner, 'access.auditList', { subject: made.id });
  expect(items.map(({ act }) => act)).toEqual(['export.created']);
});

test('RE9 several conversations, a time, and without files', async () => {
  const group = await busyGroup(await kit.person('Cleo'));
  const other = await kit.group();
  const later = ({ at }: { at: number }) => until(async () => Date.now() > at);
  await later(await kit.say(kit.owner, other, 'before'));
  const { at: after } = await kit.say(kit.owner, other, 'within 0');
  for (let i = 1; i < 5; i++) await later(await kit.say(kit.owner, other, `within ${i}`));
  const { at: before } = await kit.say(kit.owner, other, 'behind');
  const part = await evidence.make(kit.owner, { conversations: [other, group], after, before });
  const zip = await evidence.download(kit.owner, part.id);
  const verdict = await evidence.verify(zip);
  expect(verdict).toMatchObject({ exit: 0, streams: [{ conversation: other, complete: 'part' }] });
  const text = JSON.stringify(await linesIn(zip, `records/${other}.jsonl`));
  expect(text).toContain('within 4');
  expect(text).not.toMatch(/before|behind/);
  const bare = await evidence.make(kit.owner, { conversations: [group], files: false });
  const withheld = await evidence.verify(await evidence.download(kit.owner, bare.id));
  expect(withheld).toMatchObject({ outcome: 'redacted', exit: 5, records: { 'partly-redacted': 2, tampered: 0 } });
});

test('RE9 words changed behind the ledger’s back are packed as they are, and named', async () => {
  const group = await kit.group();
  const { seq } = await kit.say(kit.owner, group, 'I owe 100');
  await kit.say(kit.owner, group, 'yes');
  await recordsCaughtUp(kit.house.platform);
  await kit.house.platform.db.rows(`update version set text = 'I owe 10' where conversation_id = $1 and seq = $2`, [group, seq]);
  const made = await evidence.make(kit.owner, { conversations: [group] });
  expect(made).toMatchObject({ state: 'done', differs: 1 });
  const verdict = await evidence.verify(await evidence.download(kit.owner, made.id));
  expect(verdict).toMatchObject({ exit: 1, outcome: 'tampered', records: { tampered: 1 } });
});

test('RE10 who may: owners, and whom they let; the bytes are their maker’s', async () => {
  const ann = await kit.person('Dora');
  const admin = await kit.person('Admin', 'admin' as never);
  const group = await kit.group(ann, admin);
  await kit.say(ann, group, 'mine');
  for (const seat of [ann, admin]) await expect(evidence.ask(seat, { conversations: [group] })).rejects.toThrow('forbidden');
  await expect(evidence.ask(kit.owner, { conversations: [randomUUID()] })).rejects.toThrow('not-found');
  await expect(evidence.ask(kit.owner, { conversations: [group], purpose: '  ' })).rejects.toThrow('invalid-input');
  await expect(evidence.ask(kit.owner, { conversations: [group], after: 5, before: 5 })).rejects.toThrow('invalid-input');
  const made = await evidence.make(kit.owner, { conversations: [group] });
  await expect(kit.call(ann, 'exports.get', { export: made.id })).rejects.toThrow('not-found');
  expect((await kit.call(ann, 'exports.list', {})).items).toEqual([]);
  expect((await evidence.fetch(ann, made.id)).status).toBe(404);
  expect((await evidence.fetch(undefined, made.id)).status).toBe(401);
  expect((await evidence.fetch(kit.owner, randomUUID())).status).toBe(404);
  const range = await evidence.fetch(kit.owner, made.id, { range: 'bytes=0-3' });
  expect([range.status, await range.text()]).toEqual([206, 'PK\u0003\u0004']);
  const head = await fetch(`${kit.url}/api/exports/${made.id}/bundle.zip`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${kit.owner.token}` },
  });
  expect([head.status, Number(head.headers.get('content-length'))]).toEqual([
    200,
    (await stat(await evidence.download(kit.owner, made.id))).size,
  ]);
});

test('RE10 what is cancelled or has run out has no bytes; unfinished ones are counted', async () => {
  const group = await kit.group();
  await kit.say(kit.owner, group, 'x');
  const made = await evidence.make(kit.owner, { conversations: [group] });
  expect(await kit.call(kit.owner, 'exports.cancel', { export: made.id })).toMatchObject({ state: 'expired' });
  expect((await evidence.fetch(kit.owner, made.id)).status).toBe(404);
  const other = await evidence.make(kit.owner, { conversations: [group] });
  await kit.house.platform.db.rows(`update record_export set expires_at = now() - interval '1 second' where id = $1`, [other.id]);
  await sweepExports(kit.house.platform);
  expect(await kit.call(kit.owner, 'exports.get', { export: other.id })).toMatchObject({ state: 'expired' });
  const { items } = await kit.call(kit.owner, 'exports.list', { limit: 1 });
  expect(items[0]!.id).toBe(other.id);
  await kit.house.platform.db.rows(
    `insert into record_export (id, maker, purpose, conversations, with_files, state, created_at)
     select gen_random_uuid(), $1, 'x', '{}', true, 'waiting', now() from generate_series(1, 3)`,
    [kit.owner.user],
  );
  await expect(evidence.ask(kit.owner, { conversations: [group] })).rejects.toThrow('quota-exceeded');
  await kit.house.platform.db.rows(`delete from record_export where conversations = '{}'`);
});

test('RE9 of what was erased the leaf is left, and the erasure excuses it', async () => {
  const group = await kit.group();
  const { seq } = await kit.say(kit.owner, group, 'a phone number');
  await kit.call(kit.owner, 'conversations.editMessage', { conversation: group, seq, text: 'another' });
  await kit.say(kit.owner, group, 'kept');
  await recordsCaughtUp(kit.house.platform);
  const { platform } = kit.house;
  await platform.db.transaction((tx) =>
    eraseMessages(platform, tx, { conversation: group, seqs: [seq], actor: null, cause: randomUUID() }),
  );
  const made = await evidence.make(kit.owner, { conversations: [group] });
  const zip = await evidence.download(kit.owner, made.id);
  expect(await evidence.verify(zip)).toMatchObject({ exit: 0, outcome: 'holds', records: { erased: 2 } });
  expect(JSON.stringify(await linesIn(zip, `records/${group}.jsonl`))).not.toMatch(/phone|another/);
});

test('RE9 no bundle is kept or finished with words that were taken away meanwhile', async () => {
  const group = await kit.group();
  const { seq } = await kit.say(kit.owner, group, 'soon erased');
  const { seq: next } = await kit.say(kit.owner, group, 'erased later');
  await recordsCaughtUp(kit.house.platform);
  const { platform } = kit.house;
  const id = randomUUID();
  await platform.db.rows(
    `insert into record_export (id, maker, purpose, conversations, with_files, state, created_at)
     values ($1, $2, 'meanwhile', array[$3::uuid], true, 'working', now())`,
    [id, kit.owner.user, group],
  );
  const take = async (tx: Parameters<typeof endExportsOf>[1], one: number) => {
    await eraseMessages(platform, tx, { conversation: group, seqs: [one], actor: null, cause: randomUUID() });
    await endExportsOf(platform, tx, group);
  };
  const running = await platform.db.transaction(async (tx) => {
    // Whoever packs waits for the row with its first step: it has planned by then what there is.
    await tx.rows('select 1 from record_export where id = $1 for update', [id]);
    const run = runExport(platform, { export: id }).then(
      () => 'done',
      (error: Error) => error.name,
    );
    await until(
      async () =>
        (await platform.db.rows(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'record_export'`))
          .length > 0,
      60_000,
    );
    await take(tx, seq);
    return { run };
  });
  expect(await running.run).toBe('TakenError');
  await runExport(platform, { export: id });
  expect(await kit.call(kit.owner, 'exports.get', { export: id })).toMatchObject({ state: 'done' });
  await recordsCaughtUp(platform);
  await platform.db.transaction((tx) => take(tx, next));
  expect(await kit.call(kit.owner, 'exports.get', { export: id })).toMatchObject({ state: 'expired' });
  expect((await evidence.fetch(kit.owner, id)).status).toBe(404);
});

test('RE9 a run that was cut off begins anew, and what it left goes', async () => {
  const group = await kit.group();
  await kit.say(kit.owner, group, 'x');
  const { platform } = kit.house;
  const id = randomUUID();
  await platform.db.rows(
    `insert into record_export (id, maker, purpose, conversations, with_files, state, done, total, created_at)
     values ($1, $2, 'cut off', array[$3::uuid], true, 'working', 7, 9, now())`,
    [id, kit.owner.user, group],
  );
  const left = join(kit.dataDir, 'exports', `${id}.${randomUUID()}.zip`);
  mkdirSync(join(kit.dataDir, 'exports'), { recursive: true });
  writeFileSync(left, 'half');
  utimesSync(left, 0, 0);
  await runExport(platform, { export: id });
  const zip = await evidence.download(kit.owner, id);
  expect(await evidence.verify(zip)).toMatchObject({ exit: 0 });
  await sweepExports(platform);
  expect(existsSync(left)).toBe(false);
  // Once more changes nothing.
  await runExport(platform, { export: id });
  expect(await kit.call(kit.owner, 'exports.get', { export: id })).toMatchObject({ state: 'done' });
});

/** Packs as `rapport export` does, beside the running server. */
async function packApart<T>(
  work: (platform: Platform, wanted: FileExport) => Promise<T>,
  group: string,
  name: string,
): Promise<T> {
  const { config } = kit.house.platform;
  const platform = createPlatform({ config, databaseUrl: kit.databaseUrl, logger: createLogger('silent'), poolSize: 4 });
  await useCurrentKey(platform.db, platform.vault);
  const wanted = {
    ...{
      conversations: [group],
      purpose: name,
      format: 'bundle' as const,
      recipient: null,
      files: true,
      after: null,
      before: null,
    },
    ...{ path: join(evidence.folder, `${name}.zip`), progress: () => undefined, signal: new AbortController().signal },
  };
  try {
    return await work(platform, wanted);
  } finally {
    await platform.bus.close();
    await platform.db.close();
  }
}
const notedFor = async (purpose: string): Promise<number> => {
  const rows = await kit.house.platform.db.rows<{ content: Buffer }>(`select content from ledger_own where part = 'export'`);
  return rows.filter(({ content }) => content.toString().includes(`"purpose":"${purpose}"`)).length;
};

test('RE9 from the command line, beside a running server: into a file, in the ledger like others', async () => {
  const group = await kit.group();
  for (let i = 0; i < 20; i++) await kit.say(kit.owner, group, `line ${i}`);
  const work = async (platform: Platform, wanted: FileExport) => {
    const packed = await exportToFile(platform, wanted);
    expect(await evidence.verify(wanted.path)).toMatchObject({ exit: 0, records: { verified: packed.records } });
    await expect(exportToFile(platform, wanted)).rejects.toThrow('EEXIST');
    const other = join(evidence.folder, 'other.zip');
    const ended = { ...wanted, path: other, signal: AbortSignal.abort() };
    await expect(exportToFile(platform, ended)).rejects.toThrow('aborted');
    expect(existsSync(other)).toBe(false);
    expect(await notedFor('apart')).toBe(1);
    expect(await ledgerPolicy(platform)).toBe(await textOfFile(await evidence.policy()));
  };
  await packApart(work, group, 'apart');
});

test('RE9 from the command line, too, nothing leaves that was taken out meanwhile: it is packed anew', async () => {
  const group = await kit.group();
  const { seq } = await kit.say(kit.owner, group, 'packed and then erased');
  await kit.say(kit.owner, group, 'stays');
  await recordsCaughtUp(kit.house.platform);
  let erased = false;
  const work = async (platform: Platform, wanted: FileExport) => {
    // With the last step everything was read.
    const progress = async ({ done, total }: { done: number; total: number }) => {
      if (erased || done < total) return;
      erased = true;
      const what = { conversation: group, seqs: [seq], actor: null, cause: randomUUID() };
      await kit.house.platform.db.transaction((tx) => eraseMessages(kit.house.platform, tx, what));
    };
    await exportToFile(platform, { ...wanted, progress });
    expect(JSON.stringify(await linesIn(wanted.path, `records/${group}.jsonl`))).not.toContain('packed and then erased');
    expect(await evidence.verify(wanted.path)).toMatchObject({ exit: 0, records: { erased: 1 } });
  };
  await packApart(work, group, 'anew');
  expect(erased).toBe(true);
  expect(await notedFor('anew')).toBe(1);
});

test('RE9 what stands in two logs is proved by both', async () => {
  const group = await kit.group();
  for (let i = 0; i < 5; i++) await kit.say(kit.owner, group, `old ${i}`);
  await recordsCaughtUp(kit.house.platform);
  const { databaseUrl } = kit;
  await kit.restart(async () => {
    // As after a restore on another machine: the folder is not the one that the database knows.
    rmSync(join(kit.dataDir, 'ledger/mark'));
    const db = createDb({ url: databaseUrl, max: 1, logger: createLogger('fatal') });
    await db.rows('update ledger_head set database_epoch = gen_random_uuid()');
    await db.close();
  });
  for (let i = 0; i < 5; i++) await kit.say(kit.owner, group, `new ${i}`);
  const made = await evidence.make(kit.owner, { conversations: [group] });
  const zip = await evidence.download(kit.owner, made.id);
  const verdict = await evidence.verify(zip);
  expect(verdict.logs.map(({ epoch, state }) => [epoch, state])).toEqual([
    [1, 'trusted'],
    [2, 'trusted'],
  ]);
  expect(verdict).toMatchObject({ exit: 0, streams: [{ complete: 'whole' }] });
});
