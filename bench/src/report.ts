import { execFileSync } from 'node:child_process';
import { fewestRounds, median, type Part, type Round, ratioOf, type Spread } from './rounds.ts';

export interface Floor {
  metric: string;
  floor: number;
  value: number | null;
  ok: boolean;
}

/** What a benchmark prints. */
export interface Report {
  name: string;
  commit: string;
  rounds: Round[];
  product: Record<string, unknown>;
  limit: Record<string, unknown>;
  /** The other server's figures, as the product's. */
  peer: ({ name: string } & Record<string, unknown>) | null;
  ratio: { toLimit: number | null; min: number | null; max: number | null; toPeer: number | null };
  floors: Floor[];
  /** `no verdict` when fewer than three rounds were valid. */
  verdict: 'ok' | 'below the floor' | 'no verdict';
  /** What went wrong with messages; empty in a valid run. */
  faults: string[];
}

const round = (value: number, digits: number): number => Number(value.toPrecision(digits));

/** The median of each figure of one part, over the valid rounds, or over all when none is valid. */
export function figuresOf(rounds: readonly Round[], shape: string, part: string): Record<string, unknown> {
  const ofShape = rounds.filter((r) => r.shape === shape);
  const valid = ofShape.filter((r) => r.valid);
  const parts = (valid.length > 0 ? valid : ofShape).flatMap((r) => r.parts[part] ?? []);
  const of = (pick: (p: Part) => number) => round(median(parts.map(pick)), 4);
  const figures: Record<string, unknown> = {
    ...(parts.some((p) => p.more) ? {} : { perSecond: of((p) => p.rate) }),
    serverCpuSeconds: of((p) => p.cpu.server),
    databaseCpuSeconds: of((p) => p.cpu.database),
    loadCpuSeconds: of((p) => p.cpu.load),
    seconds: of((p) => p.seconds),
  };
  if (parts.every((p) => p.messages)) figures.messagesPerSecond = of((p) => p.messages! / p.seconds);
  if (part === 'product' && parts.every((p) => p.messages)) {
    figures.serverMicrosecondsPerMessage = of((p) => (p.cpu.server * 1e6) / p.messages!);
    figures.databaseMicrosecondsPerMessage = of((p) => (p.cpu.database * 1e6) / p.messages!);
    if (parts.every((p) => p.behind !== undefined)) figures.behindSeconds = of((p) => p.behind!);
  }
  if (parts.every((p) => p.p99 !== undefined)) Object.assign(figures, { p50: of((p) => p.p50!), p99: of((p) => p.p99!) });
  if (parts.every((p) => p.p95 !== undefined)) figures.p95 = of((p) => p.p95!);
  for (const name of Object.keys(parts[0]?.more ?? {})) figures[name] = of((p) => p.more![name]!);
  return figures;
}

export interface RatioFloor {
  shape: string;
  limit: string;
  floor: number;
}

export function floorOf(rounds: readonly Round[], wanted: RatioFloor): Floor {
  const spread = ratioOf(rounds, wanted.shape, 'product', wanted.limit);
  const enough = spread !== undefined && spread.rounds >= fewestRounds;
  const value = spread ? round(spread.median, 4) : null;
  return {
    metric: `${wanted.shape}: product / ${wanted.limit}`,
    floor: wanted.floor,
    value,
    ok: enough && spread.median >= wanted.floor,
  };
}

export function ratioField(spread: Spread | undefined, toPeer?: Spread): Report['ratio'] {
  return {
    toLimit: spread ? round(spread.median, 4) : null,
    min: spread ? round(spread.min, 4) : null,
    max: spread ? round(spread.max, 4) : null,
    toPeer: toPeer ? round(toPeer.median, 4) : null,
  };
}

/** Every shape needs its valid rounds: a floor nobody could measure is neither held nor broken. */
export function verdictOf(rounds: readonly Round[], floors: readonly Floor[]): Report['verdict'] {
  const shapes = new Set(rounds.map((r) => r.shape));
  const measured = [...shapes].every((shape) => rounds.filter((r) => r.valid && r.shape === shape).length >= fewestRounds);
  if (!measured) return 'no verdict';
  return floors.every((f) => f.ok) ? 'ok' : 'below the floor';
}

export function commitOf(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}

const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

const short = (seconds: number): number => Math.round(seconds * 1_000) / 1_000;
const wordsOf = (more: Record<string, number>): string =>
  Object.entries(more)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4)).toLocaleString('en')}`)
    .join(', ');

export function roundLine(r: Round): string {
  const parts = Object.entries(r.parts).map(
    ([name, p]) =>
      `${name} ${p.more ? wordsOf(p.more) : `${count.format(p.rate)}/s`} (cpu ${short(p.cpu.server)}+${short(p.cpu.database)}+${short(p.cpu.load)} s${p.others > 0 ? `, others ${p.others}` : ''}${p.behind ? `, behind ${p.behind} s` : ''})`,
  );
  return `${r.shape}, round ${r.number}${r.valid ? '' : ' (discarded)'}: ${parts.join(' · ')}`;
}

/** The report in words. */
export function reportText(report: Report): string {
  const lines = [
    `${report.name} at ${report.commit}`,
    `product  ${JSON.stringify(report.product)}`,
    `limit    ${JSON.stringify(report.limit)}`,
    ...(report.peer ? [`peer     ${JSON.stringify(report.peer)}`] : []),
    `ratio    ${report.ratio.toLimit ?? 'none'} (${report.ratio.min ?? '–'} … ${report.ratio.max ?? '–'})${report.peer ? `, to ${report.peer.name} ${report.ratio.toPeer ?? 'none'}` : ''}`,
    ...report.floors.map((f) => `${f.ok ? '✓' : '✗'} ${f.metric}: ${f.value ?? 'not measured'} (floor ${f.floor})`),
    ...report.faults.map((fault) => `! ${fault}`),
    `verdict  ${report.verdict}`,
  ];
  return lines.join('\n');
}
