import type { Platform } from '@rapport/platform';

/** Milliseconds between two looks when nobody woke it: hints of other nodes may be lost. */
const atLeastEvery = 15_000;
/** Milliseconds after a failure. */
const rest = 2_000;

/** Work that is done when somebody wakes it, when it is due, and once in a while; one at a time. */
export class Looping {
  private readonly platform: Platform;
  private readonly what: string;
  private readonly work: () => Promise<number | undefined>;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  /** `work` answers when it is due again (Unix ms): now where there may be more, undefined where nothing waits. */
  constructor(platform: Platform, what: string, work: () => Promise<number | undefined>) {
    this.platform = platform;
    this.what = what;
    this.work = work;
  }

  wake(): void {
    if (this.stopped) return;
    this.again = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      if (this.again) this.wake();
    });
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    while (this.again && !this.stopped) {
      this.again = false;
      const pause = await this.once();
      if (pause <= 0) this.again = true;
      else this.sleep(pause);
    }
  }

  /** Answers the milliseconds to wait. */
  private async once(): Promise<number> {
    try {
      const due = await this.work();
      return Math.min(atLeastEvery, due === undefined ? atLeastEvery : due - this.platform.clock.now());
    } catch (error) {
      if (!this.stopped) this.platform.logger.warn({ err: error }, `${this.what} of a channel failed; it is tried again`);
      return rest;
    }
  }

  private sleep(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake(), Math.max(10, pause));
    this.timer.unref();
  }
}
