import type { BenchOptions } from './bench-options.ts';
import type { Child } from './child.ts';
import type { LimitQuestion } from './limit-process.ts';
import type { LoadResult } from './load-plan.ts';
import { measure, waitForCalm } from './measure.ts';
import { measureCalmly, measureProduct, type ProductPart } from './product.ts';
import { commitOf, figuresOf, floorOf, type RatioFloor, ratioField, roundLine, verdictOf } from './report.ts';
import { interleave, type Part, type Round, ratioOf } from './rounds.ts';
import { bodyBytes, groupsOf, openConversations, runOf, type Shape } from './shape.ts';
import type { Suite } from './suite.ts';
import { openWorld, type World } from './world.ts';

const group = (count: number, size: number, sendersEach: number): Shape => ({
  name: `${count} × ${size.toLocaleString('en')}`,
  kind: 'group',
  groups: groupsOf(count, size),
  sendersEach,
  window: 2,
});

const shapes = [group(10, 100, 2), group(100, 10, 1), group(1, 1_000, 20)];
const shortShapes = [group(4, 10, 2), group(10, 4, 1), group(1, 40, 4)];

const floors = (names: readonly string[]): RatioFloor[] => [
  { shape: names[0]!, limit: 'L1', floor: 0.8 },
  { shape: names[0]!, limit: 'L2', floor: 0.3 },
  { shape: names[1]!, limit: 'L1', floor: 0.3 },
  { shape: names[2]!, limit: 'L1', floor: 0.8 },
];

/** Deliveries a second of the open loop that latency is taken at. */
const latencyAt = 15_000;

interface Limits {
  measure(shape: Shape, coalesce: boolean): Promise<Part>;
}

/** The limits' server, and a load generator with a socket in it for every person. */
async function openLimits(world: World, options: BenchOptions, faults: string[]): Promise<Limits> {
  const server: Child = world.start('limit-process.ts');
  const load = world.start('load-process.ts');
  const port = await server.ask<number>({ do: 'listen' } satisfies LimitQuestion);
  await load.ask({ do: 'connect', port, path: '/{index}', tokens: world.users.map(() => undefined) });
  return {
    async measure(shape, coalesce) {
      await server.ask({ do: 'shape', groups: shape.groups, coalesce, bodyBytes } satisfies LimitQuestion);
      const conversations = shape.groups.map(() => '00000000-0000-4000-8000-000000000000');
      const run = runOf(shape, conversations, { seconds: options.seconds, numbered: false });
      const { result, cpu, others } = await measure<LoadResult>(world, load, { do: 'run', run });
      if (result.delivered !== result.expected)
        faults.push(`limit, ${shape.name}: ${result.delivered} of ${result.expected} deliveries came`);
      return {
        rate: result.deliveries / result.seconds,
        seconds: result.seconds,
        messages: result.messages,
        p50: result.p50,
        p99: result.p99,
        cpu,
        others,
      };
    },
  };
}

const deliveriesOf = ({ result, part }: ProductPart): Part => ({ ...part, rate: result.deliveries / result.seconds });

interface Measurements {
  rounds: Round[];
  /** The open loop in the first shape. */
  latency: Record<string, unknown>;
  faults: string[];
}

async function measureAll(
  world: World,
  options: BenchOptions,
  chosen: readonly Shape[],
  say: (line: string) => void,
): Promise<Measurements> {
  const all: Measurements = { rounds: [], latency: {}, faults: [] };
  const limits = await openLimits(world, options, all.faults);
  for (const [place, shape] of chosen.entries()) {
    const conversations = await openConversations(world, shape);
    const product = (pace?: number) =>
      measureProduct(world, shape, runOf(shape, conversations, { seconds: options.seconds, numbered: true, pace }), all.faults);
    const parts = [
      { name: 'product', measure: async () => deliveriesOf(await product()) },
      { name: 'L1', measure: () => limits.measure(shape, false) },
      ...(place === 0 ? [{ name: 'L2', measure: () => limits.measure(shape, true) }] : []),
    ];
    all.rounds.push(
      ...(await interleave({ shape: shape.name, ...options, before: () => waitForCalm(world, options.calmWithin) }, parts, (r) =>
        say(roundLine(r)),
      )),
    );
    if (place > 0) continue;
    const pace = options.short ? 50 : latencyAt / shape.groups[0]!.length;
    const { result, part } = await measureCalmly(world, options.calmWithin, () => product(pace));
    all.latency = {
      deliveriesPerSecond: Math.round(result.deliveries / result.seconds),
      p50: result.p50,
      p99: result.p99,
      others: part.others,
    };
  }
  return all;
}

/** Group messages to everybody connected, in three shapes, against raw socket writes. */
export const fanout: Suite = async (run) => {
  const { options, say } = run;
  const world = await openWorld(run, options.short ? 40 : 1_000);
  const chosen = options.short ? shortShapes : shapes;
  const names = chosen.map((s) => s.name);
  const { rounds, latency, faults } = await measureAll(world, options, chosen, say);
  const reached = floors(names).map((f) => floorOf(rounds, f));
  const figures = (part: string) => Object.fromEntries(names.map((name) => [name, figuresOf(rounds, name, part)]));
  return {
    name: 'fanout',
    commit: commitOf(),
    rounds,
    product: { unit: 'deliveries', ...figures('product'), latencyMilliseconds: latency },
    limit: {
      name: 'L1: one prebuilt frame, raw socket writes, no storage; L2: the same, writes coalesced per turn',
      unit: 'deliveries',
      ...figures('L1'),
      L2: figuresOf(rounds, names[0]!, 'L2'),
    },
    peer: null,
    ratio: ratioField(ratioOf(rounds, names[0]!, 'product', 'L1')),
    floors: reached,
    verdict: verdictOf(rounds, reached),
    faults,
  };
};
