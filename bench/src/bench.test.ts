import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { help, readOptions } from './bench-options.ts';
import { peerPrograms } from './peers/peer.ts';
import { isInstalled, requireInstalled } from './peers/peer-program.ts';
import type { Report } from './report.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

async function bench(name: string, ...more: string[]): Promise<Report> {
  const args = [
    '--import',
    'tsx',
    '-C',
    'rapport-source',
    'bench/src/main.ts',
    name,
    '--short',
    '--json',
    '--from-source',
    ...more,
  ];
  const { stdout } = await run(process.execPath, args, { cwd: root, timeout: 100_000 });
  return JSON.parse(stdout) as Report;
}

/** Speed is not looked at: a short run in a small world says nothing about it. */
function expectWhole(report: Report): void {
  expect(report.faults).toEqual([]);
  expect(report.commit).not.toBe('');
  expect(report.verdict).toBe('no verdict');
  expect(Object.keys(report.ratio).sort()).toEqual(['max', 'min', 'toLimit', 'toPeer']);
  for (const round of report.rounds) {
    for (const [name, part] of Object.entries(round.parts)) {
      // A slow peer on a busy machine may have nothing ready within a third of a second; its gates hold all the same.
      if (name !== report.peer?.name && !part.more) expect(part.rate).toBeGreaterThan(0);
      expect(part.others).toBeGreaterThanOrEqual(0);
    }
  }
}

describe('benchmarks in their short form', () => {
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
    expect(report.peer).toBeNull();
  });

  it('direct: every message stored once and in order, both sides told', async () => {
    const report = await bench('direct');
    expectWhole(report);
    expect(report.rounds.map((r) => Object.keys(r.parts))).toEqual([['product', 'insert']]);
    expect(report.floors).toHaveLength(2);
  });

  it('verify: every record of a bundle is verified, in little memory', async () => {
    const report = await bench('verify');
    expectWhole(report);
    expect(report.product).toMatchObject({ records: 5_000 });
  });

  it('ledger: with and without it nothing is lost, and all that was behind is in the tree', async () => {
    const report = await bench('ledger');
    expectWhole(report);
    expect(report.rounds.map((r) => [r.shape, Object.keys(r.parts)])).toEqual([
      ['4 × 10', ['product', 'off']],
      ['10 pairs', ['product', 'off']],
      ['catching up', ['product', 'rows']],
    ]);
    const { lagMilliseconds, bytesALeaf, census } = report.product as Record<string, Record<string, number>>;
    expect(lagMilliseconds!.messages).toBeGreaterThan(0);
    expect(bytesALeaf!.tiles).toBeGreaterThan(32);
    expect(census!.streams).toBeGreaterThan(199);
  });

  it('export: everything imported is packed as it was recorded', async () => {
    const report = await bench('export');
    expectWhole(report);
    expect(report.rounds.map((r) => Object.keys(r.parts))).toEqual([['product', 'rows']]);
  });
});

describe('customers, in short', () => {
  it('inbound: what came by a channel, one in ten twice, became a message once', async () => {
    const report = await bench('inbound');
    expectWhole(report);
    expect(report.rounds.map((r) => Object.keys(r.parts))).toEqual([['product', 'rows']]);
  });

  it('outbox: what went out came once and in order, answers that were lost included', async () => {
    const report = await bench('outbox');
    expectWhole(report);
    expect(report.rounds[0]!.parts.product!.messages).toBe(100);
  });

  it('policy: every message was decided once', async () => {
    const report = await bench('policy');
    expectWhole(report);
    expect(report.product).toMatchObject({ contacts: 50 });
  });
});

describe('many sessions, in short', () => {
  it('idle: every session is open, on the product and on bare sockets', async () => {
    const report = await bench('idle');
    expectWhole(report);
    expect(report.rounds.map((r) => Object.keys(r.parts))).toEqual([['product', 'bare']]);
    expect(report.product).toMatchObject({ sessions: 60 });
  });

  it('resume: after a crash every session has every message once', async () => {
    const report = await bench('resume');
    expectWhole(report);
    expect(report.rounds.map((r) => Object.keys(r.parts))).toEqual([['product', 'handshakes']]);
  });
});

describe('the web client, in short', () => {
  it('web: the page is small and bounded, as many messages passed as were asked for', async () => {
    const report = await bench('web');
    expectWhole(report);
    expect(report.rounds.map((r) => Object.keys(r.parts))).toEqual([['product', 'plain']]);
    // What is loaded first is no matter of speed, and must not grow unnoticed.
    const { gzip } = report.product.firstLoad as { gzip: number };
    expect(gzip).toBeGreaterThan(50_000);
    expect(gzip).toBeLessThan(370_000);
    expect(report.rounds[0]!.parts.product!.more).toMatchObject({ passed: expect.any(Number) });
  });
});

describe('peers', () => {
  for (const program of Object.values(peerPrograms)) {
    const there = isInstalled(program);
    if (!there) console.warn(`SKIPPED: benchmarks beside ${program.name}; apt-get install ${program.packages.join(' ')}`);

    it.skipIf(!there)(`${program.name} in groups: every message archived once, every delivery made`, async () => {
      const report = await bench('fanout', '--peer', program.name);
      expectWhole(report);
      expect(report.peer?.name).toBe(program.name);
      const groups = report.rounds.filter((r) => r.parts.L1);
      expect(groups.map((r) => Object.keys(r.parts).at(-1))).toEqual([program.name, program.name]);
    });

    it.skipIf(!there)(`${program.name} in pairs: every message archived on both sides`, async () => {
      const report = await bench('direct', '--peer', program.name);
      expectWhole(report);
      expect(report.rounds.map((r) => Object.keys(r.parts))).toEqual([['product', 'insert', program.name]]);
    });
  }

  it('one that is not installed is named with its packages', () => {
    const absent = { ...peerPrograms.prosody, files: ['/nowhere/prosody'] };
    expect(() => requireInstalled(absent)).toThrow(/nowhere.*apt-get install prosody lua-dbi-postgresql/s);
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

  it.each([
    [[]],
    [['sideways']],
    [['fanout', 'direct']],
    [['fanout', '--rounds', '0']],
    [['direct', '--seconds', 'long']],
    [['direct', '--peer', 'email']],
    [['import', '--peer', 'prosody']],
  ])('refuses %j', (argv) => {
    expect(() => readOptions(argv)).toThrow();
  });

  it('explains itself', () => {
    expect(readOptions(['--help'])).toBeUndefined();
    for (const word of ['fanout', 'direct', '--rounds', '--json']) expect(help).toContain(word);
  });
});
