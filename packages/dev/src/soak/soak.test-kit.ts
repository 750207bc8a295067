import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Harm, heavyHarms, lightHarms } from './harm.test-kit.ts';
import type { Outcome } from './run-schedules.test-kit.ts';

const words = `npm run soak -- [options]

Plays seeded schedules of people, devices and harms against real server processes, and checks at the end of each that nothing
acknowledged is lost or doubled and that every device shows the truth.

  --schedules N   how many (default 100; with --minutes as many as fit)
  --minutes M     how long at most
  --seed S        the first seed (default 1); the others follow it
  --steps N       steps of a schedule (default 60)
  --jobs J        workers, each with a database and servers of its own (default 1)
  --harms a,b    only these: ${[...lightHarms, ...heavyHarms].join(', ')}
  --json          the summary as one JSON object
`;

interface Options {
  schedules: number;
  minutes: number;
  seed: number;
  steps: number;
  jobs: number;
  harms: Harm[] | undefined;
  json: boolean;
}

function readOptions(): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      schedules: text,
      minutes: text,
      seed: text,
      steps: text,
      jobs: text,
      harms: text,
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(words);
    process.exit(0);
  }
  const number = (given: string | undefined, otherwise: number): number => {
    const value = given === undefined ? otherwise : Number(given);
    if (!(value > 0)) throw new Error(`"${given}" is no number above 0.`);
    return value;
  };
  const known = new Set<string>([...lightHarms, ...heavyHarms]);
  const harms = values.harms?.split(',').map((one) => one.trim());
  for (const one of harms ?? []) if (!known.has(one)) throw new Error(`There is no harm "${one}".\n\n${words}`);
  return {
    schedules: number(values.schedules, values.minutes ? 1e9 : 100),
    minutes: number(values.minutes, 1e6),
    seed: number(values.seed, 1),
    steps: number(values.steps, 60),
    jobs: number(values.jobs, 1),
    harms: harms as Harm[] | undefined,
    json: values.json ?? false,
  };
}

/** Hands seeds out to workers and adds up what they answer. */
class Soak {
  private readonly options: Options;
  private readonly began = Date.now();
  private next: number;
  private ran = 0;
  private messages = 0;
  private readonly harms: Record<string, number> = {};
  private readonly slowest: { seed: number; milliseconds: number; parts: Record<string, number> }[] = [];
  private readonly failures: { seed: number; error: string; replay: string }[] = [];
  private stopped = false;
  private readonly workers = new Set<ChildProcess>();

  constructor(options: Options) {
    this.options = options;
    this.next = options.seed;
  }

  async run(): Promise<number> {
    const line = setInterval(() => this.progress(), 10_000);
    process.on('SIGINT', () => this.interrupt());
    process.on('SIGTERM', () => this.interrupt());
    try {
      await Promise.all(Array.from({ length: this.options.jobs }, () => this.work()));
    } finally {
      clearInterval(line);
    }
    this.summary();
    return this.failures.length > 0 || this.ran === 0 ? 1 : 0;
  }

  private interrupt(): void {
    if (this.stopped) process.exit(1);
    process.stderr.write('\nEnding after the schedules under way …\n');
    this.stopped = true;
  }

  private seed(): number | undefined {
    const { schedules, minutes, seed } = this.options;
    if (this.stopped || this.next >= seed + schedules || Date.now() - this.began > minutes * 60_000) return undefined;
    return this.next++;
  }

  /** One worker from its first seed to its last; one that ends by itself fails its seed and is followed by another. */
  private async work(): Promise<void> {
    let worker: ChildProcess | undefined;
    for (let seed = this.seed(); seed !== undefined; seed = this.seed()) {
      worker ??= this.hire();
      const outcome = await this.play(worker, seed);
      this.take(outcome);
      if (!worker.connected) worker = undefined;
    }
    if (!worker) return;
    const gone = once(worker, 'exit');
    worker.send('end');
    const late = setTimeout(() => worker.kill('SIGKILL'), 30_000);
    await gone;
    clearTimeout(late);
    this.workers.delete(worker);
  }

  private hire(): ChildProcess {
    const program = fileURLToPath(new URL('./soak-worker.test-kit.ts', import.meta.url));
    const worker = fork(program, [], { execArgv: ['--import', 'tsx', '-C', 'rapport-source'] });
    this.workers.add(worker);
    return worker;
  }

  private play(worker: ChildProcess, seed: number): Promise<Outcome> {
    const { steps, harms } = this.options;
    return new Promise((resolve) => {
      const ended = (code: number | null, signal: string | null) =>
        resolve({ seed, error: `The worker ended (code ${code}, signal ${signal}).` });
      worker.once('exit', ended);
      worker.once('message', (outcome: Outcome) => {
        worker.off('exit', ended);
        resolve(outcome);
      });
      worker.send({ seed, steps, ...(harms ? { harms } : {}) });
    });
  }

  private take(outcome: Outcome): void {
    this.ran++;
    if ('report' in outcome) {
      this.messages += outcome.report.messages;
      const { milliseconds, parts } = outcome.report;
      this.slowest.push({ seed: outcome.seed, milliseconds, parts });
      this.slowest.sort((a, b) => b.milliseconds - a.milliseconds).splice(5);
      for (const [harm, times] of Object.entries(outcome.report.harms)) this.harms[harm] = (this.harms[harm] ?? 0) + times;
      return;
    }
    const { steps, harms } = this.options;
    const only = harms ? ` --harms '${harms.join(',')}'` : '';
    const replay = `npm run soak -- --schedules 1 --seed ${outcome.seed} --steps ${steps}${only}`;
    this.failures.push({ seed: outcome.seed, error: outcome.error, replay });
    process.stderr.write(
      `\n✗ seed ${outcome.seed}: ${outcome.error}\n  Replay (timing differs, so try a few times): ${replay}\n`,
    );
  }

  private progress(): void {
    const seconds = Math.round((Date.now() - this.began) / 1000);
    process.stderr.write(`  … ${this.ran} schedules, ${this.messages} messages, ${this.failures.length} failed, ${seconds} s\n`);
  }

  private summary(): void {
    const seconds = Math.round((Date.now() - this.began) / 100) / 10;
    const { ran, messages, harms } = this;
    if (this.options.json) {
      process.stdout.write(
        `${JSON.stringify({ schedules: ran, messages, seconds, harms, slowest: this.slowest, failures: this.failures })}\n`,
      );
      return;
    }
    const lines = Object.entries(harms)
      .sort(([, a], [, b]) => b - a)
      .map(([harm, times]) => `  ${String(times).padStart(8)}  ${harm}`);
    const failed = this.failures.map(({ seed, replay }) => `  ✗ seed ${seed}: ${replay}`);
    process.stdout.write(
      [
        `${ran} schedules, ${messages} messages, ${this.failures.length} failed, ${seconds} s`,
        `Slowest: ${this.slowest.map(({ seed, milliseconds }) => `seed ${seed} ${milliseconds} ms`).join(', ')}`,
        'Harms:',
        ...lines,
        ...failed,
        '',
      ].join('\n'),
    );
  }
}

process.exitCode = await new Soak(readOptions()).run();
