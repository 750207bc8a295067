import { nodesNow, type Platform } from '@rapport/platform';
import { type Account, accountsChanged, allAccounts, works } from '../accounts/account.ts';
import { dropLeases, takeLeases } from '../accounts/transport-writer.ts';
import { AccountLoop } from './account-loop.ts';
import { pullHint, wakeHints } from './hints.ts';

/** Milliseconds between two looks at who tends what; a third of what a lease lasts. */
const lookEvery = 3_000;
/** Seconds without a heartbeat after which a node's accounts are taken over. */
const silentFor = 5;

/** What decides whether a loop is begun anew. */
const shapeOf = ({ transport, name, capabilities }: Account): string => JSON.stringify([transport.changes, name, capabilities]);

/** Tends accounts: each is pulled, read and sent for by one node at a time (CH4). */
export class Tender {
  private readonly platform: Platform;
  private readonly loops = new Map<string, { loop: AccountLoop; shape: string }>();
  /** Loops that finish what they are at. Others are looked after meanwhile: a lease lasts less than a slow platform. */
  private readonly ending = new Map<string, Promise<void>>();
  private readonly stops: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(platform: Platform) {
    this.platform = platform;
  }

  async start(): Promise<void> {
    const { bus } = this.platform;
    this.stops.push(
      bus.subscribe('changed', ({ what, id }) => {
        if (what === accountsChanged) void this.look();
        else if (what === wakeHints.arrived) this.loops.get(id)?.loop.read();
        else if (what === wakeHints.outbox) this.loops.get(id)?.loop.send();
        else if (what === wakeHints.pull) this.pull(id);
      }),
    );
    this.timer = setInterval(() => void this.look(), lookEvery);
    this.timer.unref();
    await this.look();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    for (const stop of this.stops.splice(0)) stop();
    await this.looking;
    const accounts = [...this.loops.keys(), ...this.ending.keys()];
    await Promise.all([...[...this.loops.values()].map(({ loop }) => loop.stop()), ...this.ending.values()]);
    this.loops.clear();
    if (accounts.length > 0)
      await this.platform.db.transaction((tx) => dropLeases(tx, accounts, this.platform.node)).catch(() => undefined);
  }

  /** Accounts that this node tends. */
  get tended(): readonly string[] {
    return [...this.loops.keys()];
  }

  /** Looks who tends what; who asks meanwhile is looked for again. */
  look(): Promise<void> {
    if (this.looking) {
      this.again = true;
      return this.looking;
    }
    this.looking = (async () => {
      do {
        this.again = false;
        await this.lookOnce().catch((error: unknown) => {
          if (!this.stopped) this.platform.logger.warn({ err: error }, 'accounts of channels could not be looked at');
        });
      } while (this.again && !this.stopped);
    })().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private pull(id: string): void {
    const { account, key, hint } = pullHint(id);
    this.loops.get(account)?.loop.pull(key, hint);
  }

  private async lookOnce(): Promise<void> {
    if (this.stopped) return;
    const { platform } = this;
    const accounts = new Map<string, Account>(
      (await allAccounts(platform, platform.db)).filter(works).map((one) => [one.id, one]),
    );
    const mine = new Set(await this.take([...accounts.keys()]));
    for (const [id, { loop, shape }] of this.loops) {
      const account = accounts.get(id);
      if (account && mine.has(id) && shapeOf(account) === shape) continue;
      this.loops.delete(id);
      this.end(id, loop);
    }
    for (const id of mine) {
      const account = accounts.get(id)!;
      if (this.loops.has(id) || this.ending.has(id) || this.stopped) continue;
      const loop = new AccountLoop(platform, account);
      this.loops.set(id, { loop, shape: shapeOf(account) });
      loop.start();
    }
  }

  /** Once it has ended, another may begin. */
  private end(id: string, loop: AccountLoop): void {
    const ended = loop
      .stop()
      .catch((error: unknown) => this.platform.logger.warn({ err: error, account: id }, 'tending an account did not end well'))
      .then(() => {
        this.ending.delete(id);
        if (!this.stopped) void this.look();
      });
    this.ending.set(id, ended);
  }

  private async take(accounts: readonly string[]): Promise<string[]> {
    if (accounts.length === 0) return [];
    const { db, node } = this.platform;
    const nodes = await nodesNow(db);
    const living = [node, ...nodes.filter(({ unseen }) => unseen < silentFor).map(({ id }) => id)];
    return db.transaction((tx) => takeLeases(tx, accounts, node, living));
  }
}

/** The tender of a house's node. */
export const tenderOf = (platform: Platform): Tender => new Tender(platform);
