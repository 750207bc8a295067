import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportRun } from '@rapport/modules';
import type { Child } from './child.ts';
import { type Corpus, prepareCorpus, renamedSlack } from './import-corpus.ts';
import type { ImportAnswer, ImportQuestion } from './import-process.ts';
import { measure, waitForCalm } from './measure.ts';
import { commitOf, figuresOf, floorOf, ratioField, roundLine, verdictOf } from './report.ts';
import { interleave, type Part, ratioOf } from './rounds.ts';
import type { Suite } from './suite.ts';
import { openWorld, type World } from './world.ts';

const shape = 'real exports';
/** Search reads what was imported at its next look, and takes its time. */
const catchUpWithin = 300_000;

/** Seconds until search has read everything; what is measured next must not share the machine with it. */
export async function catchUp(world: Pick<World, 'db'>): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const behind = await world.db.row(
      `select 1 from stream s where s.kind = 'conversation' and s.ev > 0 and not exists (
         select 1 from log_reader_stream r where r.reader = 'search' and r.stream_id = s.id and r.ev = s.ev) limit 1`,
    );
    const seconds = (performance.now() - begun) / 1_000;
    if (!behind) return Math.round(10 * seconds) / 10;
    if (performance.now() - begun > catchUpWithin) throw new Error('Search did not catch up within five minutes.');
    await sleep(250);
  }
}

/** The exports of one round, under names that no round before had: everything in them is new. */
async function runsOf(corpus: Corpus, folder: string, round: number): Promise<ImportRun[]> {
  const logs = corpus.logs.map((path, i): ImportRun => ({ kind: 'irc', path, irc: { network: `round-${round}-${i}` } }));
  if (corpus.slack === undefined) return logs;
  const path = await renamedSlack(corpus.slack, join(folder, `slack-${round}`), round);
  return [...logs, { kind: 'slack', path }];
}

interface Bench {
  world: World;
  child: Child;
  faults: string[];
}

async function measureImport({ world, child, faults }: Bench, runs: ImportRun[]): Promise<Part> {
  const question: ImportQuestion = { do: 'import', runs };
  const { result, cpu, others } = await measure<ImportAnswer>(world, child, question);
  if (result.messages !== result.reported) faults.push(`${result.reported} messages were reported, ${result.messages} are there`);
  const { seconds, messages } = result;
  return { rate: messages / seconds, seconds, messages, cpu, others, behind: await catchUp(world) };
}

async function measureAgain({ world, child }: Bench, what: 'rows' | 'insert'): Promise<Part> {
  const { result, cpu, others } = await measure<ImportAnswer>(world, child, { do: what } satisfies ImportQuestion);
  return { rate: result.messages / result.seconds, seconds: result.seconds, cpu, others };
}

/** Imports of real exports against the same rows inserted by bare `unnest` on the same database server. */
export const imports: Suite = async (run) => {
  const { options, say, stops } = run;
  const world = await openWorld(run, 2);
  const folder = await mkdtemp(join(tmpdir(), 'rapport-bench-import-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const corpus = await prepareCorpus(folder, options.short);
  const bench: Bench = { world, child: world.start('import-process.ts'), faults: [] };
  await bench.child.ask({ do: 'open', url: world.databaseUrl, dataDir: world.dataDir } satisfies ImportQuestion);
  let round = 0;
  const parts = [
    { name: 'product', measure: async () => measureImport(bench, await runsOf(corpus, folder, ++round)) },
    { name: 'rows', measure: () => measureAgain(bench, 'rows') },
    { name: 'insert', measure: () => measureAgain(bench, 'insert') },
  ];
  const rounds = await interleave({ shape, ...options, before: () => waitForCalm(world, options.calmWithin) }, parts, (r) =>
    say(roundLine(r)),
  );
  // The same rows are the limit: whatever imports must write them. One narrow row a message is what no archive could live on; it is told
  // beside, without a floor.
  const floors = [floorOf(rounds, { shape, limit: 'rows', floor: 0.1 })];
  const narrow = ratioField(ratioOf(rounds, shape, 'product', 'insert'));
  return {
    name: 'import',
    commit: commitOf(),
    rounds,
    product: { unit: 'messages', corpus: corpus.real ? 'shared exports' : 'made up', ...figuresOf(rounds, shape, 'product') },
    limit: {
      name: 'rows: the same rows of message, version and log by unnest, 1000 messages a commit',
      unit: 'messages',
      ...figuresOf(rounds, shape, 'rows'),
      insert: {
        name: 'one narrow row for each message by unnest, 1000 a commit',
        ...figuresOf(rounds, shape, 'insert'),
        ratio: narrow.toLimit,
      },
    },
    peer: null,
    ratio: ratioField(ratioOf(rounds, shape, 'product', 'rows')),
    floors,
    verdict: verdictOf(rounds, floors),
    faults: bench.faults,
  };
};
