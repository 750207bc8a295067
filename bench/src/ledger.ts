import type { Child } from './child.ts';
import type { LeafLimitQuestion } from './leaf-limit-process.ts';
import {
  bytesALeaf,
  type Lag,
  type LedgerWorld,
  lagOf,
  leavesIn,
  openLedgerWorld,
  switchOff,
  switchOn,
  watchTree,
} from './ledger-world.ts';
import { cpuOf, cpuOfFamily } from './machine.ts';
import { measure, waitForCalm } from './measure.ts';
import { measureProduct } from './product.ts';
import { commitOf, type Floor, figuresOf, ratioField, roundLine, verdictOf } from './report.ts';
import { fewestRounds, interleave, median, type Part, type Round, ratioOf } from './rounds.ts';
import { groupsOf, openConversations, pairsOf, runOf, type Shape } from './shape.ts';
import type { Suite, SuiteRun } from './suite.ts';
import type { SwitchQuestion } from './switch-process.ts';

/** The least that may be left of what the house accepts without its ledger. */
const leastOfOff = 0.9;
/** The least of digesting and inserting rows of the same length. */
const leastOfRows = 0.25;
/** Messages a second of the open loop that lags are taken at. */
const usualPace = 1_000;

const shapesOf = (short: boolean): Shape[] => [
  {
    name: short ? '4 × 10' : '10 × 100',
    kind: 'group',
    groups: short ? groupsOf(4, 10) : groupsOf(10, 100),
    sendersEach: 2,
    window: 2,
  },
  { name: short ? '10 pairs' : '100 pairs', kind: 'direct', groups: pairsOf(short ? 10 : 100), sendersEach: 1, window: 4 },
];

/** CPU-microseconds of a message, with all that readers of the log do about it, until they have. */
interface Cost {
  server: number;
  database: number;
}

interface Paired {
  shape: Shape;
  conversations: string[];
  costs: Record<'product' | 'off', Cost[]>;
}

interface Bench {
  world: LedgerWorld;
  run: SuiteRun;
  faults: string[];
}

/** One load: what was accepted in its time, and what it cost to the end. Deliveries are counted for groups, messages for pairs. */
async function loaded({ world, run, faults }: Bench, paired: Paired, which: 'product' | 'off'): Promise<Part> {
  const { shape, conversations, costs } = paired;
  const used = (): Cost => ({ server: cpuOf(world.server.pid), database: cpuOfFamily(world.databasePid) });
  const before = used();
  const load = runOf(shape, conversations, { seconds: run.options.seconds, numbered: true });
  const resting = which === 'off' ? ['records'] : [];
  const { result, part } = await measureProduct({ ...world, resting }, shape, load, faults);
  const after = used();
  const each = (name: keyof Cost): number => (1e6 * (after[name] - before[name])) / result.acknowledged;
  costs[which].push({ server: each('server'), database: each('database') });
  return shape.kind === 'group' ? { ...part, rate: result.deliveries / result.seconds } : part;
}

interface Turn {
  name: string;
  measure: () => Promise<Part>;
}

/** Rounds whose parts are given anew for each, by its number from 0. */
async function roundsOf(
  { world, run }: Bench,
  shape: string,
  turnsOf: (n: number) => Turn[] | Promise<Turn[]>,
): Promise<Round[]> {
  const { options, say } = run;
  const rounds: Round[] = [];
  const before = () => waitForCalm(world, options.calmWithin);
  while (rounds.length < options.attempts && rounds.filter((r) => r.valid).length < options.rounds) {
    const number = rounds.length + 1;
    const turns = await turnsOf(rounds.length);
    const [round] = await interleave({ shape, rounds: 1, attempts: 1, before }, turns, (r) => say(roundLine({ ...r, number })));
    rounds.push({ ...round!, number });
  }
  return rounds;
}

/** With the ledger and without it in the same process, each as often first as second: what came before is not compared. */
async function pairsOfLoads(bench: Bench, paired: Paired): Promise<Round[]> {
  const { world, run } = bench;
  const on: Turn = { name: 'product', measure: () => loaded(bench, paired, 'product') };
  const off: Turn = {
    name: 'off',
    measure: async () => {
      await switchOff(world);
      try {
        return await loaded(bench, paired, 'off');
      } finally {
        await switchOn(world);
      }
    },
  };
  // The process compiles its code while it works for the first time.
  if (!run.options.short) await off.measure();
  for (const costs of Object.values(paired.costs)) costs.length = 0;
  return roundsOf(bench, paired.shape.name, (n) => (n % 2 === 0 ? [on, off] : [off, on]));
}

const sequencing = 'catching up';

