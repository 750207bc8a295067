import type { Output, Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, requirePermission } from '../people/index.ts';
import { limitsRow, usedBytes } from './reader.ts';
import { updateLimits } from './writer.ts';

export async function getLimits(platform: Platform, actor: Actor): Promise<Output<'files.limits'>> {
  return { ...(await limitsRow(platform.db)), usedBytes: await usedBytes(platform.db, actor.user) };
}

/** Set by whoever manages storage, for everybody. */
export async function changeLimits(
  platform: Platform,
  actor: Actor,
  input: Parsed<'files.changeLimits'>,
): Promise<Output<'files.limits'>> {
  requirePermission(actor, 'files.manage');
  await platform.db.transaction((tx) => updateLimits(tx, input));
  return getLimits(platform, actor);
}

/** `100 MB`, as people say it. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${Number((bytes / 1024 ** step).toFixed(1))} ${units[step]}`;
}
