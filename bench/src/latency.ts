import type { Floor, Report } from './report.ts';
import { fewestRounds, median, type Round } from './rounds.ts';

/** The value that so many of all do not exceed; `share` from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(1_000 * sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!) / 1_000;
}

interface Compared {
  shape: string;
  limit: string;
}

const timesIn = (rounds: readonly Round[], { shape, limit }: Compared): number[] =>
  rounds.filter((r) => r.valid && r.shape === shape).map((r) => r.parts.product!.p95! / r.parts[limit]!.p95!);

const short = (value: number): number => Number(value.toPrecision(4));

/** How many times longer 95 of 100 answers of the product take than those of the limit, over the valid rounds: less is better. */
export function timesOf(rounds: readonly Round[], compared: Compared): Report['ratio'] {
  const times = timesIn(rounds, compared);
  if (times.length === 0) return { toLimit: null, min: null, max: null, toPeer: null };
  return { toLimit: short(median(times)), min: short(Math.min(...times)), max: short(Math.max(...times)), toPeer: null };
}

export function timesFloor(rounds: readonly Round[], compared: Compared & { atMost: number }): Floor {
  const { shape, limit, atMost } = compared;
  const times = timesIn(rounds, compared);
  const value = times.length > 0 ? short(median(times)) : null;
  const ok = times.length >= fewestRounds && value !== null && value <= atMost;
  return { metric: `${shape}: p95 of product / ${limit}, at most`, floor: atMost, value, ok };
}

export function latencyLine(r: Round): string {
  const parts = Object.entries(r.parts).map(
    ([name, p]) => `${name} p50 ${p.p50} p95 ${p.p95} ms of ${p.messages}${p.others > 0 ? ` (others ${p.others})` : ''}`,
  );
  return `${r.shape}, round ${r.number}${r.valid ? '' : ' (discarded)'}: ${parts.join(' · ')}`;
}
