import type { Book } from './book.test-kit.ts';
import type { Device } from './device.test-kit.ts';
import type { Dice } from './dice.test-kit.ts';
import type { Network } from './network.test-kit.ts';
import type { Site } from './site.test-kit.ts';

/** Harms that cost nothing to mend: they come in every schedule. */
export const lightHarms = [
  'socket dropped',
  'lines cut',
  'lines stalled',
  'database connections killed',
  'client reloaded',
  'server restarted',
  'clock jumped',
  'bus cut',
  'bus',
] as const;
/** Harms that take a second or more to mend: in a share of the schedules, one in each. */
export const heavyHarms = [
  'server killed',
  'database killed',
  'data disk full',
  'database disk full',
  'slow consumer',
  'bus killed',
] as const;
export type LightHarm = (typeof lightHarms)[number];
export type HeavyHarm = (typeof heavyHarms)[number];
export type Harm = LightHarm | HeavyHarm;

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const day = 86_400_000;
/** How often each comes, among those allowed. */
const weights: Record<Exclude<LightHarm, 'bus'>, number> = {
  'socket dropped': 6,
  'lines cut': 4,
  'lines stalled': 4,
  'database connections killed': 4,
  'client reloaded': 4,
  'server restarted': 1.5,
  'clock jumped': 2,
  'bus cut': 4,
};

/** What goes wrong, and how it is mended. */
export class HarmMaker {
  private readonly dice: Dice;
  private readonly book: Book;
  private readonly site: Site;
  private readonly devices: Device[];
  private readonly light: (keyof typeof weights)[];
  /** Restarts and kills of one house wait for each other. */
  private busy: Promise<unknown> = Promise.resolve();

  constructor(dice: Dice, book: Book, site: Site, devices: Device[], allowed: ReadonlySet<Harm>) {
    this.dice = dice;
    this.book = book;
    this.site = site;
    this.devices = devices;
    const possible = (one: LightHarm) => allowed.has(one) && (one !== 'bus cut' || site.nats !== undefined);
    this.light = lightHarms.filter((one) => one !== 'bus' && possible(one)) as (keyof typeof weights)[];
  }

  private inTurn(harm: Harm, act: () => Promise<unknown>): Promise<unknown> {
    this.busy = this.busy
      .then(() => this.book.timed(harm, act))
      .catch((error: unknown) => this.book.unexpected.push(`a harm failed: ${(error as Error).stack}`));
    return this.busy;
  }

  private pickLight(): keyof typeof weights {
    let roll = this.dice.next() * this.light.reduce((sum, one) => sum + weights[one], 0);
    for (const one of this.light) {
      roll -= weights[one];
      if (roll < 0) return one;
    }
    return this.light[0]!;
  }

  /** One light harm, begun and not waited for. */
  strike(): void {
    if (this.light.length === 0) return;
    const harm = this.pickLight();
    this.book.count(harm);
    const device = this.dice.pick(this.devices);
    const node = this.dice.pick(this.site.nodes);
    const share = this.dice.next();
    const reach = 1 + this.dice.below(60) * (share < 0.5 ? 60_000 : day);
    switch (harm) {
      case 'socket dropped':
        return device.dropSocket();
      case 'lines cut':
        return node.network.cut(this.dice, share);
      case 'lines stalled':
        node.network.stall(this.dice, share);
        return void setTimeout(() => node.network.release(this.dice), 40 + 400 * share);
      case 'bus cut':
        return this.cutBus(node.bus, share);
      case 'database connections killed':
        return void this.inTurn(harm, () => this.killConnections(share));
      case 'client reloaded':
        return void device.reload().catch((error: unknown) => this.book.note('reload', error));
      case 'server restarted':
        return void this.inTurn(harm, () => node.house.ask({ do: 'restart' }));
      case 'clock jumped':
        return void this.inTurn(harm, () => node.house.ask({ do: 'clock', offset: share < 0.3 ? -reach : reach }));
    }
  }

  /** A house hears nothing of the others for a while, or loses its line to them. */
  private cutBus(bus: Network | undefined, share: number): void {
    if (share < 0.4) return bus?.cut(this.dice, 1);
    bus?.stall(this.dice, 1);
    setTimeout(() => bus?.release(this.dice), 40 + 600 * share);
  }

  private killConnections(share: number): Promise<unknown> {
    return this.site.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'rapport' and random() < $1`,
      [share],
    );
  }

  /** One heavy harm from its beginning until it is mended. */
  strikeHard(harm: HeavyHarm, conversation: string): Promise<unknown> {
    this.book.count(harm);
    const node = this.dice.pick(this.site.nodes);
    const pause = 40 + this.dice.below(250);
    // The manager's: nobody takes it out of the group meanwhile.
    if (harm === 'slow consumer') return this.overload(this.devices[0]!, conversation);
    return this.inTurn(harm, () => this.breakAndMend(harm, node, pause));
  }

  private async breakAndMend(
    harm: Exclude<HeavyHarm, 'slow consumer'>,
    node: Site['nodes'][number],
    pause: number,
  ): Promise<void> {
    const { ground } = this.site;
    switch (harm) {
      case 'server killed':
        await node.house.kill();
        await wait(pause);
        return node.house.rise();
      case 'database killed':
        await ground.killDatabase();
        await wait(pause);
        return ground.raiseDatabase();
      case 'bus killed':
        await this.site.nats?.halt();
        await wait(pause);
        return this.site.nats?.start();
      case 'data disk full':
        return this.fillData(pause);
      case 'database disk full':
        if (!ground.canFill) return;
        this.book.markFull(true);
        await ground.fillDatabaseDisk();
        await wait(3 * pause);
        await ground.freeDatabaseDisk();
        return this.book.markFull(false);
    }
  }

  private async fillData(pause: number): Promise<void> {
    const { ground, nodes } = this.site;
    this.book.markFull(true);
    if (ground.canFill) await ground.data.fill();
    else for (const { house } of nodes) await house.ask({ do: 'store', full: true });
    await wait(3 * pause);
    if (ground.canFill) await ground.data.free();
    else for (const { house } of nodes) await house.ask({ do: 'store', full: false });
    this.book.markFull(false);
  }

  /** Messages so long that their answers soon fill a socket nobody reads; the house cuts it with the code for that (SY12). */
  private async overload(device: Device, conversation: string): Promise<void> {
    this.book.floods = true;
    for (let n = 0; n < 6; n++)
      this.book.written.push({
        clientId: device.client.send(conversation, { text: '录'.repeat(20_000) }),
        conversation,
        device,
      });
    await wait(400);
    const code = await device.stopReading(conversation);
    this.book.count(code === 4008 ? 'slow consumer cut with 4008' : `slow consumer: ${code ?? 'not cut'}`);
  }

  /** Everything is mended; from here on nothing goes wrong. Answers how the bus was disturbed. */
  async end(): Promise<void> {
    await this.busy;
    const { ground, nodes } = this.site;
    await ground.raiseDatabase();
    for (const { house, network, bus } of nodes) {
      network.release(this.dice);
      bus?.release(this.dice);
      await house.rise();
      const done = await house.ask<Record<string, number>>({ do: 'calm' });
      for (const [harm, times] of Object.entries(done)) this.book.harms[harm] = (this.book.harms[harm] ?? 0) + times;
    }
  }
}
