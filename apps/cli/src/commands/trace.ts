import type { Trace } from '@rapport/contract';
import { callServer, readSettings } from '@rapport/platform';
import { type Command, InvalidArgumentError } from 'commander';
import { say, sayJson, tell, UsageError } from '../terminal.ts';

const columns = 40;

function limit(given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > 200)
    throw new InvalidArgumentError('It must be a whole number from 1 to 200.');
  return value;
}

/** A span as a bar under the others: where in the trace it lay, and how long it was. */
function bar(begun: number, milliseconds: number, whole: number): string {
  const from = Math.min(columns - 1, Math.floor((Math.max(0, begun) / whole) * columns));
  const length = Math.max(1, Math.min(columns - from, Math.round((milliseconds / whole) * columns)));
  return `${' '.repeat(from)}${'█'.repeat(length)}${' '.repeat(columns - from - length)}`;
}

function print(trace: Trace): void {
  const place = trace.stream ? `  ${trace.stream} #${trace.ev}` : '';
  say(
    `${new Date(trace.at).toISOString()}  ${trace.method}  ${trace.milliseconds} ms  ${trace.outcome}  [${trace.kept}]${place}`,
  );
  const whole = Math.max(trace.milliseconds, 0.01, ...trace.spans.map((span) => span.begun + span.milliseconds));
  for (const { name, begun, milliseconds, figures } of trace.spans) {
    const sizes = Object.entries(figures).map(([key, value]) => `${key}=${value}`);
    say(
      `  ${name.padEnd(18)} ${bar(begun, milliseconds, whole)} ${milliseconds.toFixed(2).padStart(9)} ms  ${sizes.join(' ')}`.trimEnd(),
    );
  }
}

export function addTrace(program: Command): void {
  program
    .command('trace')
    .description('show where the time of recent calls went, on the running server at RAPPORT_URL; newest first. No content')
    .option('--limit <n>', 'at most so many', limit, 20)
    .option('--slow', 'only slow ones (RAPPORT_SLOW_CALL_MS)')
    .option('--json', 'one line of JSON, as the method health.traces answers')
    .action(async (options: { limit: number; slow?: boolean; json?: boolean }) => {
      const { url, token } = readSettings();
      if (!token) throw new UsageError('Set RAPPORT_TOKEN to one of an administrator: rapport token create --email … makes one.');
      const answer = await callServer({ url, token }, 'health.traces', { limit: options.limit, slow: options.slow ?? false });
      if (options.json) return sayJson(answer);
      tell(`Traces of ${answer.address} (node ${answer.node}), asked at ${url}`);
      for (const trace of answer.traces) print(trace);
      if (answer.traces.length === 0) tell('No trace is kept. RAPPORT_TRACE_PERCENT=100 keeps one of every call.');
    });
}
