import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestHouse } from '@rapport/dev';
import type { ImportProgress, ImportReport, ImportRun } from './index.ts';

const child = fileURLToPath(new URL('./import-child.test-kit.ts', import.meta.url));

interface Ended {
  steps: (ImportProgress & { heap: number })[];
  report: ImportReport | undefined;
  killed: boolean;
}

/** Imports in a process of its own; `enough` has it killed like a power cut. */
export async function importApart(
  kit: TestHouse,
  run: ImportRun,
  enough: (p: ImportProgress) => boolean,
  heap = false,
): Promise<Ended> {
  const order = JSON.stringify({ databaseUrl: kit.databaseUrl, dataDir: kit.dataDir, run, heap });
  const flags = ['--conditions=rapport-source', '--import=tsx', ...(heap ? ['--expose-gc'] : [])];
  const process_ = spawn(process.execPath, [...flags, child, order], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended: Ended = { steps: [], report: undefined, killed: false };
  let rest = '';
  // It may be gone before it is answered.
  process_.stdin.on('error', () => undefined);
  process_.stdout.setEncoding('utf8');
  process_.stdout.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const step = JSON.parse(line) as Ended['steps'][number] & { report?: ImportReport };
      if (step.report) ended.report = step.report;
      else ended.steps.push(step);
      if (ended.killed || step.report) continue;
      ended.killed = enough(step);
      process_.stdin.write('on\n');
      // In the middle of what it does next, wherever that is: further than there it does not come.
      if (ended.killed) setTimeout(() => process_.kill('SIGKILL'), 5);
    }
  });
  await once(process_, 'close');
  return ended;
}
