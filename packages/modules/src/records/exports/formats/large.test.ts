import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';

let kit: TestHouse;
const folder = mkdtempSync(join(tmpdir(), 'rapport-large-'));
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(async () => {
  await kit.stop();
  rmSync(folder, { recursive: true, force: true });
});

const many = 50_000;

/** Rows of messages, without the log: nothing here reads it. */
async function fill(group: string): Promise<void> {
  const { db } = kit.house.platform;
  await db.rows(
    `insert into message (conversation_id, seq, ev, changed_ev, version_ev, sender, client_id, at)
     select $1, n, n + 1000, n + 1000, n + 1000, $2, gen_random_uuid(), now() - interval '1 second' * (10 * ($3 - n))
     from generate_series(1, $3::int) n`,
    [group, kit.owner.user, many],
  );
  await db.rows(
    `insert into version (conversation_id, ev, seq, author, at, key, text)
     select $1, n + 1000, n, $2, now(), '\\x00', n || repeat(' 一千零一夜 and more words', 60) from generate_series(1, $3::int) n`,
    [group, kit.owner.user, many],
  );
  await db.rows('update stream set seq = $2::bigint, ev = $2::bigint + 1000 where id = $1', [group, many]);
}

test('RE13 memory does not grow with what is exported: 50,000 messages, more than there is memory for', {
  timeout: 600_000,
}, async () => {
  const group = await kit.group();
  await fill(group);
  const child = fileURLToPath(new URL('./large-child.test-kit.ts', import.meta.url));
  // Those that gather most before they write; the others write what the walk hands them.
  const formats = ['mbox', 'rsmf'];
  const { databaseUrl, dataDir } = kit;
  const order = JSON.stringify({ databaseUrl, dataDir, conversation: group, folder, formats });
  // Their words alone are 80 MB, twice that as they lie in memory.
  const flags = ['--max-old-space-size=150', '--conditions=rapport-source', '--import=tsx'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, child, order]);
  const told = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { format: string; records: number });
  expect(told.map(({ format, records }) => [format, records])).toEqual(formats.map((format) => [format, many]));
});
