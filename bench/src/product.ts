import { setTimeout as sleep } from 'node:timers/promises';
import { deliveryFaults, storageFaults } from './gates.ts';
import type { LoadResult, LoadRun } from './load-plan.ts';
import { measure, waitForCalm } from './measure.ts';
import { mostByOthers, type Part } from './rounds.ts';
import type { Shape } from './shape.ts';
import type { Standing } from './world.ts';

export interface ProductPart {
  result: LoadResult;
  /** Rated by messages. */
  part: Part;
}

/** Readers of the log (search, notifications) work on behind the acknowledgements; a limit measured meanwhile would suffer. */
const catchUpWithin = 60_000;

/** `resting`: readers of the log that are switched off. */
type Resting = Standing & { resting?: readonly string[] };

/** Seconds until every reader of the log has come to the end of these conversations. */
async function catchUp(world: Resting, run: LoadRun): Promise<number> {
  const begun = performance.now();
  const streams = [...new Set(run.senders.map((s) => s.conversation))];
  for (;;) {
    const behind = await world.db.row(
      `select 1 from log_reader_stream r join stream s on s.id = r.stream_id
       where s.id = any ($1::uuid[]) and r.ev < s.ev and not r.reader = any ($2::text[]) limit 1`,
      [streams, world.resting ?? []],
    );
    const seconds = (performance.now() - begun) / 1_000;
    if (!behind) return seconds;
    if (performance.now() - begun > catchUpWithin) throw new Error('A reader of the log did not catch up within a minute.');
    await sleep(100);
  }
}

/** One run of the product, with its gates: figures of messages lost or doubled are worth nothing. */
export async function measureProduct(world: Resting, shape: Shape, run: LoadRun, faults: string[]): Promise<ProductPart> {
  const { result, cpu, others } = await measure<LoadResult>(world, world.load, { do: 'run', run });
  const behind = Math.round(10 * (await catchUp(world, run))) / 10;
  const found = [...deliveryFaults(result), ...(await storageFaults(world.db, run, result, world.users))];
  faults.push(...found.map((fault) => `${shape.name}: ${fault}`));
  const { seconds, messages, p50, p99 } = result;
  return { result, part: { rate: messages / seconds, seconds, messages, p50, p99, behind, cpu, others } };
}

/** The same alone, in a calm moment if one comes in five tries. */
export async function measureCalmly(
  world: Standing,
  calmWithin: number,
  measured: () => Promise<ProductPart>,
): Promise<ProductPart> {
  for (let tries = calmWithin > 0 ? 5 : 1; ; tries--) {
    await waitForCalm(world, calmWithin);
    const found = await measured();
    if (found.part.others <= mostByOthers || tries === 1) return found;
  }
}
