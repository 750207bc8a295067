import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';
import { cpuOf, cpuOfFamily, machineBusy } from './machine.ts';

/** What is looked at: everything else on the machine are others. */
export interface Watched {
  server: { pid: number };
  databasePid: number;
  /** Pids of our other processes. */
  pids(): number[];
  /** Pids that serve together with the server: other nodes, and what they talk through. */
  beside?: readonly number[];
  /** Pids of other servers that we run beside, each with children. */
  families?: readonly number[];
}

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

interface Reading {
  busy: number;
  cpu: Cpu;
  at: number;
}

function read(world: Watched): Reading {
  const own = process.cpuUsage();
  const load = world.pids().reduce((sum, pid) => sum + cpuOf(pid), (own.user + own.system) / 1e6);
  const families = (pids: readonly number[] = []): number => pids.reduce((sum, pid) => sum + cpuOfFamily(pid), 0);
  return {
    busy: machineBusy(),
    cpu: {
      server: families([world.server.pid, ...(world.beside ?? [])]),
      database: cpuOfFamily(world.databasePid),
      load: load + families(world.families),
    },
    at: performance.now(),
  };
}

/** Cores that others used between two readings. */
const othersOf = (begin: Reading, end: Reading): number =>
  (end.busy - begin.busy - (sum(end.cpu) - sum(begin.cpu))) / ((end.at - begin.at) / 1_000);

/** Waits until others leave the machine alone for a second, but not longer than told: a disturbed round would be discarded. */
export async function waitForCalm(world: Watched, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  for (let before = read(world); performance.now() < end; ) {
    await sleep(1_000);
    const now = read(world);
    if (othersOf(before, now) < calm) return;
    before = now;
  }
}

const sum = (cpu: Cpu): number => cpu.server + cpu.database + cpu.load;
const round = (value: number): number => Math.round(value * 1_000) / 1_000;

/** Lets a child work and reads the machine when it says that the measured time begins and ends. */
export async function measure<T>(world: Watched, child: Child, question: object, within?: number): Promise<Measured<T>> {
  const readings: { begin?: Reading; end?: Reading } = {};
  child.onNews = (news) => {
    if (news === 'begin' || news === 'end') readings[news] = read(world);
  };
  const result = await child.ask<T>(question, within);
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
