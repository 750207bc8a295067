import type { Child } from './child.ts';
import type { Ground } from './ground.ts';
import { measure, type Watched, waitForCalm } from './measure.ts';
import { commitOf, figuresOf, floorOf, type Report, ratioField, roundLine, verdictOf } from './report.ts';
import { interleave, type Part, ratioOf } from './rounds.ts';
import type { SuiteRun } from './suite.ts';

const shape = 'ten connections';

/** What a child answers: how much it did in how long, and what was wrong with it; no faults where each had its effect once. */
export interface Done {
  seconds: number;
  done: number;
  faults: string[];
}

interface Asked {
  name: string;
  /** What the child is asked to `do` for the product; for the limit it is asked for `rows`. */
  act: string;
  unit: string;
  /** Facts of the product's side for the report. */
  facts?: Record<string, unknown>;
  /** What is made ready before each measurement of the product, and what is looked at after it: what was wrong. */
  before?(): Promise<void>;
  after?(done: Done): Promise<string[]>;
}

/** Work of a child, an opened one, against rows committed one by one by the same child. */
export async function againstRows(
  { options, say }: SuiteRun,
  ground: Ground,
  child: Child,
  { name, act, unit, facts, before: ready, after }: Asked,
): Promise<Report> {
  const watched: Watched = {
    server: { pid: child.pid },
    databasePid: ground.databasePid,
    pids: () => ground.pids().filter((pid) => pid !== child.pid),
  };
  const faults: string[] = [];
  const before = () => waitForCalm(watched, options.calmWithin);
  const part = (what: string) => async (): Promise<Part> => {
    if (what === act && ready) {
      await ready();
      await before();
    }
    const question = { do: what, seconds: options.seconds };
    const { result, cpu, others } = await measure<Done>(watched, child, question, 300_000);
    faults.push(...new Set(result.faults));
    if (what === act) faults.push(...((await after?.(result)) ?? []));
    return { rate: result.done / result.seconds, seconds: result.seconds, messages: result.done, cpu, others };
  };
  const parts = [
    { name: 'product', measure: part(act) },
    { name: 'rows', measure: part('rows') },
  ];
  const rounds = await interleave({ shape, ...options, before }, parts, (r) => say(roundLine(r)));
  const floors = [floorOf(rounds, { shape, limit: 'rows', floor: 0.1 })];
  return {
    name,
    commit: commitOf(),
    rounds,
    product: { unit, ...facts, ...figuresOf(rounds, shape, 'product') },
    limit: { name: 'rows: one narrow row a commit, ten connections', unit: 'rows', ...figuresOf(rounds, shape, 'rows') },
    peer: null,
    ratio: ratioField(ratioOf(rounds, shape, 'product', 'rows')),
    floors,
    verdict: verdictOf(rounds, floors),
    faults,
  };
}
