import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { systemClock } from '@rapport/platform';
import cliProgress from 'cli-progress';

/** A wrong way to call a command: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The result: standard output. */
export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What is going on, warnings and errors: standard error. */
export const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

export const sayJson = (value: unknown): void => say(JSON.stringify(value));

export interface Progress {
  at(done: number, total: number, words?: string): void;
  end(): void;
}

const plainEvery = 5_000;

/** A bar on a terminal; elsewhere a plain line now and then. */
export function progress(title: string): Progress {
  if (!process.stderr.isTTY) {
    let told = systemClock.now();
    return {
      at(done, total, words = '') {
        if (systemClock.now() - told < plainEvery) return;
        told = systemClock.now();
        tell(`${title}: ${done} of ${total} ${words}`.trimEnd());
      },
      end: () => undefined,
    };
  }
  const format = `${title} {bar} {value}/{total} {words}`;
  const bar = new cliProgress.SingleBar(
    { format, stream: process.stderr, hideCursor: true, barsize: 30 },
    cliProgress.Presets.shades_classic,
  );
  let begun = false;
  return {
    at(done, total, words = '') {
      if (!begun) bar.start(total, done, { words });
      begun = true;
      bar.setTotal(total);
      bar.update(done, { words });
    },
    end() {
      if (begun) bar.stop();
    },
  };
}

/** Asks on the terminal without showing what is typed. */
function askSecret(question: string): Promise<string> {
  let muted = false;
  const shown = new Writable({
    write(chunk: Buffer, _encoding, next) {
      if (!muted) process.stderr.write(chunk);
      next();
    },
  });
  const lines = createInterface({ input: process.stdin, output: shown, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => {
      lines.close();
      reject(new Error('given up'));
    });
    lines.question(question, (answer) => {
      lines.close();
      tell('');
      resolve(answer);
    });
    muted = true;
  });
}

/**
 * A secret from standard input (`fromStdin`: its first line), or asked for on a terminal. Undefined when there is neither.
 */
export async function readSecret(question: string, fromStdin: boolean): Promise<string | undefined> {
  if (fromStdin) return (await text(process.stdin)).split(/\r?\n/)[0];
  return process.stdin.isTTY ? askSecret(question) : undefined;
}

/** Secrets on standard input, one a line. */
export const readSecrets = async (): Promise<string[]> => (await text(process.stdin)).split(/\r?\n/);

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
