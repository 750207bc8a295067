import type { BenchOptions } from './bench-options.ts';
import type { Report } from './report.ts';

/** What a benchmark is given. */
export interface SuiteRun {
  options: BenchOptions;
  /** A line for whoever watches; standard output is the report's alone. */
  say(line: string): void;
  /** What to undo at the end, newest last; a benchmark adds whatever it starts. */
  stops: (() => Promise<unknown>)[];
}

/** A benchmark opens its own world, measures in it and tells; main.ts undoes what it began. */
export type Suite = (run: SuiteRun) => Promise<Report>;
