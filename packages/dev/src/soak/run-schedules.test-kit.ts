import { hasNats } from '../cluster/nats-server.ts';
import type { Harm } from './harm.test-kit.ts';
import { Schedule, type ScheduleReport } from './schedule.test-kit.ts';
import { Site } from './site.test-kit.ts';

/** Schedules that share a database, so that few of them pay for a new one. */
const perDatabase = 25;
/** Of four such runs of seeds, the last plays on two houses that hear of one another through NATS. */
const blocksOfOne = 3;
/** Longer than any harm takes to mend. */
const longest = 150_000;

export type Outcome = { seed: number } & ({ report: ScheduleReport } | { error: string });

/** Runs schedules one after the other on a site of its own, which is furnished anew now and then and after each failure. */
export class ScheduleRunner {
  private readonly site = new Site();
  private opened = false;
  /** Houses of the database as it is furnished now, and schedules played on it. */
  private nodes: number | undefined;
  private played = 0;
  private nats: boolean | undefined;

  /** Seeds decide all: also on how many houses a schedule plays. */
  private async prepare(seed: number): Promise<void> {
    if (!this.opened) await this.site.open();
    this.opened = true;
    this.nats ??= hasNats();
    const nodes = this.nats && Math.floor(seed / perDatabase) % (blocksOfOne + 1) === blocksOfOne ? 2 : 1;
    if (this.nodes !== nodes || this.played >= perDatabase) {
      this.nodes = undefined;
      await this.site.furnish(nodes);
      this.nodes = nodes;
      this.played = 0;
    }
    this.played++;
  }

  async run(options: { seed: number; steps: number; harms?: readonly Harm[] | undefined }): Promise<Outcome> {
    const { seed } = options;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`It did not end within ${longest / 1000} s.`)), longest);
    });
    try {
      const play = this.prepare(seed).then(() => new Schedule(this.site, options).run());
      return { seed, report: await Promise.race([play, late]) };
    } catch (error) {
      this.nodes = undefined;
      const said = this.site.nodes.map(({ house }) => house.lastWords()).join('\n');
      const words = `${(error as Error).stack ?? error}\nThe house said last:\n${said}`;
      for (const { house } of this.site.nodes) await house.kill();
      for (const { house } of this.site.nodes) house.crashes = 0;
      await this.site.ground.raiseDatabase().catch(() => undefined);
      return { seed, error: words };
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    if (this.opened) await this.site.close();
  }
}
