import { type Archive, openArchive } from './archive.ts';
import type { BenchOptions } from './bench-options.ts';
import { latencyLine, percentile, timesFloor, timesOf } from './latency.ts';
import { measure, waitForCalm } from './measure.ts';
import type { OpenAnswer, OpenQuestion } from './open-process.ts';
import { commitOf, type Floor, figuresOf, verdictOf } from './report.ts';
import { fewestRounds, interleave, median, type Part, type Round } from './rounds.ts';
import type { Suite } from './suite.ts';

const shape = 'cold open';
/** KB (1,000 bytes) that an opening may bring, compressed. */
const mostKilobytes = 150;

interface Measurements {
  rounds: Round[];
  answers: OpenAnswer[];
  faults: string[];
}

async function measureAll(archive: Archive, options: BenchOptions, say: (line: string) => void): Promise<Measurements> {
  const child = archive.start('open-process.ts');
  const { url, databaseUrl } = archive;
  await child.ask({ do: 'begin', url, databaseUrl, token: archive.tokens[0]!, user: archive.users[0]! } satisfies OpenQuestion);
  const answers: OpenAnswer[] = [];
  const faults: string[] = [];
  const opened = async (what: 'product' | 'limit'): Promise<Part> => {
    const question: OpenQuestion = { do: what, seconds: options.seconds };
    const { result, cpu, others } = await measure<OpenAnswer>(archive, child, question);
    if (what === 'product') {
      answers.push(result);
      if (result.conversations !== archive.size.mine)
        faults.push(`${result.conversations} of ${archive.size.mine} conversations came`);
    }
    if (result.messages === 0) faults.push(`${what}: the conversation opened is empty`);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(result.took, share));
    return {
      rate: result.took.length / result.seconds,
      seconds: result.seconds,
      messages: result.took.length,
      p50,
      p95,
      p99,
      cpu,
      others,
    };
  };
  const parts = [
    { name: 'product', measure: () => opened('product') },
    { name: 'sql', measure: () => opened('limit') },
  ];
  const before = () => waitForCalm(archive, options.calmWithin);
  const rounds = await interleave({ shape, ...options, before }, parts, (r) => say(latencyLine(r)));
  return { rounds, answers, faults };
}

function sizeFloor(rounds: readonly Round[], answers: readonly OpenAnswer[]): Floor {
  const value = Math.max(...answers.map((a) => a.gzip)) / 1_000;
  const enough = rounds.filter((r) => r.valid).length >= fewestRounds;
  return {
    metric: 'KB compressed, at most',
    floor: mostKilobytes,
    value: Math.round(value),
    ok: enough && value <= mostKilobytes,
  };
}

/** A device that was never there before: from connecting to the list and the first conversation, against the same rows by SQL alone. */
export const open: Suite = async (run) => {
  const { options, say } = run;
  const archive = await openArchive(run);
  const { rounds, answers, faults } = await measureAll(archive, options, say);
  const floors = [timesFloor(rounds, { shape, limit: 'sql', atMost: 3 }), sizeFloor(rounds, answers)];
  return {
    name: 'open',
    commit: commitOf(),
    rounds,
    product: {
      unit: 'openings',
      stored: archive.size.messages,
      conversations: archive.size.mine,
      ...figuresOf(rounds, shape, 'product'),
      wholeMilliseconds: {
        p50: median(answers.flatMap((a) => a.whole)),
        p95: percentile(
          answers.flatMap((a) => a.whole),
          0.95,
        ),
      },
      bytes: Math.max(...answers.map((a) => a.bytes)),
      gzip: Math.max(...answers.map((a) => a.gzip)),
    },
    limit: {
      name: 'sql: the rows of the same list and page by two prepared statements, one connection',
      unit: 'answers',
      ...figuresOf(rounds, shape, 'sql'),
    },
    peer: null,
    ratio: timesOf(rounds, { shape, limit: 'sql' }),
    floors,
    verdict: verdictOf(rounds, floors),
    faults,
  };
};
