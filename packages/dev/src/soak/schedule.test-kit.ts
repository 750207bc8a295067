import { until } from '../test-house.ts';
import { Acts } from './acts.test-kit.ts';
import { Book, refusals } from './book.test-kit.ts';
import type { Cast } from './cast.test-kit.ts';
import { Device } from './device.test-kit.ts';
import { Dice } from './dice.test-kit.ts';
import { type Harm, HarmMaker, type HeavyHarm, heavyHarms, lightHarms } from './harm.test-kit.ts';
import { Judge } from './judge.test-kit.ts';
import { KeeperActs } from './keeper-acts.test-kit.ts';
import type { Site } from './site.test-kit.ts';

export interface ScheduleReport {
  messages: number;
  harms: Record<string, number>;
  milliseconds: number;
  /** Milliseconds of its parts. */
  parts: Record<string, number>;
}

export interface ScheduleOptions {
  seed: number;
  steps: number;
  /** Only these; all of them when absent. */
  harms?: readonly Harm[] | undefined;
}

const heavyShare = 0.12;
const patience = 40_000;
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** A word of letters alone, so that it is one word for search. */
const wordOf = (seed: number): string =>
  `q${[...String(seed)].map((digit) => String.fromCharCode(97 + Number(digit))).join('')}zz`;

/** One seeded story of people, devices and harms on a site, judged at its end. */
export class Schedule {
  private readonly options: ScheduleOptions;
  private readonly dice: Dice;
  private readonly site: Site;
  private readonly book = new Book();
  private readonly cast: Cast;
  private readonly heavy: HeavyHarm | undefined;
  private readonly allowed: ReadonlySet<Harm>;

  constructor(site: Site, options: ScheduleOptions) {
    this.site = site;
    this.options = options;
    this.dice = new Dice(options.seed);
    this.cast = { devices: [], conversations: [], groups: [], word: wordOf(options.seed) };
    this.allowed = new Set<Harm>(options.harms ?? [...lightHarms, ...heavyHarms]);
    const heavy = heavyHarms.filter((one) => this.allowed.has(one) && (one !== 'bus killed' || site.nodes.length > 1));
    const come = this.dice.chance(options.harms ? 1 : heavyShare);
    const which = this.dice.below(Math.max(1, heavy.length));
    this.heavy = come ? heavy[which] : undefined;
  }

