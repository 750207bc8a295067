import { collectDefaultMetrics, Registry } from 'prom-client';

/** A number that only grows. */
export class Counter {
  value = 0;

  add(more = 1): void {
    this.value += more;
  }
}

/** How often values fell below each bound. Observing costs a few additions and allocates nothing. */
export class Histogram {
  readonly bounds: readonly number[];
  /** One more than the bounds: what lies above them all. */
  readonly counts: number[];
  sum = 0;
  count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.bounds.length && value > this.bounds[at]!) at++;
    this.counts[at]! += 1;
    this.sum += value;
    this.count += 1;
  }
}

type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [value: string, figure: number];

/**
 * Figures of one server, in Prometheus' text format at `/metrics`. What the hot path touches are plain objects, held by whoever counts;
 * names, labels and text come into being when somebody asks. A name that is registered again answers what stands under it.
 */
export interface Metrics {
  counter(name: string, help: string): Counter;
  /** Counters by one label; the values of labels are few and known (codes, kinds), never ids. */
  counters(name: string, help: string, label: string): (value: string) => Counter;
  /** A count that somebody else keeps. */
  counted(name: string, help: string, read: () => number): void;
  countedBy(name: string, help: string, label: string, read: () => Iterable<Sample>): void;
  gauge(name: string, help: string, read: () => number): void;
  gauges(name: string, help: string, label: string, read: () => Iterable<Sample>): void;
  /** Bounds are upper ones, ascending; seconds when none are given. One that somebody has already may be given instead. */
  histogram(name: string, help: string, bounds?: readonly number[] | Histogram): Histogram;
  histograms(
    name: string,
    help: string,
    labels: readonly string[],
    bounds?: readonly number[],
  ): (...values: string[]) => Histogram;
  /** Count and sum by one label, kept by somebody else. */
  summaries(
    name: string,
    help: string,
    label: string,
    read: () => Iterable<readonly [string, { count: number; sum: number }]>,
  ): void;
  /** Something kept in memory: how much, and how often it answered. */
  cache(name: string, size: () => number): { looked(hit: boolean): void };
  /** Runs before figures are given out: looks at what is too dear to follow. Must not throw, nor take long. */
  before(look: () => Promise<void>): void;
  text(): Promise<string>;
  contentType: string;
}

const secondsBounds = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10];

const escaped = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
const labelled = (labels: Labels): string => {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length > 0 ? `{${parts.join(',')}}` : '';
};
const figure = (value: number): string => (value === Number.POSITIVE_INFINITY ? '+Inf' : String(value));

function histogramLines(name: string, labels: Labels, { bounds, counts, sum, count }: Histogram): string[] {
  let below = 0;
  const lines = [...bounds, Number.POSITIVE_INFINITY].map((bound, at) => {
    below += counts[at]!;
    return `${name}_bucket${labelled({ ...labels, le: figure(bound) })} ${below}`;
  });
  return [...lines, `${name}_sum${labelled(labels)} ${sum}`, `${name}_count${labelled(labels)} ${count}`];
}

interface Family {
  help: string;
  type: 'counter' | 'gauge' | 'histogram' | 'summary';
  lines(): string[];
  /** What was handed out when the name was registered. */
  given?: unknown;
}

class Registered implements Metrics {
  private readonly own = new Registry();
  private readonly families = new Map<string, Family>();
  private readonly looks: (() => Promise<void>)[] = [];
  private readonly sizes = new Map<string, () => number>();
  readonly contentType: string;

  constructor() {
    collectDefaultMetrics({ register: this.own, prefix: 'rapport_' });
    this.contentType = this.own.contentType;
  }

  private enter<T>(name: string, make: () => Family & { given: T }): T {
    const known = this.families.get(name);
    if (known) return known.given as T;
    const family = make();
    this.families.set(name, family);
    return family.given;
  }

  counter(name: string, help: string): Counter {
    return this.enter(name, () => {
      const given = new Counter();
      return { help, type: 'counter', lines: () => [`${name} ${given.value}`], given };
    });
  }

