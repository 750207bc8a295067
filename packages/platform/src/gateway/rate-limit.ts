import type { RateClass } from '@rapport/contract';
import type { Clock } from '../clock.ts';

/** Calls a minute per caller (or per address while nobody is signed in). A burst of a quarter of it is free. */
const perMinute: Record<RateClass | 'trace', number> = {
  query: 1_200,
  command: 600,
  send: 600,
  lossy: 1_200,
  'sign-in': 30,
  search: 240,
  heavy: 60,
  // Calls whose trace a caller asks for.
  trace: 30,
};

export interface Budget {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Seconds until the next call is allowed, or until the budget is full again. */
  reset: number;
}

interface Bucket {
  tokens: number;
  at: number;
  /** Tokens a minute, and how many it holds. */
  limit: number;
  burst: number;
}

/** How full a bucket is by now, from 0 to 1. */
const fullness = ({ tokens, at, limit, burst }: Bucket, now: number): number =>
  Math.min(1, (tokens + (Math.max(0, now - at) / 60_000) * limit) / burst);

const maxBuckets = 200_000;

/**
 * Token buckets in memory, one per (caller, class). What is forgotten when there are too many are the fullest: a full bucket
 * is like none, and whoever has spent a budget does not get it back by filling the memory with fresh callers.
 */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();
  private readonly clock: Clock;
  private readonly factor: number;

  private readonly most: number;

  /** `most` buckets are kept. */
  constructor(clock: Clock, factor: number, most = maxBuckets) {
    this.clock = clock;
    this.factor = factor;
    this.most = most;
  }

  /** Seconds until one would be allowed again; 0: it would be now. Nothing is taken. */
  waits(key: string, rate: RateClass | 'trace'): number {
    const bucket = this.buckets.get(`${rate}:${key}`);
    if (!bucket) return 0;
    const missing = 1 - fullness(bucket, this.clock.now()) * bucket.burst;
    return missing <= 0 ? 0 : Math.max(1, Math.ceil((missing / bucket.limit) * 60));
  }

  take(key: string, rate: RateClass | 'trace'): Budget {
    const limit = perMinute[rate] * this.factor;
    const burst = Math.max(5, limit / 4);
    const now = this.clock.now();
    const id = `${rate}:${key}`;
    let bucket = this.buckets.get(id);
    if (!bucket) {
      if (this.buckets.size >= this.most) this.forgetFullest(now);
      bucket = { tokens: burst, at: now, limit, burst };
      this.buckets.set(id, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 60_000) * limit);
    bucket.at = now;
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens--;
    const missing = allowed ? burst - bucket.tokens : 1 - bucket.tokens;
    return { allowed, limit, remaining: Math.floor(bucket.tokens), reset: Math.max(1, Math.ceil((missing / limit) * 60)) };
  }

  /** Full ones go, all of them; were there few, a twentieth of all, fullest first. */
  private forgetFullest(now: number): void {
    const full = [...this.buckets].map(([key, bucket]) => ({ key, full: fullness(bucket, now) })).sort((a, b) => b.full - a.full);
    const few = this.most / 20;
    for (const [i, bucket] of full.entries()) {
      if (i >= few && bucket.full < 1) return;
      this.buckets.delete(bucket.key);
    }
  }
}
