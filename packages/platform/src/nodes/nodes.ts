import { hostname } from 'node:os';
import type { NodeBus } from '../bus/nats.ts';
import type { Bus } from '../bus.ts';
import type { Jobs } from '../jobs.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { Vault } from '../vault.ts';
import { Line } from './line.ts';
import { type NodeRow, nodesNow, noteAlive, removeDead, removeNode, unlockOrphans } from './node-table.ts';
import { Pulse } from './pulse.ts';

const beatEvery = 1_000;
const judgeEvery = 500;
/** Without a heartbeat of one's own for this long (ms) others take this node for dead, and it must not say that it is well. */
const aloneAfter = 6_000;
/** Only a node whose heartbeats came through for this long (ms) judges others: after an outage all were silent. */
const steadyAfter = 4_000;
/** Locks of workers that no node has are looked for this often (ms), besides whenever a node died. */
const orphansEvery = 30_000;

export interface NodesOptions {
  /** This node's id. */
  id: string;
  databaseUrl: string;
  version: string;
  /** Where it listens, or will. */
  port: number;
  /** Tells its store of files from others (`storeIdOf`). */
  store: () => Promise<string>;
  bus: Bus;
  /** The line to other nodes, where there is one. */
  remote: NodeBus | undefined;
  jobs: Jobs;
  vault: Pick<Vault, 'numbers' | 'current'>;
  logger: Logger;
  metrics: Metrics;
  /** In place of the usual time before this node judges others (ms); tests are short. */
  steadyAfter?: number;
}

/** The server processes of a house: each says that it lives, and takes over the jobs of those that do not any more. */
export class Nodes {
  /** Where it listens; told with the next heartbeat. */
  port: number;
  private readonly options: NodesOptions;
  private readonly line: Line;
  private readonly pulse: Pulse;
  private others: string[] = [];
  private timers: NodeJS.Timeout[] = [];
  private beating: Promise<void> | undefined;
  private steadySince: number | undefined;
  private orphansAt = Number.NEGATIVE_INFINITY;
  private lastBeat = 0;
  private store = '';
  private enrolled = false;

  constructor(options: NodesOptions) {
    this.options = options;
    this.port = options.port;
    this.line = new Line(options.bus, options.remote);
    this.pulse = new Pulse(options.databaseUrl);
    this.measure();
  }

  /** Says that this node is here, opens the line to others, and goes on saying so. `house` names the database. */
  async enter(house: string): Promise<void> {
    this.store = await this.options.store();
    await this.options.remote?.join(house);
    await this.pulse.run((q) => this.write(q));
    this.enrolled = true;
    this.lastBeat = performance.now();
    this.timers = [setInterval(() => void this.beat(), beatEvery), setInterval(() => this.line.judge(), judgeEvery)];
    for (const timer of this.timers) timer.unref();
    await this.beat();
  }

  /** Opens the line to the servers of a house without being one of them: what a command changes is told to them at once. */
  async speak(house: string): Promise<void> {
    await this.options.remote?.join(house);
  }

  /** Says goodbye: nobody need wait whether this node comes back. */
  async leave(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.beating;
    if (this.enrolled) await this.pulse.run((q) => removeNode(q, this.options.id)).catch(() => undefined);
    this.enrolled = false;
    await this.pulse.close();
  }

  /** Says at once what has changed of this node (its workers), instead of with the next heartbeat. */
  beat(): Promise<void> {
    this.beating ??= this.pulse
      .run(async (q) => {
        await this.write(q);
        await this.lookAtOthers(q, await nodesNow(q));
      })
      .catch((error: unknown) => {
        this.steadySince = undefined;
        this.options.logger.warn({ reason: (error as Error).message }, 'the heartbeat of this node could not be written');
      })
      .finally(() => {
        this.beating = undefined;
      });
    return this.beating;
  }

  /** Whether this node's heartbeat comes through: while it does not, others take its work over. */
  get alive(): boolean {
    return !this.enrolled || performance.now() - this.lastBeat < aloneAfter;
  }

  /** Whether hints of other nodes are being lost. */
  get away(): boolean {
    return this.line.away;
  }

  /** By what an operator knows it, and tells it from other nodes, which all have the same public address. */
  get address(): string {
    return `${hostname()}:${this.port}`;
  }

  private async write(q: Parameters<typeof noteAlive>[0]): Promise<void> {
    const { id, version, jobs, vault, logger } = this.options;
    const known = await noteAlive(q, {
      id,
      version,
      address: this.address,
      line: this.line.state,
      store: this.store,
      newestKey: vault.numbers().at(-1)!,
      currentKey: vault.current,
      workers: jobs.workers(),
    });
    if (!known && this.enrolled) logger.warn('this node was taken for dead: its jobs were given to others');
    this.lastBeat = performance.now();
    this.steadySince ??= this.lastBeat;
  }

  private async lookAtOthers(q: Parameters<typeof noteAlive>[0], rows: readonly NodeRow[]): Promise<void> {
    const { id, logger } = this.options;
    this.others = rows.flatMap((row) => (row.id === id ? [] : [row.id]));
    this.line.meet(this.others);
    const now = performance.now();
    if (now - (this.steadySince ?? now) < (this.options.steadyAfter ?? steadyAfter)) return;
    const dead = await removeDead(q);
    const due = dead.length > 0 || now - this.orphansAt > orphansEvery;
    if (due) this.orphansAt = now;
    const freed = due
      ? await unlockOrphans(
          q,
          dead.flatMap(({ workers }) => workers),
        )
      : 0;
    for (const node of dead) logger.warn({ dead: node.id }, 'a node died');
    if (freed > 0) logger.warn({ jobs: freed }, 'jobs of dead nodes are free again');
  }

  private measure(): void {
    const { metrics, remote } = this.options;
    metrics.gauge('rapport_nodes', 'Server processes of this house that live, this one included', () => this.others.length + 1);
    metrics.gauge('rapport_bus_away', '1 while hints of other nodes are lost', () => Number(this.line.away));
    metrics.gauge('rapport_node_heartbeat_age_seconds', 'Since the last heartbeat of this node was written', () =>
      this.enrolled ? (performance.now() - this.lastBeat) / 1_000 : 0,
    );
    if (!remote) return;
    const { traffic } = remote;
    metrics.gauge('rapport_bus_connected', '1 while the line to NATS stands', () => Number(remote.connected));
    metrics.countedBy('rapport_bus_messages_total', 'Messages between nodes', 'what', () => [
      ['sent', traffic.sentMessages],
      ['heard', traffic.heardMessages],
      ['dropped', traffic.dropped],
      ['lost', traffic.lost],
      ['malformed', traffic.malformed],
    ]);
    metrics.countedBy('rapport_bus_bytes_total', 'Bytes between nodes', 'what', () => [
      ['sent', traffic.sentBytes],
      ['heard', traffic.heardBytes],
    ]);
  }
}
