import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hasNats } from '@rapport/dev';
import { describe, expect, it } from 'vitest';
import { planArchive, sizeOf } from './archive-plan.ts';
import { percentile, timesOf } from './latency.ts';
import type { Report } from './report.ts';
import type { Round } from './rounds.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

async function bench(name: string): Promise<Report> {
  const args = ['--import', 'tsx', '-C', 'rapport-source', 'bench/src/main.ts', name, '--short', '--json', '--from-source'];
  const { stdout } = await run(process.execPath, args, { cwd: root, timeout: 290_000 });
  return JSON.parse(stdout) as Report;
}

/** Speed is not looked at: a short run in a small archive says nothing about it. */
describe('benchmarks of archives and nodes in their short form', { timeout: 300_000 }, () => {
  it('open: a fresh device has every conversation, and messages in the one it opens', async () => {
    const report = await bench('open');
    expect(report.faults).toEqual([]);
    expect(Object.keys(report.rounds[0]!.parts)).toEqual(['product', 'sql']);
    expect(report.product).toMatchObject({ conversations: 30, stored: 3_000 });
    expect(report.product.gzip).toBeGreaterThan(1_000);
    expect(report.verdict).toBe('no verdict');
  });

  it.runIf(hasNats())('nodes: one is killed, nothing is lost or doubled, and all end alike', async () => {
    const report = await bench('nodes');
    expect(report.faults).toEqual([]);
    expect(Object.keys(report.rounds[0]!.parts)).toEqual(['one', 'two', 'four']);
    expect(report.product.crash).toMatchObject({ lost: 0, doubled: 0, equal: true });
  });

  it('search: finds what brute force finds, in its order', async () => {
    const report = await bench('search');
    expect(report.faults).toEqual([]);
    expect(report.product.compared).toBeGreaterThan(100);
    expect(report.floors.at(-1)).toMatchObject({ value: 1, ok: true });
  });
});

describe('the plan of an archive', () => {
  const size = { ...sizeOf(1_000, true), people: 40 };

  it('is the same each time, in order of time, with words said by members only', () => {
    const [one, two] = [planArchive(size, 1e12), planArchive(size, 1e12)];
    const messages = [...one.messages()];
    expect(messages).toHaveLength(1_000);
    expect([...two.messages()]).toEqual(messages);
    expect(messages.every(({ conversation, sender }) => one.conversations[conversation]!.members.includes(sender))).toBe(true);
    expect(messages.every(({ at }, n) => n === 0 || at >= messages[n - 1]!.at)).toBe(true);
  });

  it('has person 0 in their own conversations alone', () => {
    const { conversations } = planArchive(size, 1e12);
    expect(conversations.map((c) => c.members.includes(0))).toEqual(conversations.map((_, c) => c < size.mine));
  });
});

describe('latencies', () => {
  it('takes the value that so many do not exceed', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([50, 95, 100]);
  });

  it('compares within valid rounds only', () => {
    const part = (p95: number) => ({ rate: 1, seconds: 1, cpu: { server: 0, database: 0, load: 0 }, others: 0, p95 });
    const round = (valid: boolean, product: number): Round => ({
      shape: 'x',
      number: 1,
      valid,
      parts: { product: part(product), sql: part(10) },
    });
    expect(timesOf([round(true, 20), round(false, 900), round(true, 40)], { shape: 'x', limit: 'sql' })).toMatchObject({
      toLimit: 3,
      min: 2,
      max: 4,
    });
  });
});
