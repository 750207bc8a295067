import { closeCodes } from '@rapport/contract';
import { type Connections, type Platform, streamLookOf, textFrame } from '@rapport/platform';
import { type Actor, openCredentials } from '../people/index.ts';
import { inTurn } from './in-turn.ts';
import { lookAgain } from './look-again.ts';

/** A burst of losses is repaired once (ms). */
const gather = 150;
/** While hints are being lost: how often streams are looked at, and sessions, and clients are told to look (ms). */
const lookEvery = 1_000;
const sessionsEvery = 2_000;
const clientsEvery = 30_000;
/** Sessions asked for in one statement. */
const sessionsAtOnce = 2_000;
/** Clients told to look in one second at most, so that they do not all come at once. */
const clientsASecond = 1_000;
const slice = 50;

/** Tells a client that something may not have reached it: it asks what changed (SY6). */
const lookFrame = textFrame(JSON.stringify({ type: 'look' }));

/**
 * What a node does for its sockets when hints of other nodes were lost, and for as long as more are being lost: ended sessions are
 * cut, rights to look are asked for anew, streams are looked for in the database, and clients ask what changed.
 */
export class LineRepair {
  private readonly platform: Platform;
  private readonly connections: Connections<Actor>;
  private away = false;
  private due: NodeJS.Timeout | undefined;
  private readonly timers = new Set<NodeJS.Timeout>();
  // Hints may be lost again while a loss is being repaired: each of these is done anew then, and none twice at once.
  private readonly checkSessions = inTurn(() => this.cutEnded());
  private readonly checkWatchers = inTurn(() => this.lookAgainAtAll());
  private readonly tellClients = inTurn(() => this.tellSlowly());

  constructor(platform: Platform, connections: Connections<Actor>) {
    this.platform = platform;
    this.connections = connections;
  }

  start(): () => void {
    const { bus } = this.platform;
    const stops = [
      bus.subscribe('line', ({ away }) => this.told(away)),
      // What a node that died had not read any more is read here, at once.
      bus.subscribe('node', ({ here }) => here || this.lookAtStreams()),
    ];
    return () => {
      for (const stop of stops) stop();
      this.endTimers();
      clearTimeout(this.due);
    };
  }

  private told(away: boolean): void {
    if (away !== this.away) {
      this.away = away;
      this.endTimers();
      this.platform.keep(streamLookOf).setPeriod(away ? lookEvery : undefined);
      if (away) this.every(sessionsEvery, () => this.checkSessions());
      if (away) this.every(clientsEvery, () => this.repair());
    }
    this.due ??= setTimeout(() => {
      this.due = undefined;
      void this.repair();
    }, gather);
  }

  private every(milliseconds: number, act: () => Promise<void>): void {
    const timer = setInterval(() => void act(), milliseconds);
    timer.unref();
    this.timers.add(timer);
  }

  private endTimers(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.timers.clear();
  }

  private async repair(): Promise<void> {
    this.lookAtStreams();
    await this.checkSessions();
    await this.checkWatchers();
    await this.tellClients();
  }

  private async lookAgainAtAll(): Promise<void> {
    for (const c of [...this.connections.all()])
      if (c.watching.size + c.watchingPeople.size > 0)
        await lookAgain(this.platform, this.connections, c).catch(() => this.connections.watch(c, [], []));
  }

  private lookAtStreams(): void {
    this.platform
      .keep(streamLookOf)
      .look()
      .catch((error: unknown) => this.platform.logger.warn({ err: error }, 'changed streams could not be looked for'));
  }

  /** Sessions that ended elsewhere are cut here, whoever told of it. */
  private async cutEnded(): Promise<void> {
    const { db, clock, logger } = this.platform;
    const all = [...this.connections.all()];
    try {
      for (let at = 0; at < all.length; at += sessionsAtOnce) {
        const some = all.slice(at, at + sessionsAtOnce);
        const open = await openCredentials(db, [...new Set(some.map((c) => c.session))], clock.now());
        for (const c of some) if (!open.has(c.session)) c.close(closeCodes.revoked, 'revoked');
      }
    } catch (error) {
      logger.warn({ err: error }, 'sessions of open sockets could not be checked');
    }
  }

  private async tellSlowly(): Promise<void> {
    const all = [...this.connections.all()];
    const each = Math.ceil((clientsASecond * slice) / 1_000);
    for (let at = 0; at < all.length; at += each) {
      for (const c of all.slice(at, at + each)) c.push(lookFrame);
      await new Promise((resolve) => setTimeout(resolve, slice).unref());
    }
  }
}
