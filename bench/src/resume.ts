import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchHouse, openBenchHouse } from './bench-house.ts';
import type { Child } from './child.ts';
import type { CrowdQuestion, Resumed, StreamTotal } from './crowd-process.ts';
import { type Crowd, seedCrowd } from './crowd-seed.ts';
import { measure, waitForCalm } from './measure.ts';
import { commitOf, type Floor, figuresOf, floorOf, type Report, ratioField, roundLine, verdictOf } from './report.ts';
import { fewestRounds, interleave, median, type Part, type Round, ratioOf } from './rounds.ts';
import type { Suite, SuiteRun } from './suite.ts';
import type { WriterQuestion } from './writer-process.ts';

const usual = 10_000;
const mostSessions = 16_000;
const each = 20;
/** People who write meanwhile, each into a group of their own, and their messages a second together. */
const writerCount = 20;
const perSecond = 40;
/** Seconds between the last accepted socket and 99 of 100 sessions caught up. */
const mostBehind = 2;

interface Storm {
  run: SuiteRun;
  house: BenchHouse;
  crowd: Crowd;
  client: Child;
  writer: Child;
  faults: string[];
}

/** Writers among the people, each with the first conversation that no other writes into. */
function writersOf({ crowd, run }: Storm): { token: string; conversation: string }[] {
  const count = run.options.short ? 3 : writerCount;
  return crowd.conversations
    .slice(0, count)
    .map((conversation, g) => ({ token: crowd.tokens[crowd.members[g]![0]!]!, conversation }));
}

const totalsOf = ({ house }: Storm, conversations: readonly string[]): Promise<StreamTotal[]> =>
  house.db.rows<StreamTotal>(
    `select s.id, s.ev::int as ev, count(m.seq)::int as count, coalesce(sum(m.seq), 0)::int as sum
     from stream s left join message m on m.conversation_id = s.id where s.id = any ($1::uuid[]) group by s.id`,
    [conversations],
  );

/** After the storm: what was acknowledged is there once, and every session has all of it. */
async function checkAll(storm: Storm, before: readonly StreamTotal[], conversations: readonly string[]): Promise<void> {
  const { writer, client, faults } = storm;
  const told = await writer.ask<{ sent: number; acknowledged: number; faults: string[] }>({
    do: 'stop',
  } satisfies WriterQuestion);
  faults.push(...told.faults);
  const streams = await totalsOf(storm, conversations);
  const stored = streams.reduce((n, s) => n + s.count, 0) - before.reduce((n, s) => n + s.count, 0);
  if (told.acknowledged !== told.sent) faults.push(`${told.sent} messages were sent, ${told.acknowledged} acknowledged`);
  if (stored !== told.acknowledged) faults.push(`${stored} messages are stored, ${told.acknowledged} were acknowledged`);
  // Sessions count from their first look on: what was there before is not theirs to take.
  const since = streams.map((s): StreamTotal => {
    const old = before.find((b) => b.id === s.id)!;
    return { ...s, count: s.count - old.count, sum: s.sum - old.sum };
  });
  faults.push(...(await client.ask<string[]>({ do: 'check', streams: since } satisfies CrowdQuestion)));
}