/** Leaves a second of a ledger that has nothing but catching up to do, against rows of the same length. */
async function catchingUp(bench: Bench, { shape, conversations }: Paired, limit: Child): Promise<Round[]> {
  const { world, run, faults } = bench;
  let leaves = 0;
  const part = async <Q extends object>(child: Child, question: () => Q): Promise<Part> => {
    const from = await leavesIn(world.db);
    const { result, cpu, others } = await measure<number>(world, child, question(), 300_000);
    leaves = (await leavesIn(world.db)) - from || leaves;
    return { rate: leaves / result, seconds: result, messages: leaves, cpu, others };
  };
  return roundsOf(bench, sequencing, async () => {
    await switchOff(world);
    const load = runOf(shape, conversations, { seconds: run.options.seconds / 2, numbered: true });
    await measureProduct({ ...world, resting: ['records'] }, shape, load, faults);
    return [
      { name: 'product', measure: () => part(world.house, (): SwitchQuestion => ({ do: 'on' })) },
      { name: 'rows', measure: () => part(limit, (): LeafLimitQuestion => ({ do: 'run', leaves })) },
    ];
  });
}

/** How long a message takes into the tree and into a shown checkpoint while messages come at an even pace. */
async function lagAt({ world, run, faults }: Bench, { shape, conversations }: Paired): Promise<Lag & { pace: number }> {
  const { options } = run;
  const pace = options.short ? 50 : usualPace;
  await waitForCalm(world, options.calmWithin);
  const from = await leavesIn(world.db);
  const watch = watchTree(world.db);
  const load = runOf(shape, conversations, { seconds: options.short ? 2 : 2 * options.seconds, numbered: true, pace });
  await measureProduct(world, shape, load, faults);
  // What came last is shown a second later.
  await switchOff(world);
  await switchOn(world);
  return { pace, ...(await lagOf(world.db, from, await watch.stop())) };
}

function ratioFloor(rounds: readonly Round[], shape: string, under: string, floor: number): Floor {
  const ratio = ratioOf(rounds, shape, 'product', under);
  const value = ratio ? Number(ratio.median.toPrecision(4)) : null;
  const enough = ratio !== undefined && ratio.rounds >= fewestRounds;
  return { metric: `${shape}: product / ${under}`, floor, value, ok: enough && ratio.median >= floor };
}

const middle = (costs: readonly Cost[]): Cost => ({
  server: Math.round(median(costs.map((c) => c.server))),
  database: Math.round(median(costs.map((c) => c.database))),
});

const costsOf = (paired: readonly Paired[], which: 'product' | 'off') =>
  Object.fromEntries(paired.map(({ shape, costs }) => [shape.name, costs[which].length > 0 ? middle(costs[which]) : null]));

/** A census over so many streams, all of which must be in it. */
async function censusOf({ world, faults }: Bench, streams: number): Promise<{ streams: number; milliseconds: number }> {
  const question: SwitchQuestion = { do: 'census', streams };
  const { lines, milliseconds } = await world.house.ask<{ lines: number; milliseconds: number }>(question, 300_000);
  if (lines < streams) faults.push(`a census of ${streams} streams has ${lines} lines`);
  return { streams: lines, milliseconds: Math.round(milliseconds) };
}

/** What the ledger costs the house, how fast it is alone, how long a message takes into it, and what a leaf takes. */
export const ledger: Suite = async (run) => {
  const { options, say } = run;
  const shapes = shapesOf(options.short);
  const world = await openLedgerWorld(run, options.short ? 40 : 1_000);
  const bench: Bench = { world, run, faults: [] };
  const paired: Paired[] = [];
  for (const shape of shapes)
    paired.push({ shape, conversations: await openConversations(world, shape), costs: { product: [], off: [] } });
  const [, direct] = paired;
  const limit = world.start('leaf-limit-process.ts');
  await limit.ask({ do: 'open', url: world.databaseUrl } satisfies LeafLimitQuestion);
  const rounds: Round[] = [];
  for (const one of paired) rounds.push(...(await pairsOfLoads(bench, one)));
  rounds.push(...(await catchingUp(bench, direct!, limit)));
  const lag = await lagAt(bench, direct!);
  say(`at ${lag.pace} messages a second: ${JSON.stringify(lag)}`);
  const bytes = await bytesALeaf(world);
  const census = await censusOf(bench, options.short ? 200 : 20_000);
  const floors = [
    ...shapes.map(({ name }) => ratioFloor(rounds, name, 'off', leastOfOff)),
    ratioFloor(rounds, sequencing, 'rows', leastOfRows),
  ];
  const figures = (part: string) => Object.fromEntries(shapes.map(({ name }) => [name, figuresOf(rounds, name, part)]));
  return {
    name: 'ledger',
    commit: commitOf(),
    rounds,
    product: {
      unit: 'deliveries (groups), messages (pairs), leaves',
      ...figures('product'),
      [sequencing]: figuresOf(rounds, sequencing, 'product'),
      lagMilliseconds: lag,
      bytesALeaf: bytes,
      census,
      microsecondsAMessage: costsOf(paired, 'product'),
    },
    limit: {
      name: 'off: the same house without its ledger; rows: as many rows as long as leaves, digested and inserted',
      unit: 'deliveries (groups), messages (pairs), leaves',
      ...figures('off'),
      [sequencing]: figuresOf(rounds, sequencing, 'rows'),
      microsecondsAMessage: costsOf(paired, 'off'),
    },
    peer: null,
    ratio: ratioField(ratioOf(rounds, shapes[0]!.name, 'product', 'off')),
    floors,
    verdict: verdictOf(rounds, floors),
    faults: bench.faults,
  };
};
