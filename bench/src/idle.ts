import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchHouse } from './bench-house.ts';
import { openBenchHouse } from './bench-house.ts';
import type { Child } from './child.ts';
import type { CrowdQuestion, Resumed } from './crowd-process.ts';
import { type Crowd, seedCrowd } from './crowd-seed.ts';
import { cpuOf, cpuOfFamily, kernelSocketBytes, machineBusy, residentBytes } from './machine.ts';
import { waitForCalm } from './measure.ts';
import { commitOf, type Floor, figuresOf, type Report, ratioField, roundLine, verdictOf } from './report.ts';
import { fewestRounds, interleave, median, type Part, type Round, ratioOf } from './rounds.ts';
import type { Suite, SuiteRun } from './suite.ts';

/** Open files are limited to 20,000 a process: more sessions take more servers and more clients. */
const perProcess = 16_000;
const usual = 10_000;
const each = 20;
/** Seconds until what opening left behind has been collected, as far as it is by itself. */
const settleSeconds = 5;

/** Most of what an idle session may hold and use: bytes of the server's memory, microseconds a second of its processor. */
const mostBytes = 25_000;
const mostMicroseconds = 4;

interface Crowded {
  house: BenchHouse;
  crowd: Crowd;
  clients: Child[];
  run: SuiteRun;
}

/** The pids and ports that a round's sessions are spread over. */
interface Servers {
  pids: number[];
  ports: number[];
}

/** Spreads sessions over clients and servers; answers the seconds it took. */
async function openOn(clients: readonly Child[], all: readonly string[], { ports }: Servers, bare: boolean): Promise<number> {
  const count = all.length;
  const share = Math.ceil(count / clients.length);
  const opened = await Promise.all(
    clients.map((client, i) => {
      const tokens = all.slice(i * share, (i + 1) * share);
      const port = ports[i]!;
      const question: CrowdQuestion = bare ? { do: 'bare', port, count: tokens.length } : { do: 'open', port, tokens };
      return client.ask<Resumed>(question, 300_000);
    }),
  );
  return Math.max(...opened.map((o) => o.allSeconds));
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/**
 * Opens all sessions on servers that had none, lets them be, and reads what they hold and use. What a server takes for itself
 * when it begins to work (code, its young generation) is not a session's: the first tenth is let in before memory is read.
 */
async function measureOpen(crowded: Crowded, servers: Servers, bare: boolean): Promise<Part> {
  const { clients, crowd, run } = crowded;
  const all = crowd.tokens;
  const first = Math.floor(all.length / 10);
  await openOn(clients, all.slice(0, first), servers, bare);
  const before = { memory: sum(servers.pids.map(residentBytes)), kernel: kernelSocketBytes() };
  const later = all.length - first;
  const openSeconds = await openOn(clients, all.slice(first), servers, bare);
  await sleep(run.options.short ? 200 : settleSeconds * 1_000);
  const ours = [...servers.pids, ...clients.map((c) => c.pid)];
  const read = () => ({
    at: performance.now(),
    cpu: sum(servers.pids.map(cpuOf)),
    own: sum(ours.map(cpuOf)) + cpuOfFamily(crowded.house.databasePid),
    busy: machineBusy(),
  });
  const begin = read();
  // As long as it takes for every socket to be pinged once.
  await sleep(run.options.short ? 500 : 31_000);
  const end = read();
  const seconds = (end.at - begin.at) / 1_000;
  // Both ends of a socket are on this machine.
  const kernel = (kernelSocketBytes() - before.kernel) / 2 / later;
  const bytes = (sum(servers.pids.map(residentBytes)) - before.memory) / later;
  const busyByOthers = (end.busy - begin.busy - (end.own - begin.own)) / seconds;
  await Promise.all(clients.map((c) => c.ask({ do: 'close' } satisfies CrowdQuestion)));
  return {
    rate: bytes,
    seconds,
    cpu: { server: end.cpu - begin.cpu, database: 0, load: end.own - begin.own - (end.cpu - begin.cpu) },
    others: Math.max(0, Math.round(busyByOthers * 1_000) / 1_000),
    more: {
      residentBytes: bytes,
      kernelBytes: kernel,
      microsecondsPerSecond: ((end.cpu - begin.cpu) * 1e6) / seconds / all.length,
      openedPerSecond: later / openSeconds,
    },
  };
}

async function measureProduct(crowded: Crowded): Promise<Part> {
  const { house, clients } = crowded;
  await house.server.stop();
  await house.restart();
  const more = await Promise.all(clients.slice(1).map(() => house.another()));
  const all = [house.server, ...more];
  const part = await measureOpen(crowded, { pids: all.map((s) => s.pid), ports: all.map((s) => s.port) }, false);
  await Promise.all(more.map((s) => s.stop()));
  return part;
}

async function measureBare(crowded: Crowded): Promise<Part> {
  const servers = crowded.clients.map(() => crowded.house.start('bare-process.ts'));
  const ports = await Promise.all(servers.map((s) => s.ask<number>({})));
  const part = await measureOpen(crowded, { pids: servers.map((s) => s.pid), ports }, true);
  await Promise.all(servers.map((s) => s.stop()));
  return part;
}

function floorsOf(rounds: readonly Round[]): Floor[] {
  const valid = rounds.filter((r) => r.valid);
  const floor = (metric: string, name: string, most: number): Floor => {
    const value = valid.length > 0 ? Number(median(valid.map((r) => r.parts.product!.more![name]!)).toPrecision(4)) : null;
    return { metric, floor: most, value, ok: valid.length >= fewestRounds && value !== null && value <= most };
  };
  return [
    floor('memory of a session, bytes, at most', 'residentBytes', mostBytes),
    floor('processor of an idle session, microseconds a second, at most', 'microsecondsPerSecond', mostMicroseconds),
  ];
}

/** Sessions that do nothing: what each holds and uses, against bare sockets of the same number. */
export const idle: Suite = async (run): Promise<Report> => {
  const { options, say } = run;
  const sessions = options.sessions ?? (options.short ? 60 : usual);
  const house = await openBenchHouse(run);
  const plan = { people: sessions, each: options.short ? 5 : each, size: options.short ? 10 : 100 };
  const crowd = await seedCrowd(house.dataDir, house.databaseUrl, plan);
  say(`${sessions} people are in ${plan.each} conversations each`);
  const clients = Array.from({ length: Math.ceil(sessions / perProcess) }, () => house.start('crowd-process.ts'));
  const crowded: Crowded = { house, crowd, clients, run };
  const shape = `${sessions.toLocaleString('en')} sessions`;
  const before = () => waitForCalm(house, options.calmWithin);
  const parts = [
    { name: 'product', measure: () => measureProduct(crowded) },
    { name: 'bare', measure: () => measureBare(crowded) },
  ];
  const rounds = await interleave({ shape, ...options, before }, parts, (r) => say(roundLine(r)));
  const floors = floorsOf(rounds);
  return {
    name: 'idle',
    commit: commitOf(),
    rounds,
    product: { unit: 'bytes a session', sessions, ...figuresOf(rounds, shape, 'product') },
    limit: {
      name: 'bare: the same sockets on a server of ws alone',
      unit: 'bytes a session',
      ...figuresOf(rounds, shape, 'bare'),
    },
    peer: null,
    ratio: ratioField(ratioOf(rounds, shape, 'product', 'bare')),
    floors,
    verdict: verdictOf(rounds, floors),
    faults: [],
  };
};
