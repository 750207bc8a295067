import { type Platform, randomInt } from '@rapport/platform';
import type { Account } from '../accounts/account.ts';
import { tendingsOf } from '../accounts/note-tending.ts';
import type { Tended } from '../accounts/tending-reader.ts';
import { CredentialsRefused, MissingSecret } from '../adapter.ts';
import { atOf } from '../at.ts';
import { cursorOf } from '../ingress/ingress-reader.ts';
import { keepArrivals, keepPulled } from '../ingress/keep-arrivals.ts';
import { readItems } from '../ingress/read-items.ts';
import { pauseAccount } from '../outbox/pause-account.ts';
import { Sending } from '../outbox/send-items.ts';
import { pauseAfter } from '../policy.ts';
import { Looping } from './looping.ts';

/** Pages pulled in one go before others have their turn. */
const pagesAtOnce = 50;

interface Pulling {
  loop: Looping;
  hint: string | undefined;
  failures: number;
  /** Not before then (Unix ms), unless somebody says that there is something. */
  dueAt: number;
}

/** Everything that runs for one account on the node that tends it. */
export class AccountLoop {
  readonly account: Account;
  private readonly platform: Platform;
  private readonly reading: Looping;
  private readonly outbox: Sending;
  private readonly sending: Looping;
  private readonly pulls = new Map<string, Pulling>();
  private readonly closing = new AbortController();
  private opened: Promise<void> | undefined;

  constructor(platform: Platform, account: Account) {
    this.platform = platform;
    this.account = account;
    this.reading = new Looping(platform, 'reading', () => readItems(platform, account));
    this.outbox = new Sending(platform, account, () => this.sending.wake());
    this.sending = new Looping(platform, 'sending', () => this.outbox.takeUp());
  }

  start(): void {
    const { adapter, transport } = this.account;
    this.reading.wake();
    this.sending.wake();
    for (const { key } of adapter.pulls?.(transport.settings) ?? []) this.pull(key, undefined);
    if (adapter.open) this.opened = this.holdOpen();
  }

  /** Something came. */
  read(): void {
    this.reading.wake();
  }

  /** Something is to go out. */
  send(): void {
    this.sending.wake();
  }

  /** Something is to be pulled, by a hint of the platform where it gave one. */
  pull(key: string, hint: string | undefined): void {
    if (!this.account.adapter.pull || this.closing.signal.aborted) return;
    let pulling = this.pulls.get(key);
    if (!pulling) {
      pulling = { loop: new Looping(this.platform, 'pulling', () => this.pullAll(key)), hint: undefined, failures: 0, dueAt: 0 };
      this.pulls.set(key, pulling);
    }
    if (hint !== undefined) pulling.hint = hint;
    pulling.dueAt = 0;
    pulling.loop.wake();
  }

  async stop(): Promise<void> {
    this.closing.abort();
    await Promise.all([
      this.reading.stop(),
      this.sending.stop().then(() => this.outbox.end()),
      ...[...this.pulls.values()].map(({ loop }) => loop.stop()),
      this.opened,
    ]);
  }

  /** Pulls until there is no more, and answers when it is to be pulled again. */
  private async pullAll(key: string): Promise<number | undefined> {
    const { platform, account } = this;
    const { adapter, transport } = account;
    const pulling = this.pulls.get(key)!;
    // Looked at every few seconds; a platform counts the calls that nothing called for.
    if (platform.clock.now() < pulling.dueAt) return pulling.dueAt;
    // Whoever says something meanwhile sets it back.
    pulling.dueAt = Number.POSITIVE_INFINITY;
    const hint = pulling.hint;
    pulling.hint = undefined;
    const every = adapter.pulls?.(transport.settings).find((one) => one.key === key)?.every;
    try {
      for (let page = 0; ; page++) {
        if (this.closing.signal.aborted) return undefined;
        if (page === pagesAtOnce) return this.dueFrom(pulling, 0);
        const cursor = await cursorOf(platform.db, account.id, key);
        const pulled = await adapter.pull!({ key, hint, cursor }, atOf(platform, account));
        await keepPulled(platform, account.id, { arrivals: pulled.arrivals, key, next: pulled.next });
        pulling.failures = 0;
        if (!pulled.more) break;
      }
    } catch (error) {
      await this.restIfRefused(error);
      await this.note('pull', error);
      pulling.failures++;
      platform.logger.warn(
        { account: account.id, channel: account.kind, reason: nameOf(error) },
        'pulling from a channel failed',
      );
      // What the platform hinted at may still be there.
      pulling.hint ??= hint;
      return this.dueFrom(pulling, pauseAfter(pulling.failures, randomInt(1_000) / 1_000));
    }
    await this.note('pull', null);
    return this.dueFrom(pulling, every ?? Number.POSITIVE_INFINITY);
  }

  /** How it goes, for administrators; nothing of an account that is being left. */
  private note(what: Tended, error: unknown): Promise<void> {
    if (this.closing.signal.aborted) return Promise.resolve();
    return this.platform.keep(tendingsOf).note(this.account.id, what, error);
  }

  private dueFrom(pulling: Pulling, pause: number): number {
    pulling.dueAt = Math.min(pulling.dueAt, this.platform.clock.now() + pause);
    return pulling.dueAt;
  }

  private async restIfRefused(error: unknown): Promise<void> {
    if (error instanceof CredentialsRefused) await pauseAccount(this.platform, this.account, error.message);
    if (error instanceof MissingSecret) await pauseAccount(this.platform, this.account, 'secret-missing');
  }

  /** Holds a connection open, and opens it again after a pause that grows until one stood. */
  private async holdOpen(): Promise<void> {
    const { platform, account } = this;
    const { signal } = this.closing;
    let failures = 0;
    while (!signal.aborted) {
      const host = {
        signal,
        keep: async (arrivals: Parameters<typeof keepArrivals>[2]) => void (await keepArrivals(platform, account.id, arrivals)),
        pull: (key: string, hint?: string) => this.pull(key, hint),
        ready: () => {
          failures = 0;
          void this.note('hold', null);
        },
      };
      try {
        await account.adapter.open!(host, atOf(platform, account));
      } catch (error) {
        if (signal.aborted) return;
        await this.restIfRefused(error).catch(() => undefined);
        await this.note('hold', error);
        platform.logger.warn(
          { account: account.id, channel: account.kind, reason: nameOf(error) },
          'the connection of a channel ended',
        );
      }
      failures++;
      await sleep(pauseAfter(Math.min(failures, 9), randomInt(1_000) / 1_000), signal);
    }
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
