import type { VendorClock } from './vendor-clock.ts';

export interface WindowRule {
  ms: number;
  quota: number | null;
}

/** What an account may still say to each person: opened by what the person does, used up by what is sent. */
export class ReplyWindows {
  private readonly clock: VendorClock;
  private readonly rules: Readonly<Record<string, WindowRule>>;
  private readonly open = new Map<string, Map<string, { until: number; left: number }>>();

  constructor(clock: VendorClock, rules: Readonly<Record<string, WindowRule>>) {
    this.clock = clock;
    this.rules = rules;
  }

  /** The person did something; what is no trigger opens nothing. */
  touch(person: string, trigger: string): void {
    const rule = this.rules[trigger];
    if (!rule) return;
    const windows = this.open.get(person) ?? new Map<string, { until: number; left: number }>();
    // Done again, the count of this trigger begins anew; it does not add up.
    windows.set(trigger, { until: this.clock.now() + rule.ms, left: rule.quota ?? Number.POSITIVE_INFINITY });
    this.open.set(person, windows);
  }

  /** Whether the person did something lately that lets one write. */
  isOpen(person: string): boolean {
    return [...(this.open.get(person)?.values() ?? [])].some(({ until }) => until > this.clock.now());
  }

  /** Takes one: `window` when none is open, `quota` when the open ones are used up. */
  take(person: string): 'taken' | 'window' | 'quota' {
    const now = this.clock.now();
    const windows = [...(this.open.get(person)?.values() ?? [])].filter((one) => one.until > now);
    if (windows.length === 0) return 'window';
    const usable = windows.filter((one) => one.left > 0).sort((a, b) => a.until - b.until)[0];
    if (!usable) return 'quota';
    usable.left--;
    return 'taken';
  }
}
