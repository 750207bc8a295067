import { type Archive, openArchive } from './archive.ts';
import type { BenchOptions } from './bench-options.ts';
import { latencyLine, percentile, timesFloor, timesOf } from './latency.ts';
import { measure, waitForCalm } from './measure.ts';
import { commitOf, type Floor, figuresOf, verdictOf } from './report.ts';
import { interleave, type Part, type Round } from './rounds.ts';
import type { RecallAnswer, SearchAnswer, SearchQuestion } from './search-process.ts';
import { type Term, termsOf } from './search-terms.ts';
import type { Suite } from './suite.ts';

const shape = 'search';
type What = 'product' | 'limit';

interface Measurements {
  rounds: Round[];
  terms: Term[];
  answers: Record<What, SearchAnswer[]>;
  recall: RecallAnswer;
}

async function measureAll(archive: Archive, options: BenchOptions, say: (line: string) => void): Promise<Measurements> {
  const child = archive.start('search-process.ts');
  const { url, databaseUrl } = archive;
  const terms = termsOf(archive.words);
  const [token, user] = [archive.tokens[0]!, archive.users[0]!];
  await child.ask({ do: 'begin', url, databaseUrl, token, user, terms } satisfies SearchQuestion, 600_000);
  const recall = await child.ask<RecallAnswer>({ do: 'recall' } satisfies SearchQuestion, 600_000);
  say(`recall: ${recall.compared} of ${recall.there} matches compared, ${recall.faults.length} faults`);
  const answers: Record<What, SearchAnswer[]> = { product: [], limit: [] };
  const searched = async (what: What): Promise<Part> => {
    const question: SearchQuestion = { do: what, seconds: options.seconds };
    const { result, cpu, others } = await measure<SearchAnswer>(archive, child, question);
    answers[what].push(result);
    const { seconds, took } = result;
    const [p50, p95, p99] = [percentile(took, 0.5), percentile(took, 0.95), percentile(took, 0.99)];
    return { rate: took.length / seconds, seconds, messages: took.length, p50, p95, p99, cpu, others };
  };
  const parts = [
    { name: 'product', measure: () => searched('product') },
    { name: 'sql', measure: () => searched('limit') },
  ];
  const before = () => waitForCalm(archive, options.calmWithin);
  const rounds = await interleave({ shape, ...options, before }, parts, (r) => say(latencyLine(r)));
  return { rounds, terms, answers, recall };
}

/** Medians and 95 of 100, in milliseconds, for each kind of term. */
function byKind({ terms, answers }: Measurements, what: What): Record<string, { p50: number; p95: number }> {
  const took = new Map<string, number[]>();
  for (const answer of answers[what]) {
    for (const [n, milliseconds] of answer.took.entries()) {
      const { kind, said } = terms[answer.term[n]!]!;
      const name = `${kind}, ${said}`;
      took.set(name, [...(took.get(name) ?? []), milliseconds]);
    }
  }
  return Object.fromEntries([...took].map(([name, all]) => [name, { p50: percentile(all, 0.5), p95: percentile(all, 0.95) }]));
}

function recallFloor({ there, faults }: RecallAnswer, terms: number): Floor {
  const value = (terms - faults.length) / terms;
  return { metric: 'terms of which brute force finds the same', floor: 1, value, ok: there > 0 && value === 1 };
}

/** Searches of somebody with many conversations, among terms said often, sometimes, rarely and never, against SQL alone. */
export const search: Suite = async (run) => {
  const { options, say } = run;
  const archive = await openArchive(run);
  const measured = await measureAll(archive, options, say);
  const { rounds, terms, recall } = measured;
  const floors = [timesFloor(rounds, { shape, limit: 'sql', atMost: 2 }), recallFloor(recall, terms.length)];
  return {
    name: 'search',
    commit: commitOf(),
    rounds,
    product: {
      unit: 'searches',
      stored: archive.size.messages,
      conversations: archive.size.mine,
      terms: terms.length,
      compared: recall.compared,
      ...figuresOf(rounds, shape, 'product'),
      milliseconds: byKind(measured, 'product'),
    },
    limit: {
      name: 'sql: the same page by one prepared statement, the faster of two ways for each term',
      unit: 'searches',
      ...figuresOf(rounds, shape, 'sql'),
      milliseconds: byKind(measured, 'limit'),
    },
    peer: null,
    ratio: timesOf(rounds, { shape, limit: 'sql' }),
    floors,
    verdict: verdictOf(rounds, floors),
    faults: recall.faults,
  };
};
