import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadResult, LoadRun } from './load-plan.ts';

const drainWithin = 15_000;

/** One run: sends, counts what comes, and keeps what was acknowledged. How a server is spoken to is its subclass's. */
export abstract class Run {
  protected readonly run: LoadRun;
  protected readonly seq: number[] = [];
  protected readonly ev: number[] = [];
  protected outOfOrder = 0;
  private readonly sender: number[] = [];
  private readonly sentAt: number[] = [];
  private readonly latencies: number[] = [];
  private sending = true;
  private measuring = false;
  private acknowledged = 0;
  private delivered = 0;
  private expected = 0;
  private errors = 0;
  private firstError: string | undefined;

  constructor(run: LoadRun) {
    this.run = run;
  }

  /** Begins or ends to listen to every socket. */
  protected abstract listen(on: boolean): void;
  /** Writes message `n` of the sender at this place of the plan. */
  protected abstract write(place: number, n: number): void;

  /** Sends for the given time, waits until everything has come, and tells. `mark` is called at both ends of the measured time. */
  async go(mark: (end: 'begin' | 'end') => void): Promise<LoadResult> {
    this.listen(true);
    const pacer = this.run.pace === undefined ? undefined : this.startPace(this.run.pace);
    if (!pacer)
      for (let i = 0; i < this.run.window; i++) for (let place = 0; place < this.run.senders.length; place++) this.send(place);
    await sleep(this.run.warmUpSeconds * 1_000);
    mark('begin');
    const before = { at: performance.now(), messages: this.acknowledged, deliveries: this.delivered };
    this.measuring = true;
    await sleep(this.run.seconds * 1_000);
    this.measuring = false;
    mark('end');
    const seconds = (performance.now() - before.at) / 1_000;
    const messages = this.acknowledged - before.messages;
    const deliveries = this.delivered - before.deliveries;
    this.sending = false;
    clearInterval(pacer);
    await this.drain();
    return { seconds, messages, deliveries, ...this.percentiles(), ...this.totals() };
  }

  private startPace(pace: number): NodeJS.Timeout {
    const begun = performance.now();
    let next = 0;
    return setInterval(() => {
      const due = Math.floor(((performance.now() - begun) / 1_000) * pace);
      for (; next < due; next++) this.send(next % this.run.senders.length);
    }, 2);
  }

  private send(place: number): void {
    const n = this.sender.length;
    this.sender.push(place);
    this.seq.push(0);
    this.ev.push(0);
    this.sentAt.push(performance.now());
    this.write(place, n);
  }

  /** Whether each delivery's time is wanted now. */
  protected get timed(): boolean {
    return this.run.pace !== undefined && this.measuring;
  }

  /** Who sent message `n`. */
  protected placeOf(n: number): number {
    return this.sender[n]!;
  }

  protected count(): void {
    this.delivered++;
  }

  /** Message `n` has come somewhere just now. */
  protected time(n: number): void {
    const sent = this.sentAt[n];
    if (sent !== undefined) this.latencies.push(performance.now() - sent);
  }

  protected acknowledge(place: number, n: number): void {
    this.acknowledged++;
    this.expected += this.run.senders[place]!.members;
    if (this.measuring && this.run.pace === undefined) this.time(n);
    this.next(place);
  }

  protected refuse(place: number, said: string): void {
    this.errors++;
    this.firstError ??= said.slice(0, 500);
    this.next(place);
  }

  private next(place: number): void {
    if (this.sending && this.run.pace === undefined) this.send(place);
  }

  private async drain(): Promise<void> {
    const end = performance.now() + drainWithin;
    const done = () => this.acknowledged + this.errors === this.sender.length && this.delivered >= this.expected;
    while (!done() && performance.now() < end) await sleep(20);
    // What is sent twice would come now.
    await sleep(100);
    this.listen(false);
  }

  private percentiles(): { p50: number; p99: number } {
    const sorted = Float64Array.from(this.latencies).sort();
    const at = (share: number) =>
      Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100;
    return { p50: at(0.5), p99: at(0.99) };
  }

  private totals() {
    const { acknowledged, delivered, expected, outOfOrder, errors, firstError } = this;
    return {
      acknowledged,
      delivered,
      expected,
      outOfOrder,
      errors,
      firstError,
      sender: Int32Array.from(this.sender),
      seq: Int32Array.from(this.seq),
      ev: Int32Array.from(this.ev),
    };
  }
}
