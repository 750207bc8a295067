import type { Report } from '../report.ts';
import { median, type Part, type Round } from '../rounds.ts';
import type { Bar, BarChart, BarGroup } from './bar-chart.ts';

/** What a picture of a report shows. */
interface Shown {
  title: string;
  unit: string;
  of(part: Part): number;
}

const rate = (title: string, unit: string): Shown => ({ title, unit, of: (part) => part.rate });
const p95 = (title: string): Shown => ({
  title,
  unit: 'milliseconds that 95 of 100 take, less is better',
  of: (part) => part.p95 ?? 0,
});

const shownOf: Record<string, Shown> = {
  fanout: rate('Group messages', 'deliveries a second'),
  direct: rate('One-to-one messages', 'messages a second'),
  idle: { title: 'Idle sessions', unit: "bytes of the server's memory a session, less is better", of: (part) => part.rate },
  resume: rate('Everybody comes back after a crash', 'sessions a second'),
  open: p95('A fresh device opens the product'),
  search: p95('Search among a million messages'),
  import: rate('Imports', 'messages a second'),
  web: rate('Scrolling in the web client', 'frames a second'),
  nodes: rate('Several nodes on one machine', 'deliveries a second'),
};

const kindOf = (name: string): Bar['kind'] =>
  name === 'ejabberd' || name === 'prosody'
    ? 'peer'
    : name === 'product' || name === 'two' || name === 'four'
      ? 'product'
      : 'limit';

/** Figures of the valid rounds, or of all where none was. */
function groupOf(title: string, rounds: readonly Round[], shown: Shown): BarGroup {
  const valid = rounds.filter((r) => r.valid);
  const used = valid.length > 0 ? valid : rounds;
  const names = [...new Set(used.flatMap((r) => Object.keys(r.parts)))];
  const bars = names.map((name): Bar => {
    const values = used.flatMap((r) => (r.parts[name] ? [shown.of(r.parts[name])] : []));
    return { name, value: median(values), min: Math.min(...values), max: Math.max(...values), kind: kindOf(name) };
  });
  return { title, bars };
}

/** One picture of a benchmark. Reports of one benchmark (beside several peers) become one. */
export function chartOf(reports: readonly Report[]): BarChart {
  const [{ name }] = reports as [Report];
  const shown = shownOf[name] ?? rate(name, 'a second');
  const groups = reports.flatMap((report) => {
    const beside = reports.length > 1 && report.peer ? `, beside ${report.peer.name}` : '';
    const shapes = [...new Set(report.rounds.map((r) => r.shape))];
    return shapes.map((shape) =>
      groupOf(
        `${shape}${beside}`,
        report.rounds.filter((r) => r.shape === shape),
        shown,
      ),
    );
  });
  return { title: shown.title, unit: shown.unit, groups };
}

/** The slowest hundredth in the open loop, which runs at the same pace for all. */
export function latencyChartOf(report: Report): BarChart | undefined {
  const of = (side: Record<string, unknown> | null) => side?.latencyMilliseconds as { p50?: number; p99?: number } | undefined;
  const sides = [
    { name: 'product', kind: 'product' as const, figures: of(report.product) },
    { name: report.peer?.name ?? '', kind: 'peer' as const, figures: of(report.peer) },
  ].filter((s) => s.figures?.p50 !== undefined && s.figures.p99 !== undefined);
  if (sides.length < 2) return undefined;
  const group = (title: string, pick: 'p50' | 'p99'): BarGroup => ({
    title,
    bars: sides.map(({ name, kind, figures }) => ({
      name,
      kind,
      value: figures![pick]!,
      min: figures![pick]!,
      max: figures![pick]!,
    })),
  });
  return {
    title: 'Latency at 15,000 deliveries a second',
    unit: 'milliseconds from sending to each delivery, less is better',
    groups: [group('half of all', 'p50'), group('99 of 100', 'p99')],
  };
}