  async run(): Promise<ScheduleReport> {
    const { site, dice, book, cast, options } = this;
    const began = Date.now();
    await book.timed('furnish', () => this.furnish());
    const acts = new Acts(dice, book, cast, new KeeperActs(dice, book, cast, { site, keeper: cast.keeper! }));
    const harm = new HarmMaker(new Dice(options.seed + 7), book, site, cast.devices, this.allowed);
    try {
      if (this.allowed.has('bus')) await this.disturbBus();
      const under = await book.timed('play', () => this.play(acts, harm));
      await book.timed('mend', () => harm.end());
      acts.over = true;
      await book.timed('wait for answers', () => Promise.all(under));
      await book.timed('settle', () => this.settle());
      await book.timed('judge', () => new Judge(site, book, cast).judge());
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.scene()}`, { cause: error });
    } finally {
      acts.over = true;
      for (const device of [...cast.devices, cast.keeper!]) await device.end();
    }
    const crashed = site.nodes.find(({ house }) => house.crashes > 0);
    if (crashed) throw new Error(`A server ended by itself.\n${crashed.house.lastWords()}`);
    return { messages: book.written.length, harms: book.harms, milliseconds: Date.now() - began, parts: book.parts };
  }

  /** How things stand, for whoever looks into a failure. */
  private scene(): string {
    const { devices } = this.cast;
    const states = devices.map(({ name, client: { state }, closes }) => {
      const { status, synced, signedOut } = state;
      return `${name}: ${status}, ${synced ? 'synced' : 'not synced'}${signedOut ? ', signed out' : ''}, closed with ${closes.slice(-6)}`;
    });
    const harms = Object.entries(this.book.harms).map(([harm, times]) => `${harm} ${times}`);
    return [...states, `Harms: ${harms.join(', ')}`, ...this.book.unexpected.slice(0, 5)].join('\n');
  }

  private async disturbBus(): Promise<void> {
    for (const [n, { house }] of this.site.nodes.entries())
      await house.ask({ do: 'wild', seed: this.options.seed + 100 * n + 1 });
  }

  /** Four people on six devices, three groups and a direct conversation. */
  private async furnish(): Promise<void> {
    const { site, cast } = this;
    const { house } = site.nodes[0]!;
    const seats = [];
    for (const [n, kind] of (['admin', 'member', 'member', 'guest'] as const).entries())
      seats.push(await house.seat(`${kind}-${n}-${cast.word}`, kind));
    const [manager, ...others] = seats;
    const users = others.map((s) => s.user) as never[];
    for (const visibility of ['open', 'private', 'private'] as const)
      cast.groups.push((await site.call(manager!, 'conversations.create', { name: 'G', visibility, members: users })).id);
    const direct = await site.call(manager!, 'conversations.openDirect', { users: users.slice(0, 1) });
    cast.conversations.push(...cast.groups, direct.id);
    for (const [i, who] of [0, 0, 1, 1, 2, 3].entries()) {
      const seat = seats[who]!;
      const { url } = site.nodes[i % site.nodes.length]!.network;
      const skew = this.dice.chance(0.5) ? 0 : (this.dice.next() - 0.5) * 4 * 86_400_000;
      cast.devices.push(new Device({ name: `device ${i} of ${seat.name}`, seat, url, skew }));
    }
    const keeper = await house.seat(`keeper-${cast.word}`, 'owner');
    cast.keeper = new Device({ name: 'device of the keeper', seat: keeper, url: site.nodes[0]!.network.url, skew: 0 });
    await Promise.all([...cast.devices, cast.keeper].map((device) => device.start()));
    await until(() => cast.devices.every(({ client }) => client.state.status === 'online' && client.state.synced));
    for (const { client } of cast.devices)
      for (const id of cast.conversations) if (client.state.conversations[id]) await client.openConversation(id);
  }

  /** Acts and harms, one upon the other; answers what is still under way. */
  private async play(acts: Acts, harm: HarmMaker): Promise<Promise<unknown>[]> {
    const { dice, options, cast } = this;
    const under: Promise<unknown>[] = [];
    const at = Math.floor(options.steps * 0.5 * dice.next());
    let hard = false;
    for (let step = 0; step < options.steps; step++) {
      under.push(acts.act());
      if (dice.chance(0.08)) harm.strike();
      if (step === at && this.heavy) {
        hard = true;
        const strike = harm.strikeHard(this.heavy, cast.groups[1]!).catch((error: unknown) => {
          this.book.unexpected.push(`${this.heavy} could not be mended: ${(error as Error).stack}`);
        });
        under.push(
          strike.then(() => {
            hard = false;
          }),
        );
      }
      await wait(dice.below(14) * (hard ? 4 : 1));
    }
    return under;
  }

  /** No more harms: every outbox empties, but for what its author may no longer send. */
  private async settle(): Promise<void> {
    const { devices } = this.cast;
    // Hints on their way when the bus grew calm.
    await wait(160);
    await until(() => {
      for (const { client } of devices) client.wake();
      return devices.every((d) => d.client.state.status === 'online' && d.client.state.synced);
    }, patience);
    // Each device looks once: a lost hint that was a stream's last shows at the next look only.
    await Promise.all(devices.map((d) => d.client.syncNow()));
    await until(() => devices.filter((device) => !this.emptied(device)).length === 0, patience).catch(() => {
      throw new Error(`An outbox did not empty: ${devices.map((d) => this.waiting(d)).join(' ')}`);
    });
  }

  private waiting({ name, client }: Device): string {
    const items = Object.values(client.state.outbox).flat();
    const shown = items.map((i) => {
      const c = client.state.conversations[i.conversation];
      const t = client.state.timelines[i.conversation];
      return `${i.state} seq ${i.seq} of ${c?.kind} ev ${c?.ev} seq ${c?.seq} window ${t?.ev} ${t?.messages.at(-1)?.seq} ${t?.hasNewer}`;
    });
    return shown.length > 0 ? `[${name}: ${shown.slice(0, 3).join(', ')}]` : '';
  }

  private emptied(device: Device): boolean {
    const items = Object.values(device.client.state.outbox).flat();
    for (const { state, error, clientId } of items) {
      if (state !== 'failed') continue;
      if (error?.code === 'storage-full') {
        device.client.retry(clientId);
        continue;
      }
      if (!error || !refusals.includes(error.code))
        this.book.unexpected.push(`a message failed: ${error?.code} ${error?.detail}`);
      this.book.refused.set(clientId, { code: error?.code ?? '', sent: device.timesSent(clientId) });
      device.client.discard(clientId);
    }
    // Sent, and waiting to come back in the stream: of a conversation that was left it never does.
    return items.every((i) => i.state === 'sent' && !device.client.state.conversations[i.conversation]);
  }
}
