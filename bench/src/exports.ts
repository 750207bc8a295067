import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ExportAnswer, ExportQuestion } from './export-process.ts';
import { prepareCorpus } from './import-corpus.ts';
import type { ImportQuestion } from './import-process.ts';
import { catchUp } from './imports.ts';
import { measure, waitForCalm } from './measure.ts';
import { commitOf, figuresOf, floorOf, ratioField, roundLine, verdictOf } from './report.ts';
import { interleave, type Part, ratioOf } from './rounds.ts';
import type { Suite } from './suite.ts';
import { openWorld, type World } from './world.ts';

const shape = 'imported exports, every conversation';
const longest = 600_000;
const inClone = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Seconds until every event has its leaf: figures of the sequencer beside a server that has nothing else to do. */
async function ledgerCaughtUp(world: World): Promise<{ seconds: number; leaves: number }> {
  let begun = performance.now();
  const leaves = async (): Promise<number> =>
    (await world.db.row<{ n: number }>('select count(*)::int as n from ledger_leaf'))!.n;
  const first = await leaves();
  // It looks for what others imported every quarter of a minute: that is no work.
  for (let waited = 0; waited < 30_000 && (await leaves()) === first; waited += 100) await sleep(100);
  begun = performance.now();
  const base = await leaves();
  for (;;) {
    const behind = await world.db.row(
      `select 1 from stream s left join ledger_stream l on l.stream_id = s.id
       where s.kind = 'conversation' and s.ev > coalesce(l.ev, 0) limit 1`,
    );
    const seconds = (performance.now() - begun) / 1_000;
    if (!behind) return { seconds, leaves: (await leaves()) - base };
    if (performance.now() - begun > longest) throw new Error('The ledger did not catch up.');
    await sleep(100);
  }
}

/** Imports the corpus, as the command line does. */
async function fill(world: World, folder: string, short: boolean): Promise<void> {
  const corpus = await prepareCorpus(folder, short);
  const importer = world.start('import-process.ts');
  await importer.ask({ do: 'open', url: world.databaseUrl, dataDir: world.dataDir } satisfies ImportQuestion);
  const logs = corpus.logs.map((path, i) => ({ kind: 'irc' as const, path, irc: { network: `bench-${i}` } }));
  const slack = corpus.slack === undefined ? [] : [{ kind: 'slack' as const, path: corpus.slack }];
  await importer.ask({ do: 'import', runs: [...logs, ...slack] } satisfies ImportQuestion, longest);
  await importer.stop();
}

/** Evidence bundles of everything that was imported, against reading the same rows page by page. */
export const exportBundles: Suite = async (run) => {
  const { options, say, stops } = run;
  if (!existsSync(inClone('packages/verify/dist/verify.mjs')))
    execFileSync(process.execPath, [inClone('tools/build-verifier.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const world = await openWorld(run, 2);
  const folder = await mkdtemp(join(tmpdir(), 'rapport-bench-export-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  await fill(world, folder, options.short);
  const ledger = await ledgerCaughtUp(world);
  await catchUp(world);
  const perSecond = Math.round(ledger.leaves / Math.max(ledger.seconds, 0.1));
  say(`the ledger was ${ledger.leaves} events behind, and had them after ${ledger.seconds.toFixed(1)} s (${perSecond} a second)`);
  const ids = await world.db.rows<{ id: string }>(
    `select id from stream where kind = 'conversation' and ev > 0 order by id limit 500`,
  );
  const child = world.start('export-process.ts', true);
  const conversations = ids.map(({ id }) => id);
  await child.ask({ do: 'open', url: world.databaseUrl, dataDir: world.dataDir, conversations } satisfies ExportQuestion);
  const faults: string[] = [];
  let count = 0;
  const ask = async (question: ExportQuestion): Promise<Part> => {
    const { result, cpu, others } = await measure<ExportAnswer>(world, child, question, longest);
    const { records, seconds, differs, bytes, memory } = result;
    if (differs > 0 || records === 0) faults.push(`${differs} of ${records} records differ`);
    const more = { perSecond: records / seconds, megabytes: memory / 1e6, bundleMegabytes: bytes / 1e6 };
    return { rate: records / seconds, seconds, cpu, others, messages: records, more };
  };
  const parts = [
    { name: 'product', measure: () => ask({ do: 'export', path: join(folder, `${++count}.zip`) }) },
    { name: 'rows', measure: () => ask({ do: 'rows' }) },
  ];
  const before = () => waitForCalm(world, options.calmWithin);
  const rounds = await interleave({ shape, ...options, before }, parts, (r) => say(roundLine(r)));
  const floors = [floorOf(rounds, { shape, limit: 'rows', floor: 0.25 })];
  return {
    name: 'export',
    commit: commitOf(),
    rounds,
    product: { unit: 'records', ledgerPerSecond: perSecond, ...figuresOf(rounds, shape, 'product') },
    limit: { name: 'rows: the same rows read page by page', unit: 'records', ...figuresOf(rounds, shape, 'rows') },
    peer: null,
    ratio: ratioField(ratioOf(rounds, shape, 'product', 'rows')),
    floors,
    verdict: verdictOf(rounds, floors),
    faults,
  };
};
