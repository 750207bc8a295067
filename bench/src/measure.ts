import type { Child } from './child.ts';
import { cpuOf, cpuOfFamily, machineBusy } from './machine.ts';
import type { World } from './world.ts';

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

interface Reading {
  busy: number;
  cpu: Cpu;
  at: number;
}

function read(world: World): Reading {
  const own = process.cpuUsage();
  const rest = world.pids().reduce((sum, pid) => sum + cpuOf(pid), (own.user + own.system) / 1e6);
  return {
    busy: machineBusy(),
    cpu: { server: cpuOf(world.server.pid), database: cpuOfFamily(world.databasePid), load: rest },
    at: performance.now(),
  };
}

const sum = (cpu: Cpu): number => cpu.server + cpu.database + cpu.load;
const round = (value: number): number => Math.round(value * 1_000) / 1_000;

/** Lets a child work and reads the machine when it says that the measured time begins and ends. */
export async function measure<T>(world: World, child: Child, question: object): Promise<Measured<T>> {
  const readings: { begin?: Reading; end?: Reading } = {};
  child.onNews = (news) => {
    if (news === 'begin' || news === 'end') readings[news] = read(world);
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
  const others = (end.busy - begin.busy - sum(cpu)) / ((end.at - begin.at) / 1_000);
  return { result, cpu, others: Math.max(0, round(others)) };
}
