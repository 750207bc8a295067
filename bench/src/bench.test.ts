import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { help, readOptions } from './bench-options.ts';
import type { Report } from './report.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

async function bench(name: string): Promise<Report> {
  const args = ['--import', 'tsx', '-C', 'rapport-source', 'bench/src/main.ts', name, '--short', '--json', '--from-source'];
  const { stdout } = await run(process.execPath, args, { cwd: root, timeout: 100_000 });
  return JSON.parse(stdout) as Report;
}

/** Speed is not looked at: a short run in a small world says nothing about it. */
function expectWhole(report: Report): void {
  expect(report.faults).toEqual([]);
  expect(report.commit).not.toBe('');
  expect(report.verdict).toBe('no verdict');
  expect(report.peer).toBeNull();
  expect(Object.keys(report.ratio).sort()).toEqual(['max', 'min', 'toLimit', 'toPeer']);
  for (const round of report.rounds) {
    for (const part of Object.values(round.parts)) {
      expect(part.rate).toBeGreaterThan(0);
      expect(part.others).toBeGreaterThanOrEqual(0);
    }
  }
}

describe('benchmarks in their short form', { timeout: 120_000 }, () => {
  it('fanout: every message stored once and in order, every delivery made', async () => {
    const report = await bench('fanout');
    expectWhole(report);
    expect(report.rounds.map((r) => [r.shape, Object.keys(r.parts)])).toEqual([
      ['4 × 10', ['product', 'L1', 'L2']],
      ['10 × 4', ['product', 'L1']],
      ['1 × 40', ['product', 'L1']],
    ]);
    for (const round of report.rounds) expect(round.parts.product!.messages).toBeGreaterThan(0);
    expect(report.floors.map((f) => f.metric)).toContain('4 × 10: product / L1');
  });

  it('direct: every message stored once and in order, both sides told', async () => {
    const report = await bench('direct');
    expectWhole(report);
    expect(report.rounds.map((r) => Object.keys(r.parts))).toEqual([['product', 'insert']]);
    expect(report.floors).toHaveLength(2);
  });
});

describe('the command line', () => {
  it('asks for three rounds of four seconds unless told otherwise', () => {
    expect(readOptions(['fanout'])).toMatchObject({ name: 'fanout', rounds: 3, attempts: 6, seconds: 4, json: false });
    expect(readOptions(['direct', '--rounds', '5', '--seconds', '2', '--json'])).toMatchObject({
      rounds: 5,
      attempts: 10,
      seconds: 2,
      json: true,
    });
  });

  it.each([[[]], [['sideways']], [['fanout', 'direct']], [['fanout', '--rounds', '0']], [['direct', '--seconds', 'long']]])(
    'refuses %j',
    (argv) => {
      expect(() => readOptions(argv)).toThrow();
    },
  );

  it('explains itself', () => {
    expect(readOptions(['--help'])).toBeUndefined();
    for (const word of ['fanout', 'direct', '--rounds', '--json']) expect(help).toContain(word);
  });
});
