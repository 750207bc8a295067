import { deliveryFaults, storageFaults } from './gates.ts';
import type { LoadResult, LoadRun } from './load-plan.ts';
import { measure } from './measure.ts';
import type { Part } from './rounds.ts';
import type { Shape } from './shape.ts';
import type { World } from './world.ts';

export interface ProductPart {
  result: LoadResult;
  /** Rated by messages. */
  part: Part;
}

/** One run of the product, with its gates: figures of messages lost or doubled are worth nothing. */
export async function measureProduct(world: World, shape: Shape, run: LoadRun, faults: string[]): Promise<ProductPart> {
  const { result, cpu, others } = await measure<LoadResult>(world, world.load, { do: 'run', run });
  const found = [...deliveryFaults(result), ...(await storageFaults(world.db, run, result, world.users))];
  faults.push(...found.map((fault) => `${shape.name}: ${fault}`));
  const { seconds, messages, p50, p99 } = result;
  return { result, part: { rate: messages / seconds, seconds, messages, p50, p99, cpu, others } };
}
