import type { Harm } from './harm.test-kit.ts';
import { ScheduleRunner } from './run-schedules.test-kit.ts';

/** One worker of a soak: runs the schedules its parent names, one at a time. */
const runner = new ScheduleRunner();
let ending = false;

process.on('message', (order: { seed: number; steps: number; harms?: Harm[] } | 'end') => {
  if (order === 'end') return void end();
  void runner.run(order).then((outcome) => process.send?.(outcome));
});

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await runner.close().catch(() => undefined);
  process.exit(0);
}

process.on('disconnect', () => void end());
// Ctrl-C reaches the whole group; the parent says when to end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void end());
