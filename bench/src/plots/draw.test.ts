import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../report.ts';
import type { Part, Round } from '../rounds.ts';
import { draw } from './draw.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-plots-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const part = (rate: number): Part => ({ rate, seconds: 1, cpu: { server: 0, database: 0, load: 0 }, others: 0 });
const round = (number: number, product: number, valid = true): Round => ({
  shape: '10 × 100',
  number,
  valid,
  parts: { product: part(product), L1: part(100_000), ejabberd: part(40_000) },
});
const report: Report = {
  name: 'fanout',
  commit: 'abc',
  rounds: [round(1, 200_000), round(2, 240_000), round(3, 220_000), round(4, 1, false)],
  product: { latencyMilliseconds: { p50: 3, p99: 12 } },
  limit: {},
  peer: { name: 'ejabberd', latencyMilliseconds: { p50: 5, p99: 13 } },
  ratio: { toLimit: 2.2, min: 2, max: 2.4, toPeer: 5.5 },
  floors: [{ metric: '10 × 100: product / ejabberd', floor: 4, value: 5.5, ok: true }],
  verdict: 'ok',
  faults: [],
};

it('pictures show the medians of valid rounds, and the table what was held', async () => {
  await writeFile(join(folder, 'fanout-ejabberd.json'), JSON.stringify(report));
  const written = await draw(folder, join(folder, 'images'));
  expect(written.map((path) => path.slice(folder.length + 1))).toEqual([
    'images/performance-fanout.svg',
    'images/performance-latency.svg',
    'all.json',
    'figures.md',
  ]);
  const picture = await readFile(join(folder, 'images/performance-fanout.svg'), 'utf8');
  expect(picture).toContain('prefers-color-scheme: dark');
  expect(picture).toMatch(/class="product"[^>]*>\n<text[^>]*>220,000</);
  expect(picture).toMatch(/class="peer"[^>]*>\n<text[^>]*>40,000</);
  expect(await readFile(join(folder, 'figures.md'), 'utf8')).toContain(
    '| fanout, beside ejabberd | 10 × 100: product / ejabberd | 4 | 5.5 | yes |',
  );
  // What it wrote itself is no report.
  expect(await draw(folder, join(folder, 'images'))).toEqual(written);
});

it('a folder without reports is named, with what makes some', async () => {
  await expect(draw(join(folder, 'images'), folder)).rejects.toThrow(/no reports.*--out/);
});
