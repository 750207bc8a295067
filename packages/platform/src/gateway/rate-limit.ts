import type { RateClass } from '@rapport/contract';
import type { Clock } from '../clock.ts';

/** Calls a minute per caller (or per address while nobody is signed in). A burst of a quarter of it is free. */
const perMinute: Record<RateClass, number> = {
  query: 1_200,
  command: 600,
  send: 600,
  lossy: 1_200,
  'sign-in': 30,
  search: 240,
  heavy: 60,
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
}

const maxBuckets = 200_000;

/** Token buckets in memory, one per (caller, class). */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();
  private readonly clock: Clock;
  private readonly factor: number;

  constructor(clock: Clock, factor: number) {
    this.clock = clock;
    this.factor = factor;
  }

  take(key: string, rate: RateClass): Budget {
    const limit = perMinute[rate] * this.factor;
    const burst = Math.max(5, limit / 4);
    const now = this.clock.now();
    const id = `${rate}:${key}`;
    let bucket = this.buckets.get(id);
    if (!bucket) {
      if (this.buckets.size >= maxBuckets) this.forgetOldest();
      bucket = { tokens: burst, at: now };
      this.buckets.set(id, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 60_000) * limit);
    bucket.at = now;
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens--;
    const missing = allowed ? burst - bucket.tokens : 1 - bucket.tokens;
    return { allowed, limit, remaining: Math.floor(bucket.tokens), reset: Math.max(1, Math.ceil((missing / limit) * 60)) };
  }

  /** Maps keep insertion order: the first keys are the oldest. */
  private forgetOldest(): void {
    let count = maxBuckets / 10;
    for (const key of this.buckets.keys()) {
      this.buckets.delete(key);
      if (--count <= 0) return;
    }
  }
}
