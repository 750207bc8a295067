import { Fault } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { requirePermission } from '../access/index.ts';
import { type Actor, organizationSettings } from '../people/index.ts';
import { countUrgent } from './urgent-writer.ts';

/** An urgent message costs one of the day's few (CV17), in the transaction that sends it. */
export async function takeUrgentQuota(tx: Tx, platform: Platform, actor: Actor): Promise<void> {
  requirePermission(actor, 'messages.urgent');
  const { urgentPerDay } = await organizationSettings(platform);
  if ((await countUrgent(tx, actor.user)) > urgentPerDay)
    throw new Fault('quota-exceeded', { quota: `${urgentPerDay} urgent messages a day` });
}
