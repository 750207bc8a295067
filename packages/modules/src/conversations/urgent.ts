import { Fault } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { requirePermission } from '../access/index.ts';
import { type Actor, can, organizationSettings } from '../people/index.ts';
import { urgentUsed } from './state-reader.ts';
import { countUrgent } from './urgent-writer.ts';

const spent = (perDay: number): Fault => new Fault('quota-exceeded', { quota: `${perDay} urgent messages a day` });

/** Before anything is written for an urgent message: whoever has none left leaves no trace. It is counted with the message. */
export async function requireUrgentLeft(platform: Platform, actor: Actor): Promise<void> {
  requirePermission(actor, 'messages.urgent');
  const { urgentPerDay } = await organizationSettings(platform);
  if ((await urgentUsed(platform.db, actor.user)) >= urgentPerDay) throw spent(urgentPerDay);
}

/** An urgent message costs one of the day's few (CV17), in the transaction that sends it. */
export async function takeUrgentQuota(tx: Tx, platform: Platform, actor: Actor): Promise<void> {
  const { urgentPerDay } = await organizationSettings(platform);
  if ((await countUrgent(tx, actor.user)) > urgentPerDay) throw spent(urgentPerDay);
}

/** What is left of today's few; nothing for whoever may send none. */
export async function urgentQuota(platform: Platform, actor: Actor): Promise<{ perDay: number; left: number }> {
  const { urgentPerDay } = await organizationSettings(platform);
  if (!can(actor, 'messages.urgent')) return { perDay: 0, left: 0 };
  return { perDay: urgentPerDay, left: Math.max(0, urgentPerDay - (await urgentUsed(platform.db, actor.user))) };
}
