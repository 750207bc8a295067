import { hasNats } from '@rapport/dev';
import type { BenchOptions } from './bench-options.ts';
import { waitForCalm } from './measure.ts';
import { type Crash, crashOf } from './nodes-crash.ts';
import { type NodesWorld, openNodes } from './nodes-world.ts';
import { measureProduct } from './product.ts';
import { commitOf, type Floor, type Report, roundLine, verdictOf } from './report.ts';
import { fewestRounds, interleave, median, type Part, type Round } from './rounds.ts';
import { groupsOf, openConversations, runOf, type Shape } from './shape.ts';
import type { Suite } from './suite.ts';

/** How many times dearer a delivery may be than on one node, by the number of nodes. */
const mostTimes = { two: 1.3, four: 1.5 } as const;
const counts = { one: 1, two: 2, four: 4 } as const;
type Count = keyof typeof counts;
const names = Object.keys(counts) as Count[];
/** Milliseconds until sessions and jobs of a killed node are elsewhere. */
const takeoverWithin = 10_000;
/** Messages a second of the open loop: the same work for all, far from full. */
const paced = 150;

const shapeOf = (short: boolean): Shape => ({
  name: short ? '4 × 10' : '10 × 100',
  kind: 'group',
  groups: short ? groupsOf(4, 10) : groupsOf(10, 100),
  sendersEach: 2,
  window: 2,
});

/** Microseconds of all nodes and what they talk through, for each delivery. */
const costOf = (part: Part): number => (1e6 * part.cpu.server) / (part.rate * part.seconds);

interface Loop {
  name: string;
  pace: number | undefined;
}

async function measureLoop(
  worlds: Record<Count, NodesWorld>,
  { name, pace }: Loop,
  faults: string[],
  { options, say }: { options: BenchOptions; say: (line: string) => void },
): Promise<Round[]> {
  const shape = shapeOf(options.short);
  const conversations = new Map<Count, string[]>();
  for (const n of names) conversations.set(n, await openConversations(worlds[n], shape));
  const parts = names.map((n) => ({
    name: n,
    measure: async (): Promise<Part> => {
      const run = runOf(shape, conversations.get(n)!, { seconds: options.seconds, numbered: true, pace });
      const { result, part } = await measureProduct(worlds[n], { ...shape, name: `${name}, ${n}` }, run, faults);
      return { ...part, rate: result.deliveries / result.seconds };
    },
  }));
  // Each process compiles its code while it works for the first time: not a cost of being several.
  if (!options.short) for (const { measure } of parts) await measure();
  const before = () => waitForCalm(worlds.one, options.calmWithin);
  return interleave({ shape: name, ...options, before }, parts, (r) => {
    const costs = Object.entries(r.parts).map(([n, part]) => `${n} ${costOf(part).toFixed(2)}`);
    say(`${roundLine(r)}; microseconds a delivery: ${costs.join(', ')}`);
  });
}

const timesIn = (rounds: readonly Round[], loop: string, n: Count): number[] =>
  rounds.filter((r) => r.valid && r.shape === loop).map((r) => costOf(r.parts[n]!) / costOf(r.parts.one!));

const short = (value: number): number => Number(value.toPrecision(4));

function costFloor(rounds: readonly Round[], loop: string, n: 'two' | 'four'): Floor {
  const times = timesIn(rounds, loop, n);
  const value = times.length > 0 ? short(median(times)) : null;
  const ok = times.length >= fewestRounds && value !== null && value <= mostTimes[n];
  return { metric: `${loop}: CPU a delivery, ${n} nodes / one, at most`, floor: mostTimes[n], value, ok };
}

function crashFloors({ lost, doubled, resumed, jobs }: Crash): Floor[] {
  const most = (metric: string, value: number, floor: number): Floor => ({ metric, floor, value, ok: value <= floor });
  return [
    most('one node killed: messages lost', lost, 0),
    most('one node killed: messages doubled', doubled, 0),
    most('one node killed: milliseconds until its sessions went on elsewhere, at most', resumed, takeoverWithin),
    most('one node killed: milliseconds that scheduled messages came late, at most', jobs, takeoverWithin),
  ];
}

function figures(rounds: readonly Round[], loop: string, n: Count): Record<string, unknown> {
  const of = rounds.filter((r) => r.shape === loop);
  const valid = of.filter((r) => r.valid);
  const parts = (valid.length > 0 ? valid : of).flatMap((r) => r.parts[n] ?? []);
  const middle = (pick: (p: Part) => number): number => short(median(parts.map(pick)));
  return {
    perSecond: middle((p) => p.rate),
    microsecondsPerDelivery: middle(costOf),
    databaseMicrosecondsPerMessage: middle((p) => (1e6 * p.cpu.database) / p.messages!),
    p50: middle((p) => p.p50!),
    p99: middle((p) => p.p99!),
  };
}

/** What it costs to be two or four server processes in place of one, and what happens when one of them is killed. */
export const nodes: Suite = async (run): Promise<Report> => {
  const { options, say } = run;
  if (!hasNats()) throw new Error('nodes needs nats-server on PATH (Debian package nats-server).');
  const people = options.short ? 40 : 1_000;
  const opened = await openNodes(run, Object.values(counts), people);
  const worlds = { one: opened[0]!, two: opened[1]!, four: opened[2]! };
  const loops: Loop[] = [
    { name: 'as fast as it goes', pace: undefined },
    { name: `${paced * (options.short ? 10 : 100)} deliveries a second`, pace: paced },
  ];
  const faults: string[] = [];
  const rounds: Round[] = [];
  for (const loop of loops) rounds.push(...(await measureLoop(worlds, loop, faults, run)));
  const crash = await crashOf(worlds.two);
  say(`one of two nodes killed: ${JSON.stringify(crash)}`);
  if (!crash.equal) faults.push('after the crash not every session had the same messages');
  if (crash.lost + crash.doubled > 0) faults.push(`after the crash ${crash.lost} messages are lost, ${crash.doubled} doubled`);
  const floors = [
    ...loops.flatMap(({ name }) => [costFloor(rounds, name, 'two'), costFloor(rounds, name, 'four')]),
    ...crashFloors(crash),
  ];
  const times = timesIn(rounds, loops[0]!.name, 'two');
  const byLoop = (n: Count) => Object.fromEntries(loops.map(({ name }) => [name, figures(rounds, name, n)]));
  return {
    name: 'nodes',
    commit: commitOf(),
    rounds,
    product: { unit: 'deliveries', two: byLoop('two'), four: byLoop('four'), crash },
    limit: { name: 'one: a node alone, without a bus, the same load', unit: 'deliveries', ...byLoop('one') },
    peer: null,
    ratio: {
      toLimit: times.length > 0 ? short(median(times)) : null,
      min: times.length > 0 ? short(Math.min(...times)) : null,
      max: times.length > 0 ? short(Math.max(...times)) : null,
      toPeer: null,
    },
    floors,
    verdict: verdictOf(rounds, floors),
    faults,
  };
};
