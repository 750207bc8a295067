import type { Logger } from './logger.ts';

/** What the statements of one reader or writer have cost so far. Seconds. */
export interface StatementFigures {
  readonly name: string;
  count: number;
  sum: number;
  rows: number;
  failed: number;
  slow: number;
  /** Slow ones since the last line of the log about them, and when that was (ms of `performance.now`). */
  unsaid: number;
  said: number;
}

interface Statement {
  /** The statement with its name in a comment: `pg_stat_activity` and PostgreSQL's own log show whose it is. */
  readonly text: string;
  readonly figures: StatementFigures;
}

/** Statements differ by their text, of which the code has some hundreds; what is put together at run time must not pile up. */
const mostTexts = 4_000;
/** One line of the log a second and name is enough. */
const sayEvery = 1_000;

const ownFiles = /[\\/]packages[\\/]platform[\\/](src|dist)[\\/](db|statements)\.[jt]s$/;
const places = [
  /[\\/]packages[\\/]modules[\\/](?:src|dist)[\\/]([\w-]+)/,
  /[\\/]packages[\\/]platform[\\/](?:src|dist)[\\/]([\w-]+)/,
  /[\\/](?:packages|apps)[\\/]([\w-]+)[\\/]/,
];

/** The room, or the part of the ground floor, that a file belongs to. */
const placeOf = (file: string): string | undefined => places.map((place) => place.exec(file)?.[1]).find((name) => name);

const callSites = (_: Error, sites: NodeJS.CallSite[]): NodeJS.CallSite[] => sites;

/**
 * `<room>.<function>` of the reader or writer that asks, by the call stack: SQL stands in named functions only (rule 4). Looked for
 * once a text, because a stack costs microseconds.
 */
function askerOf(): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = callSites;
  Error.stackTraceLimit = 16;
  // What `callSites` made of the stack.
  const sites = new Error('whose statement is this').stack as unknown as NodeJS.CallSite[];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  let place: string | undefined;
  for (const site of sites) {
    const file = site.getFileName();
    const here = file && !ownFiles.test(file) ? placeOf(file) : undefined;
    if (!here || (place && here !== place)) continue;
    place = here;
    const name = site.getFunctionName()?.split('.').at(-1);
    if (name && /^\w+$/.test(name)) return `${place}.${name}`;
  }
  return place ?? 'unknown';
}

/** Names, times and counts of all statements of one database, and the log of the slow ones. */
export class Statements {
  private readonly byText = new Map<string, Statement>();
  /** Kept for good: the driver wants the same text under the same name. */
  private readonly prepared = new Map<string, Statement>();
  private readonly byName = new Map<string, StatementFigures>();
  private readonly logger: Logger;
  /** Milliseconds; 0 keeps no log. */
  private readonly slow: number;

  constructor(logger: Logger, slow: number) {
    this.logger = logger;
    this.slow = slow;
  }

  /** Must be called in the same turn as the reader asks, while it is on the stack. */
  of(sql: string): Statement {
    let statement = this.byText.get(sql);
    if (statement) return statement;
    if (this.byText.size >= mostTexts) this.byText.clear();
    statement = this.named(sql, askerOf());
    this.byText.set(sql, statement);
    return statement;
  }

  /** A prepared statement has a name already. */
  ofPrepared(name: string, sql: string): Statement {
    const statement = this.prepared.get(name) ?? this.named(sql, name);
    this.prepared.set(name, statement);
    return statement;
  }

  private named(sql: string, name: string): Statement {
    return { text: `/* ${name} */ ${sql}`, figures: this.figuresOf(name) };
  }

  figuresOf(name: string): StatementFigures {
    let figures = this.byName.get(name);
    if (!figures) {
      figures = { name, count: 0, sum: 0, rows: 0, failed: 0, slow: 0, unsaid: 0, said: Number.NEGATIVE_INFINITY };
      this.byName.set(name, figures);
    }
    return figures;
  }

  all(): Iterable<StatementFigures> {
    return this.byName.values();
  }

  /** `begun` and `waited` in ms of `performance.now`; `rows` undefined: it failed. Values never go into the log. */
  done(figures: StatementFigures, begun: number, rows: number | undefined, waited: number): void {
    const now = performance.now();
    const took = now - begun;
    figures.count += 1;
    figures.sum += took / 1_000;
    if (rows === undefined) figures.failed += 1;
    else figures.rows += rows;
    if (this.slow === 0 || took < this.slow) return;
    figures.slow += 1;
    figures.unsaid += 1;
    if (now - figures.said < sayEvery) return;
    this.logger.warn(
      {
        statement: figures.name,
        milliseconds: Math.round(took),
        waitedForConnection: Math.round(waited),
        ...(rows === undefined ? { failed: true } : { rows }),
        ...(figures.unsaid > 1 ? { since: figures.unsaid } : {}),
      },
      'a slow statement',
    );
    figures.said = now;
    figures.unsaid = 0;
  }
}
