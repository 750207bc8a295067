import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Sources of the house; tests and their kit lock the server that lends them databases, not a house's. */
const sources = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(root, group))
    .map((name) => join(root, group, name, 'src'))
    .filter((folder) => existsSync(folder) && !folder.endsWith(join('packages', 'dev', 'src')))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((file) => file.endsWith('.ts') && !/\.test(-kit)?\.ts$/.test(file)),
);

/** A backup reads under the lock that migrations take: it does not begin while one runs. */
const shared = new Map([['84200001', ['packages/platform/src/backup/read-database.ts', 'packages/platform/src/migrate.ts']]]);

it('advisory locks of the house’s database have a number for each purpose: a backup must not hold up who changes people', () => {
  const users = new Map<string, Set<string>>();
  for (const file of sources)
    for (const [number] of readFileSync(file, 'utf8').matchAll(/\b84_?200_?\d{3}\b/g)) {
      const plain = number.replaceAll('_', '');
      users.set(plain, (users.get(plain) ?? new Set()).add(relative(root, file)));
    }
  expect(users.size).toBeGreaterThan(4);
  for (const [number, files] of users)
    if (files.size > 1) expect([number, [...files].sort()]).toEqual([number, shared.get(number)]);
});
