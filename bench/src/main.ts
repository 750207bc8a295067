import { type BenchOptions, help, readOptions } from './bench-options.ts';
import { direct, directPeople } from './direct.ts';
import { fanout, fanoutPeople } from './fanout.ts';
import { imports } from './imports.ts';
import { reportText } from './report.ts';
import { openWorld } from './world.ts';

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

async function bench(options: BenchOptions): Promise<number> {
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const people = { fanout: fanoutPeople(options), direct: directPeople(options), import: 2 }[options.name];
  const begun = performance.now();
  const world = await openWorld(options, people, stops);
  say(
    `${people} people are connected (${((performance.now() - begun) / 1_000).toFixed(1)} s; PostgreSQL ${world.databaseVersion})`,
  );
  const run = { fanout, direct, import: imports }[options.name];
  const report = await run(world, options, say, stops);
  process.stdout.write(`${options.json ? JSON.stringify(report) : reportText(report)}\n`);
  return report.faults.length === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void stopAll().then(() => process.exit(1));
  });
}

async function main(): Promise<number> {
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
