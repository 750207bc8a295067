import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { carrySettings, finishMove } from './move-cluster.ts';

let place: string;
const lines: string[] = [];
const finish = () => finishMove(place, (line) => lines.push(line));

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'rapport-move-'));
  lines.length = 0;
});
afterEach(() => rm(place, { recursive: true, force: true }));

/** What stands for a cluster: where it was made, and the file that tells whether a server ran on it. */
async function cluster(name: string, major: number, control = 'as it was'): Promise<void> {
  await mkdir(join(place, name, 'global'), { recursive: true });
  await writeFile(join(place, name, 'PG_VERSION'), `${major}\n`);
  await writeFile(join(place, name, 'global', 'pg_control'), control);
}
const journal = (control = 'as it was') =>
  writeFile(
    join(place, 'moving.json'),
    JSON.stringify({ from: 15, to: 18, aside: 'cluster-15-x', control: createHash('sha256').update(control).digest('hex') }),
  );
const major = async (name: string) => Number(await readFile(join(place, name, 'PG_VERSION'), 'utf8').catch(() => Number.NaN));

test('PG15 cut off while it copied: the old cluster stays, what was begun goes', async () => {
  await cluster('cluster', 15);
  await cluster('cluster.next', 18);
  await mkdir(join(place, 'cluster.next.part'));
  await finish();
  expect(await readdir(place)).toEqual(['cluster']);
  expect(await major('cluster')).toBe(15);
});

test('PG16 cut off at any step after the copy was whole: the new one takes its place, the old one is kept and marked', async () => {
  const states = [
    // Before the first rename, between the two, after the second.
    async () => [await cluster('cluster', 15), await cluster('cluster.next', 18)],
    async () => [await cluster('cluster-15-x', 15), await cluster('cluster.next', 18)],
    async () => [await cluster('cluster-15-x', 15), await cluster('cluster', 18)],
  ];
  for (const make of states) {
    await make();
    await journal();
    await finish();
    expect((await readdir(place)).sort()).toEqual(['cluster', 'cluster-15-x']);
    expect([await major('cluster'), await major('cluster-15-x')]).toEqual([18, 15]);
    expect(await readFile(join(place, 'cluster-15-x', 'KEPT-BY-RAPPORT.txt'), 'utf8')).toMatch(
      /from PostgreSQL 15 to 18[\s\S]*迁移/,
    );
    expect(lines.at(-1)).toContain('kept in');
    await finish();
    expect(await major('cluster')).toBe(18);
    for (const name of await readdir(place)) await rm(join(place, name), { recursive: true });
  }
});

test('PG17 a copy is not taken when the old cluster was used after it', async () => {
  await cluster('cluster', 15, 'a server ran on it');
  await cluster('cluster.next', 18);
  await journal();
  await finish();
  expect(await readdir(place)).toEqual(['cluster']);
  expect(await major('cluster')).toBe(15);
  expect(lines.join()).toContain('copied again');
});

test('PG22 links that the database’s user put into its folders lead to no file of somebody else', async () => {
  const theirs = join(place, 'theirs');
  await writeFile(theirs, 'not for it');
  await cluster('cluster-15-x', 15);
  await cluster('cluster', 18);
  await symlink(theirs, join(place, 'cluster-15-x', 'KEPT-BY-RAPPORT.txt'));
  await journal();
  await finish();
  expect(await readFile(theirs, 'utf8')).toBe('not for it');
  expect((await lstat(join(place, 'cluster-15-x', 'KEPT-BY-RAPPORT.txt'))).isFile()).toBe(true);

  // Neither written to, where the new settings go, nor read, where the old ones are.
  const [from, to] = [join(place, 'cluster-15-x'), join(place, 'cluster')];
  await writeFile(join(from, 'local.conf'), 'work_mem = 8MB');
  await symlink(theirs, join(to, 'local.conf'));
  await carrySettings(from, to);
  expect(await readFile(theirs, 'utf8')).toBe('not for it');
  expect(await readFile(join(to, 'local.conf'), 'utf8')).toBe('work_mem = 8MB');
  await rm(join(from, 'local.conf'));
  await symlink(theirs, join(from, 'local.conf'));
  await carrySettings(from, to);
  expect(await readlink(join(to, 'local.conf'))).toBe(theirs);
});
