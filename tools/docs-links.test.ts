import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const skipped = new Set(['node_modules', 'dist', 'var', 'coverage', '.git']);

function* pages(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) yield* pages(path);
    } else if (entry.name.endsWith('.md')) yield path;
  }
}

/** Text without fenced code, where brackets mean other things. */
const prose = (page: string): string => readFileSync(page, 'utf8').replace(/^(`{3,})[\s\S]*?^\1/gm, '');

/** A heading's anchor as code hosts make it. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

const anchorsOf = (page: string): string[] =>
  [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchorOf(heading!));

function brokenLinks(page: string): string[] {
  const text = prose(page).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => {
    if (/^[a-z]+:/.test(target!)) return [];
    const [path, anchor] = target!.split('#');
    const file = path ? resolve(dirname(page), decodeURI(path)) : page;
    if (!existsSync(file)) return [target!];
    return anchor && file.endsWith('.md') && !anchorsOf(file).includes(anchor) ? [target!] : [];
  });
}

/** Places named in `code` as from the root, and in a room's page as from the page's own folder. */
function missingPlaces(page: string): string[] {
  const named = [...prose(page).matchAll(/`((?:packages|apps|tools|docs|bench)\/[^`\s]*)`/g)].map(([, place]) => place!);
  return named.filter((place) => {
    if (/[<>*…{}]|NNNN/.test(place)) return false;
    return !existsSync(join(root, place));
  });
}

const all = [...pages(root)].filter((page) => statSync(page).isFile()).map((page) => relative(root, page));

describe('documents', () => {
  test('links between pages lead somewhere', () => {
    expect(all.flatMap((page) => brokenLinks(join(root, page)).map((target) => `${page}: ${target}`))).toEqual([]);
  });

  test('files and folders named in the text are there', () => {
    expect(all.flatMap((page) => missingPlaces(join(root, page)).map((place) => `${page}: ${place}`))).toEqual([]);
  });

  test('every setting that is read is explained in the README', () => {
    const config = readFileSync(join(root, 'packages/platform/src/config.ts'), 'utf8');
    const read = [...config.matchAll(/\benv\.([A-Z][A-Z0-9_]*)|\(env, '([A-Z][A-Z0-9_]*)'/g)].map(
      ([, plain, called]) => plain ?? called!,
    );
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(read.length).toBeGreaterThan(5);
    expect([...new Set(read)].filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test('every room and every package has a page about itself', () => {
    const order = readFileSync(join(root, 'packages/modules/src/order.ts'), 'utf8');
    const built = [...order.matchAll(/'([a-z]+)'/g)]
      .map(([, room]) => `packages/modules/src/${room}`)
      .filter((folder) => existsSync(join(root, folder, 'index.ts')));
    const homes = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), ...built];
    expect(homes.filter((folder) => !existsSync(join(root, folder, 'README.md')))).toEqual([]);
  });

  test('a planted dead link, dead anchor and lost file are found', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rapport-docs-'));
    const page = join(folder, 'page.md');
    writeFileSync(
      page,
      '# Here we are\n\n[a](gone.md) [b](page.md#nowhere) [c](#here-we-are) `packages/gone/away.ts` `packages/contract`\n',
    );
    expect(brokenLinks(page)).toEqual(['gone.md', 'page.md#nowhere']);
    expect(missingPlaces(page)).toEqual(['packages/gone/away.ts']);
    rmSync(folder, { recursive: true });
  });
});
