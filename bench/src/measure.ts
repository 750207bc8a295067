import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';
import { cpuOf, cpuOfFamily, machineBusy } from './machine.ts';
import type { World } from './world.ts';

/** What is looked at: everything else on the machine are others. */
export type Watched = Pick<World, 'server' | 'databasePid' | 'pids'>;

/** CPU-seconds within a measured time. */
export interface Cpu {
  server: number;
  database: number;
  load: number;
}

export interface Measured<T> {
  result: T;
  cpu: Cpu;
  /** Processor cores that others used meanwhile. */
  others: number;
}

/** Cores; below what spoils a round. */
const calm = 0.2;

/** Pids of a server and its database: whose time is told apart. What else of ours works counts as load. */
export interface Watched {
  server: number;
  database: number;
}

interface Reading {
  busy: number;
  own: number;
  cpu: Cpu;
  at: number;
}

const productOf = (world: World): Watched => ({ server: world.server.pid, database: world.databasePid });

function read(world: World, watched: Watched): Reading {
  const bench = process.cpuUsage();
  const servers = new Map(
    [world.server.pid, world.databasePid, ...world.families].map((pid) => [pid, cpuOfFamily(pid)] as const),
  );
  const rest = world.pids().reduce((sum, pid) => sum + cpuOf(pid), (bench.user + bench.system) / 1e6);
  const own = [...servers.values()].reduce((sum, seconds) => sum + seconds, rest);
  const server = servers.get(watched.server) ?? 0;
  const database = servers.get(watched.database) ?? 0;
  return { busy: machineBusy(), own, cpu: { server, database, load: own - server - database }, at: performance.now() };
}

/** Cores that others used between two readings. */
const othersOf = (begin: Reading, end: Reading): number =>
  (end.busy - begin.busy - (end.own - begin.own)) / ((end.at - begin.at) / 1_000);

/** Waits until others leave the machine alone for a second, but not longer than told: a disturbed round would be discarded. */
export async function waitForCalm(world: Watched, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  const watched = productOf(world);
  for (let before = read(world, watched); performance.now() < end; ) {
    await sleep(1_000);
    const now = read(world, watched);
    if (othersOf(before, now) < calm) return;
    before = now;
  }
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;

/** Lets a child work and reads the machine when it says that the measured time begins and ends. */
export async function measure<T>(world: Watched, child: Child, question: object): Promise<Measured<T>> {
  const readings: { begin?: Reading; end?: Reading } = {};
  child.onNews = (news) => {
    if (news === 'begin' || news === 'end') readings[news] = read(world, watched);
  };
  const result = await child.ask<T>(question);
  child.onNews = undefined;
  const { begin, end } = readings;
  if (!begin || !end) throw new Error('A measurement did not say when it began and ended.');
  const cpu = {
    server: round(end.cpu.server - begin.cpu.server),
    database: round(end.cpu.database - begin.cpu.database),
    load: round(end.cpu.load - begin.cpu.load),
  };
  return { result, cpu, others: Math.max(0, round(othersOf(begin, end))) };
}
