/**
 * Milliseconds of processor that some work takes in this process: what it costs, however busy the machine is with other things. For
 * tests of work that must not grow out of hand with its input.
 */
export function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return spentSince(before);
}

/** The same for work that is waited for. */
export async function processorTimeOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return spentSince(before);
}

function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