/** One crash: everybody is connected and some write; the server is killed and begins again; all come back at once. */
async function measureStorm(storm: Storm): Promise<Part> {
  const { run, house, crowd, client, writer } = storm;
  const writers = writersOf(storm);
  const conversations = writers.map((w) => w.conversation);
  const before = await totalsOf(storm, conversations);
  const { tokens } = crowd;
  const open: CrowdQuestion = { do: 'open', port: house.server.port, tokens };
  const first = await client.ask<Resumed>(open, 300_000);
  const runId = randomBytes(4).toString('hex');
  const start: WriterQuestion = { do: 'start', port: house.server.port, writers, perSecond, run: runId };
  await writer.ask(start);
  await sleep(run.options.short ? 300 : 2_000);
  const killed = performance.now();
  await house.server.kill();
  await house.restart();
  const downSeconds = (performance.now() - killed) / 1_000;
  const back = writer.ask({ do: 'resume', port: house.server.port } satisfies WriterQuestion);
  const question: CrowdQuestion = { do: 'resume', port: house.server.port };
  const { result, cpu, others } = await measure<Resumed>(house, client, question);
  await back;
  await checkAll(storm, before, conversations);
  await client.ask({ do: 'close' } satisfies CrowdQuestion);
  return {
    rate: (0.99 * tokens.length) / result.seconds,
    seconds: result.seconds,
    cpu,
    others,
    more: {
      resumedPerSecond: (0.99 * tokens.length) / result.seconds,
      acceptedPerSecond: tokens.length / result.acceptedSeconds,
      behindLastAccept: Math.max(0, result.seconds - result.acceptedSeconds),
      allSeconds: result.allSeconds,
      downSeconds,
      firstOpenedPerSecond: tokens.length / first.allSeconds,
    },
  };
}

async function measureBare({ house, client, crowd }: Storm, bare: Child, port: number): Promise<Part> {
  const count = crowd.tokens.length;
  const question: CrowdQuestion = { do: 'bare', port, count };
  const watched = { server: { pid: bare.pid }, databasePid: house.databasePid, pids: house.pids, families: [house.server.pid] };
  const { result, cpu, others } = await measure<Resumed>(watched, client, question);
  await client.ask({ do: 'close' } satisfies CrowdQuestion);
  return { rate: count / result.seconds, seconds: result.seconds, cpu, others };
}

function behindFloor(rounds: readonly Round[]): Floor {
  const behind = rounds.filter((r) => r.valid).map((r) => r.parts.product!.more!.behindLastAccept!);
  const value = behind.length > 0 ? Number(median(behind).toPrecision(3)) : null;
  return {
    metric: '99 of 100 caught up after the last accept, seconds, at most',
    floor: mostBehind,
    value,
    ok: behind.length >= fewestRounds && value !== null && value <= mostBehind,
  };
}

/** A crash with everybody connected, against bare handshakes of as many sockets. */
export const resume: Suite = async (run): Promise<Report> => {
  const { options, say } = run;
  const sessions = Math.min(mostSessions, options.sessions ?? (options.short ? 60 : usual));
  const house = await openBenchHouse(run);
  const plan = { people: sessions, each: options.short ? 5 : each, size: options.short ? 10 : 100 };
  const crowd = await seedCrowd(house.dataDir, house.databaseUrl, plan);
  say(`${sessions} people are in ${plan.each} conversations each`);
  const client = house.start('crowd-process.ts');
  const storm: Storm = { run, house, crowd, client, writer: house.start('writer-process.ts'), faults: [] };
  const bare = house.start('bare-process.ts');
  const port = await bare.ask<number>({});
  const shape = `${sessions.toLocaleString('en')} sessions`;
  const before = () => waitForCalm(house, options.calmWithin);
  const parts = [
    { name: 'product', measure: () => measureStorm(storm) },
    { name: 'handshakes', measure: () => measureBare(storm, bare, port) },
  ];
  const rounds = await interleave({ shape, ...options, before }, parts, (r) => say(roundLine(r)));
  const floors = [floorOf(rounds, { shape, limit: 'handshakes', floor: 0.4 }), behindFloor(rounds)];
  return {
    name: 'resume',
    commit: commitOf(),
    rounds,
    product: { unit: 'sessions', sessions, ...figuresOf(rounds, shape, 'product') },
    limit: {
      name: 'handshakes: of a server of ws alone, same client',
      unit: 'sessions',
      ...figuresOf(rounds, shape, 'handshakes'),
    },
    peer: null,
    ratio: ratioField(ratioOf(rounds, shape, 'product', 'handshakes')),
    floors,
    verdict: verdictOf(rounds, floors),
    faults: storm.faults,
  };
};
