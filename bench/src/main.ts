import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { all, plot } from './all.ts';
import { type BenchName, type BenchOptions, help, readOptions } from './bench-options.ts';
import { direct } from './direct.ts';
import { exportBundles } from './exports.ts';
import { fanout } from './fanout.ts';
import { idle } from './idle.ts';
import { imports } from './imports.ts';
import { inbound } from './inbound.ts';
import { ledger } from './ledger.ts';
import { nodes } from './nodes.ts';
import { open } from './open.ts';
import { outbox } from './outbox.ts';
import { policy } from './policy.ts';
import { type Report, reportText } from './report.ts';
import { resume } from './resume.ts';
import { search } from './search.ts';
import type { Suite } from './suite.ts';
import { verify } from './verify.ts';
import { web } from './web.ts';

/** Every benchmark; a new one joins here and, with its line of `--help`, in bench-options.ts. */
const suites: Record<BenchName, Suite> = {
  fanout,
  direct,
  open,
  search,
  idle,
  import: imports,
  resume,
  nodes,
  web,
  export: exportBundles,
  ledger,
  verify,
  inbound,
  outbox,
  policy,
};

/** What to undo, newest last. */
const stops: (() => Promise<unknown>)[] = [];

let stopping: Promise<void> | undefined;

/** Undoes everything once; whoever asks again waits for the same end. */
function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (const stop of stops.splice(0).reverse()) await stop().catch(() => undefined);
  })();
  return stopping;
}

/** Writes a report beside those of other benchmarks. */
async function keep(folder: string, report: Report): Promise<void> {
  await mkdir(folder, { recursive: true });
  const name = report.peer === null ? report.name : `${report.name}-${report.peer.name}`;
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(report)}\n`);
}

async function bench(options: BenchOptions): Promise<number> {
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const report = await suites[options.name]({ options, say, stops });
  if (options.out !== undefined) await keep(options.out, report);
  process.stdout.write(`${options.json ? JSON.stringify(report) : reportText(report)}\n`);
  return report.faults.length === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void stopAll().then(() => process.exit(1));
  });
}

async function main(): Promise<number> {
  const [command, ...rest] = process.argv.slice(2);
  const commands = { all, plot };
  if (command === 'all' || command === 'plot')
    return commands[command](rest).catch((error: Error) => {
      process.stderr.write(`${error.message}\n`);
      return 2;
    });
  let options: BenchOptions | undefined;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}\n`);
    return 2;
  }
  if (!options) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  try {
    return await bench(options);
  } catch (error) {
    process.stderr.write(`The benchmark did not end: ${(error as Error).stack}\n`);
    return 1;
  } finally {
    await stopAll();
  }
}

process.exit(await main());
