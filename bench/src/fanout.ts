import type { BenchOptions } from './bench-options.ts';
import type { Child } from './child.ts';
import { withHeldSnapshot } from './held-snapshot.ts';
import type { LimitQuestion } from './limit-process.ts';
import type { LoadResult } from './load-plan.ts';
import { measure, waitForCalm } from './measure.ts';
import { openPeer, peerPrograms } from './peers/peer.ts';
import { measureProduct, type ProductPart } from './product.ts';
import { commitOf, type Floor, figuresOf, floorOf, type RatioFloor, ratioField, roundLine, verdictOf } from './report.ts';
import { fewestRounds, interleave, median, type Part, type Round, ratioOf } from './rounds.ts';
import { bodyBytes, groupsOf, openConversations, runOf, type Shape } from './shape.ts';
import type { Suite, SuiteRun } from './suite.ts';
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
  ...names.slice(2).map((shape) => ({ shape, limit: 'L1', floor: 0.8 })),
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

interface Latency {
  /** Medians of the open loop's rounds, in the first shape. */
  product: Record<string, unknown>;
  peer: Record<string, unknown> | undefined;
  floors: Floor[];
}

interface Measurements {
  rounds: Round[];
  latency: Latency | undefined;
  faults: string[];
}

/** A measured shape: the product at any pace, and the peer if there is one. */
interface Measured {
  shape: Shape;
  product(pace?: number): Promise<Part>;
  peer: ((pace?: number) => Promise<Part>) | undefined;
}

/** Latency at a pace that all can hold, in turn where there is a peer. */
async function latencyOf(measured: Measured, run: SuiteRun, world: World): Promise<Latency> {
  const { options, say } = run;
  const { shape, product, peer } = measured;
  const pace = options.short ? 50 : latencyAt / shape.groups[0]!.length;
  const parts = [
    { name: 'product', measure: () => product(pace) },
    ...(peer && options.peer ? [{ name: options.peer, measure: () => peer(pace) }] : []),
  ];
  const name = `${shape.name} at ${Math.round(pace * shape.groups[0]!.length)} deliveries a second`;
  const before = () => waitForCalm(world, options.calmWithin);
  const rounds = await interleave({ shape: name, ...options, before }, parts, (r) => say(roundLine(r)));
  const figures = { product: figuresOf(rounds, name, 'product'), peer: peer && figuresOf(rounds, name, options.peer!) };
  const floors = peer ? [latencyFloor(rounds, options.peer!)] : [];
  return { ...figures, floors };
}

/** The product's slowest hundredth may not be slower than the peer's, round by round. */
function latencyFloor(rounds: readonly Round[], peer: string): Floor {
  const ratios = rounds.filter((r) => r.valid).map((r) => r.parts.product!.p99! / r.parts[peer]!.p99!);
  const value = ratios.length > 0 ? Number(median(ratios).toPrecision(4)) : null;
  return {
    metric: `p99 at ${latencyAt.toLocaleString('en')} deliveries a second: product / ${peer}, at most`,
    floor: 1,
    value,
    ok: ratios.length >= fewestRounds && value !== null && value <= 1,
  };
}

const held = 'held snapshot';
const whileHeld = (world: World, { product }: Measured): Promise<Part> => withHeldSnapshot(world.databaseUrl, () => product());

async function measureAll(world: World, run: SuiteRun, chosen: readonly Shape[]): Promise<Measurements> {
  const { options, say } = run;
  const all: Measurements = { rounds: [], latency: undefined, faults: [] };
  const limits = await openLimits(world, options, all.faults);
  const peer = await openPeer(world, run, world.users.length);
  for (const [place, shape] of chosen.entries()) {
    const conversations = await openConversations(world, shape);
    await peer?.open(shape);
    const { seconds } = options;
    const measured: Measured = {
      shape,
      product: async (pace) =>
        deliveriesOf(
          await measureProduct(world, shape, runOf(shape, conversations, { seconds, numbered: true, pace }), all.faults),
        ),
      peer: peer && ((pace) => peer.measure(shape, { seconds, pace }, all.faults)),
    };
    const parts = [
      { name: 'product', measure: () => measured.product() },
      ...(place === 0 && options.heldSnapshot ? [{ name: held, measure: () => whileHeld(world, measured) }] : []),
      { name: 'L1', measure: () => limits.measure(shape, false) },
      ...(place === 0 ? [{ name: 'L2', measure: () => limits.measure(shape, true) }] : []),
      ...(peer ? [{ name: peer.name, measure: () => measured.peer!() }] : []),
    ];
    const before = () => waitForCalm(world, options.calmWithin);
    all.rounds.push(...(await interleave({ shape: shape.name, ...options, before }, parts, (r) => say(roundLine(r)))));
    // Prosody cannot hold this pace.
    const paced = peer?.name === 'prosody' ? { ...measured, peer: undefined } : measured;
    if (place === 0) all.latency = await latencyOf(paced, run, world);
  }
  return all;
}

/** Group messages to everybody connected, in three shapes (two beside a peer), against raw socket writes. */
export const fanout: Suite = async (run) => {
  const { options } = run;
  const world = await openWorld(run, options.short ? 40 : 1_000);
  const chosen = (options.short ? shortShapes : shapes).slice(0, options.peer === undefined ? 3 : 2);
  const names = chosen.map((s) => s.name);
  const { rounds, latency, faults } = await measureAll(world, run, chosen);
  const peer = options.peer && peerPrograms[options.peer];
  const wanted = floors(names);
  if (peer?.name === 'ejabberd') wanted.push({ shape: names[0]!, limit: 'ejabberd', floor: 4 });
  const reached = [...wanted.map((f) => floorOf(rounds, f)), ...(latency?.floors ?? [])];
  const figures = (part: string) => Object.fromEntries(names.map((name) => [name, figuresOf(rounds, name, part)]));
  return {
    name: 'fanout',
    commit: commitOf(),
    rounds,
    product: {
      unit: 'deliveries',
      ...figures('product'),
      latencyMilliseconds: latency?.product,
      ...(options.heldSnapshot
        ? { [held]: { ...figuresOf(rounds, names[0]!, held), ofProduct: ratioOf(rounds, names[0]!, held, 'product') } }
        : {}),
    },
    limit: {
      name: 'L1: one prebuilt frame, raw socket writes, no storage; L2: the same, writes coalesced per turn',
      unit: 'deliveries',
      ...figures('L1'),
      L2: figuresOf(rounds, names[0]!, 'L2'),
    },
    peer: peer
      ? {
          name: peer.name,
          settings: peer.settings,
          unit: 'deliveries',
          ...figures(peer.name),
          latencyMilliseconds: latency?.peer,
        }
      : null,
    ratio: ratioField(ratioOf(rounds, names[0]!, 'product', 'L1'), peer && ratioOf(rounds, names[0]!, 'product', peer.name)),
    floors: reached,
    verdict: verdictOf(rounds, reached),
    faults,
  };
};
