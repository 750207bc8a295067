import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc (USER_HZ: 100 on every Linux platform). */
const ticks = 100;

interface Stat {
  parent: number;
  /** Own seconds, and those of children that have ended. */
  own: number;
  ended: number;
}

/** `/proc/PID/stat`; undefined when the process is gone. */
function statOf(pid: number | string): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The name may hold spaces and parentheses: fields are counted from behind it.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return { parent: fields[1]!, own: (fields[11]! + fields[12]!) / ticks, ended: (fields[13]! + fields[14]!) / ticks };
}

/** CPU-seconds of a process without its children. */
export const cpuOf = (pid: number): number => statOf(pid)?.own ?? 0;

/** CPU-seconds of a process and all below it: a database server with its connections, a browser with its pages. Of those that ended only its own children count. */
export function cpuOfFamily(pid: number): number {
  const head = statOf(pid);
  if (!head) return 0;
  const below = new Map<number, { pid: number; own: number }[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    if (stat) below.set(stat.parent, [...(below.get(stat.parent) ?? []), { pid: Number(name), own: stat.own }]);
  }
  const sumBelow = (parent: number): number =>
    (below.get(parent) ?? []).reduce((sum, child) => sum + child.own + sumBelow(child.pid), 0);
  return head.own + head.ended + sumBelow(pid);
}

/** CPU-seconds in which any processor of this machine worked, for us or for others; waiting for disks does not count. */
export function machineBusy(): number {
  const line = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0]!;
  const [user, nice, system, , , irq, soft, steal] = line.trim().split(/\s+/).slice(1).map(Number) as number[];
  return (user! + nice! + system! + irq! + soft! + (steal ?? 0)) / ticks;
}

/** Bytes of a process in memory. */
export function residentBytes(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
  return pages * 4_096;
}

/** Bytes that the kernel holds for sockets of this machine: its caches of small things, and what waits in TCP's buffers. */
export function kernelSocketBytes(): number {
  const slab = Number(/^Slab:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1] ?? 0) * 1_024;
  const buffers = Number(/^TCP: .* mem (\d+)/m.exec(readFileSync('/proc/net/sockstat', 'latin1'))?.[1] ?? 0) * 4_096;
  return slab + buffers;
}
