import type { BenchOptions } from './bench-options.ts';
import type { InsertQuestion } from './insert-process.ts';
import { measure, waitForCalm } from './measure.ts';
import { openPeer, peerPrograms } from './peers/peer.ts';
import { measureCalmly, measureProduct, type ProductPart } from './product.ts';
import { commitOf, type Floor, figuresOf, floorOf, ratioField, roundLine, verdictOf } from './report.ts';
import { fewestRounds, interleave, median, type Part, type Round, ratioOf } from './rounds.ts';
import { bodyBytes, openConversations, pairsOf, runOf, type Shape } from './shape.ts';
import type { Suite, SuiteRun } from './suite.ts';
import { openWorld, type World } from './world.ts';

const pairs = (options: BenchOptions): number => (options.short ? 10 : 100);

/** Milliseconds that 99 of 100 deliveries may take at half of the most the server accepts. */
const mostLatency = 20;

interface Measurements {
  shape: Shape;
  rounds: Round[];
  /** The open loop at half of the most. */
  paced: ProductPart;
  faults: string[];
}

async function measureAll(world: World, run: SuiteRun): Promise<Measurements> {
  const { options, say } = run;
  const faults: string[] = [];
  const count = pairs(options);
  const shape: Shape = { name: `${count} pairs`, kind: 'direct', groups: pairsOf(count), sendersEach: 1, window: 4 };
  const conversations = await openConversations(world, shape);
  const peer = await openPeer(world, run, 2 * count);
  const insert = world.start('insert-process.ts');
  await insert.ask({ do: 'open', url: world.databaseUrl } satisfies InsertQuestion);
  const { seconds } = options;
  const product = (pace?: number) =>
    measureProduct(world, shape, runOf(shape, conversations, { seconds, numbered: true, pace }), faults);
  const limit = async (): Promise<Part> => {
    const question: InsertQuestion = { do: 'run', seconds, warmUpSeconds: Math.min(1, seconds / 2), bodyBytes };
    const { result, cpu, others } = await measure<{ seconds: number; rows: number }>(world, insert, question);
    return { rate: result.rows / result.seconds, seconds: result.seconds, cpu, others };
  };
  const parts = [
    { name: 'product', measure: async () => (await product()).part },
    { name: 'insert', measure: limit },
    ...(peer ? [{ name: peer.name, measure: () => peer.measure(shape, { seconds }, faults) }] : []),
  ];
  const rounds = await interleave(
    { shape: shape.name, ...options, before: () => waitForCalm(world, options.calmWithin) },
    parts,
    (r) => say(roundLine(r)),
  );
  const valid = rounds.filter((r) => r.valid);
  const half = median((valid.length > 0 ? valid : rounds).map((r) => r.parts.product!.rate)) / 2;
  const paced = await measureCalmly(world, options.calmWithin, () => product(half));
  return { shape, rounds, paced, faults };
}

function latencyFloor(rounds: readonly Round[], p99: number): Floor {
  const enough = rounds.filter((r) => r.valid).length >= fewestRounds;
  return {
    metric: 'p99 at half of the most, milliseconds, at most',
    floor: mostLatency,
    value: p99,
    ok: enough && p99 <= mostLatency,
  };
}

/** One-to-one messages against rows inserted in batches on the same database server. */
export const direct: Suite = async (run) => {
  const { options } = run;
  const world = await openWorld(run, 2 * pairs(options));
  const { shape, rounds, paced, faults } = await measureAll(world, run);
  const peer = options.peer && peerPrograms[options.peer];
  const { p50, p99 } = paced.result;
  const floors = [floorOf(rounds, { shape: shape.name, limit: 'insert', floor: 0.08 }), latencyFloor(rounds, p99)];
  if (peer?.name === 'ejabberd') floors.push(floorOf(rounds, { shape: shape.name, limit: 'ejabberd', floor: 3 }));
  const latencyMilliseconds = { messagesPerSecond: Math.round(paced.part.rate), p50, p99, others: paced.part.others };
  return {
    name: 'direct',
    commit: commitOf(),
    rounds,
    product: { unit: 'messages', ...figuresOf(rounds, shape.name, 'product'), latencyMilliseconds },
    limit: {
      name: 'insert: rows by unnest, 100 a commit, one connection',
      unit: 'rows',
      ...figuresOf(rounds, shape.name, 'insert'),
    },
    peer: peer
      ? { name: peer.name, settings: peer.settings, unit: 'messages', ...figuresOf(rounds, shape.name, peer.name) }
      : null,
    ratio: ratioField(
      ratioOf(rounds, shape.name, 'product', 'insert'),
      peer && ratioOf(rounds, shape.name, 'product', peer.name),
    ),
    floors,
    verdict: verdictOf(rounds, floors),
    faults,
  };
};
