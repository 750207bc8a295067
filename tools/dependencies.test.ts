import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const homes = [
  '',
  'bench',
  ...['packages', 'apps'].flatMap((top) => readdirSync(join(root, top)).map((name) => `${top}/${name}`)),
];

/** Every dependency of every package.json that is not ours: `name version licence`, the licence as the lock file has it. */
function used(): string[] {
  const locked = (readJson('package-lock.json') as { packages: Record<string, { license?: string }> }).packages;
  const found = new Set<string>();
  for (const home of homes) {
    const path = join(home, 'package.json');
    if (!existsSync(join(root, path))) continue;
    const { dependencies, devDependencies, optionalDependencies } = readJson(path) as Manifest;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      if (name.startsWith('@rapport/')) continue;
      const licence = (locked[join(home, 'node_modules', name)] ?? locked[join('node_modules', name)])?.license ?? 'unknown';
      // `npm:typescript@7.0.2` is a package under another name.
      found.add(`${name} ${version.replace(/^npm:.*@/, '')} ${licence}`);
    }
  }
  return [...found].sort();
}

function listed(): { line: string; reason: string }[] {
  const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
  return [...text.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| [^|]+ \| ([^|]*) \|$/gm)].map(
    ([, name, version, licence, reason]) => ({
      line: `${name} ${version!.trim()} ${licence!.trim()}`,
      reason: reason!.trim(),
    }),
  );
}

test('docs/dependencies.md lists what is used, in this version and under this licence, and nothing else', () => {
  expect(
    listed()
      .map(({ line }) => line)
      .sort(),
  ).toEqual(used());
});

test('each dependency has a reason', () => {
  expect(listed().filter(({ reason }) => reason.length < 5)).toEqual([]);
});

test('versions are exact', () => {
  expect(used().filter((line) => !/ \d+\.\d+\.\d+\S* /.test(line))).toEqual([]);
});
