import type { Cpu } from './measure.ts';

/** More of a core than this used by others, and a round says nothing. */
export const mostByOthers = 0.3;
/** Fewer valid rounds than this give no verdict. */
export const fewestRounds = 3;

/** One measurement of one round. */
export interface Part {
  /** What is compared, in the unit that the report names: deliveries, messages or rows a second; bytes of `idle`. */
  rate: number;
  seconds: number;
  cpu: Cpu;
  others: number;
  messages?: number;
  p50?: number;
  p95?: number;
  p99?: number;
  /** What else a benchmark tells of its measurement. */
  more?: Record<string, number>;
  /** Seconds after the end of the load until search and notifications had read it all. */
  behind?: number;
}

export interface Round {
  shape: string;
  number: number;
  /** False when others used too much of the machine: then it ends with the measurement they spoiled. */
  valid: boolean;
  parts: Record<string, Part>;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The ratio of two parts, round by round, over the valid rounds; undefined when there is none. */
export function ratioOf(
  rounds: readonly Round[],
  shape: string,
  over: string,
  under: string,
): (Spread & { rounds: number }) | undefined {
  const ratios = rounds.filter((r) => r.valid && r.shape === shape).map((r) => r.parts[over]!.rate / r.parts[under]!.rate);
  if (ratios.length === 0) return undefined;
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios), rounds: ratios.length };
}

export interface Wanted {
  shape: string;
  /** Valid rounds. */
  rounds: number;
  /** Rounds at most, valid or not. */
  attempts: number;
  /** Runs before each measurement. */
  before?: () => Promise<void>;
}

/** Measures all parts in turn, again and again, until enough rounds are valid or all attempts are used. */
export async function interleave(
  { shape, rounds: wanted, attempts, before }: Wanted,
  parts: readonly { name: string; measure: () => Promise<Part> }[],
  told: (round: Round) => void,
): Promise<Round[]> {
  const rounds: Round[] = [];
  while (rounds.filter((r) => r.valid).length < wanted && rounds.length < attempts) {
    const round: Round = { shape, number: rounds.length + 1, valid: true, parts: {} };
    const last = rounds.length + 1 === attempts;
    for (const { name, measure } of parts) {
      await before?.();
      const part = await measure();
      round.parts[name] = part;
      if (part.others > mostByOthers) round.valid = false;
      // The rest of a spoiled round is not worth its time, but some figures of every part are shown.
      if (!round.valid && !last) break;
    }
    rounds.push(round);
    told(round);
  }
  return rounds;
}