  counters(name: string, help: string, label: string): (value: string) => Counter {
    return this.enter(name, () => {
      const kept = new Map<string, Counter>();
      const given = (value: string): Counter => {
        const counter = kept.get(value) ?? new Counter();
        kept.set(value, counter);
        return counter;
      };
      const lines = () => [...kept].map(([value, counter]) => `${name}${labelled({ [label]: value })} ${counter.value}`);
      return { help, type: 'counter', lines, given };
    });
  }

  counted(name: string, help: string, read: () => number): void {
    this.enter(name, () => ({ help, type: 'counter', lines: () => [`${name} ${figure(read())}`], given: undefined }));
  }

  countedBy(name: string, help: string, label: string, read: () => Iterable<Sample>): void {
    this.enter(name, () => ({ help, type: 'counter', lines: () => samples(name, label, read()), given: undefined }));
  }

  gauge(name: string, help: string, read: () => number): void {
    this.enter(name, () => ({ help, type: 'gauge', lines: () => [`${name} ${figure(read())}`], given: undefined }));
  }

  gauges(name: string, help: string, label: string, read: () => Iterable<Sample>): void {
    this.enter(name, () => ({ help, type: 'gauge', lines: () => samples(name, label, read()), given: undefined }));
  }

  histogram(name: string, help: string, bounds: readonly number[] | Histogram = secondsBounds): Histogram {
    return this.enter(name, () => {
      const given = bounds instanceof Histogram ? bounds : new Histogram(bounds);
      return { help, type: 'histogram', lines: () => histogramLines(name, {}, given), given };
    });
  }

  histograms(
    name: string,
    help: string,
    labels: readonly string[],
    bounds: readonly number[] = secondsBounds,
  ): (...values: string[]) => Histogram {
    return this.enter(name, () => {
      const kept = new Map<string, { labels: Labels; histogram: Histogram }>();
      const given = (...values: string[]): Histogram => {
        const key = values.join('\n');
        const known = kept.get(key);
        if (known) return known.histogram;
        const entries = labels.map((label, at) => [label, values[at] ?? ''] as const);
        const histogram = new Histogram(bounds);
        kept.set(key, { labels: Object.fromEntries(entries), histogram });
        return histogram;
      };
      const lines = () => [...kept.values()].flatMap((one) => histogramLines(name, one.labels, one.histogram));
      return { help, type: 'histogram', lines, given };
    });
  }

  summaries(
    name: string,
    help: string,
    label: string,
    read: () => Iterable<readonly [string, { count: number; sum: number }]>,
  ): void {
    const lines = () =>
      [...read()].flatMap(([value, { count, sum }]) => {
        const text = labelled({ [label]: value });
        return [`${name}_sum${text} ${sum}`, `${name}_count${text} ${count}`];
      });
    this.enter(name, () => ({ help, type: 'summary', lines, given: undefined }));
  }

  cache(name: string, size: () => number): { looked(hit: boolean): void } {
    this.sizes.set(name, size);
    this.gauges('rapport_cache_entries', 'Entries kept in memory', 'cache', () =>
      [...this.sizes].map(([one, read]) => [one, read()]),
    );
    const hits = this.counters('rapport_cache_hits_total', 'Looks into memory that found what they wanted', 'cache')(name);
    const misses = this.counters(
      'rapport_cache_misses_total',
      'Looks into memory that had to ask the database or others',
      'cache',
    )(name);
    return { looked: (hit) => (hit ? hits : misses).add() };
  }

  before(look: () => Promise<void>): void {
    this.looks.push(look);
  }

  async text(): Promise<string> {
    await Promise.all(this.looks.map((look) => look()));
    const lines = [...this.families].flatMap(([name, { help, type, lines: read }]) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...read(),
    ]);
    return `${await this.own.metrics()}\n${lines.join('\n')}\n`;
  }
}

const samples = (name: string, label: string, read: Iterable<Sample>): string[] =>
  [...read].map(([value, n]) => `${name}${labelled({ [label]: value })} ${figure(n)}`);

export const createMetrics = (): Metrics => new Registered();
