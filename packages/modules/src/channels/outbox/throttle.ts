import type { Capabilities } from '@rapport/contract';

type Rate = Capabilities['rates'][number];

/** How fast an account may go, counted where it is sent from. What is not said of a group is taken as of the contact. */
export class Throttle {
  private readonly rates: readonly Rate[];
  private readonly taken = new Map<string, number[]>();

  constructor(rates: readonly Rate[]) {
    this.rates = rates;
  }

  private placesOf(handle: string): { key: string; rate: Rate }[] {
    return this.rates.map((rate, i) => ({ key: rate.per === 'account' ? `${i}` : `${i}/${handle}`, rate }));
  }

  /** How far back counts what went out (ms); 0: nothing is limited. */
  get span(): number {
    return Math.max(0, ...this.rates.map(({ ms }) => ms));
  }

  /** What went out before this node began to send, oldest first: a limit of a day outlasts a restart. */
  remember(sent: readonly { handle: string; at: number }[]): void {
    for (const { handle, at } of sent)
      for (const { key } of this.placesOf(handle)) {
        const times = this.taken.get(key);
        if (times) times.push(at);
        else this.taken.set(key, [at]);
      }
  }

  /** Milliseconds until one more may go to this handle; when 0, it is counted. */
  take(handle: string, now: number): number {
    const places = this.placesOf(handle);
    let wait = 0;
    for (const { key, rate } of places) {
      const times = (this.taken.get(key) ?? []).filter((at) => at > now - rate.ms);
      if (times.length > 0) this.taken.set(key, times);
      else this.taken.delete(key);
      if (times.length >= rate.n) wait = Math.max(wait, times[times.length - rate.n]! + rate.ms - now);
    }
    if (wait > 0) return wait;
    for (const { key } of places) this.taken.set(key, [...(this.taken.get(key) ?? []), now]);
    return 0;
  }
}
