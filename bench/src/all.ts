import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { draw } from './plots/draw.ts';

/** Every benchmark as the page of figures tells it: with its arguments, in this order. */
const programme = [
  ['fanout', '--peer', 'ejabberd'],
  ['direct', '--peer', 'ejabberd'],
  ['fanout', '--peer', 'prosody', '--rounds', '1', '--attempts', '2'],
  ['fanout'],
  ['idle'],
  ['resume'],
  ['open'],
  ['search'],
  ['import'],
  ['nodes'],
  ['web'],
  ['export'],
  ['ledger'],
  ['verify'],
  ['inbound'],
  ['outbox'],
  ['policy'],
] as const;

const images = fileURLToPath(new URL('../../docs/images', import.meta.url));
const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** Draws from the reports in a folder: `plot FOLDER [--images FOLDER]`. */
export async function plot(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: { images: { type: 'string' } } });
  if (positionals.length !== 1) throw new Error('plot takes the folder that --out wrote reports into.');
  for (const path of await draw(positionals[0]!, values.images ?? images)) process.stdout.write(`${path}\n`);
  return 0;
}

/** Runs one benchmark in a process of its own; answers its exit code. */
const runOne = (args: readonly string[]): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [...process.execArgv, main, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    const stop = (): void => void child.kill('SIGTERM');
    process.once('SIGINT', stop).once('SIGTERM', stop);
    child.once('exit', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(code ?? 1);
    });
  });

/** Runs every benchmark, one after the other, and draws: `all --out FOLDER [--images FOLDER]`; other options go to each. */
export async function all(argv: readonly string[]): Promise<number> {
  const { values, tokens } = parseArgs({
    args: [...argv],
    strict: false,
    tokens: true,
    options: { out: { type: 'string' }, images: { type: 'string' }, json: { type: 'boolean' } },
  });
  if (typeof values.out !== 'string') throw new Error('all needs --out FOLDER for its reports and pictures.');
  const own = new Set(['out', 'images', 'json']);
  const shared = tokens.flatMap((t) =>
    t.kind === 'option' && own.has(t.name) ? [] : t.kind === 'option' ? [t.rawName] : t.kind === 'positional' ? [t.value] : [],
  );
  let worst = 0;
  for (const [name, ...more] of programme) {
    process.stderr.write(`── ${[name, ...more].join(' ')}\n`);
    const code = await runOne([name, ...more, '--json', '--out', values.out, ...shared]);
    if (code !== 0) process.stderr.write(`${name} ended with ${code}\n`);
    worst = Math.max(worst, code);
  }
  const written = await draw(values.out, typeof values.images === 'string' ? values.images : images);
  process.stdout.write(`${values.json ? JSON.stringify({ reports: values.out, written }) : written.join('\n')}\n`);
  return worst;
}
