import type { Output, Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { audit } from '../access/index.ts';
import { type Actor, requirePermission } from '../people/index.ts';
import { largestFiles, limitsRow, storeTotals, usageByPerson, usedBytes } from './reader.ts';
import { updateLimits } from './writer.ts';

export async function getLimits(platform: Platform, actor: Actor): Promise<Output<'files.limits'>> {
  return { ...(await limitsRow(platform.db)), usedBytes: await usedBytes(platform.db, actor.user) };
}

/** Set by whoever manages storage, for everybody. */
export async function changeLimits(
  platform: Platform,
  actor: Actor,
  input: Parsed<'files.changeLimits'>,
  from: string,
): Promise<Output<'files.limits'>> {
  requirePermission(actor, 'files.manage');
  await platform.db.transaction(async (tx) => {
    await updateLimits(tx, input);
    const at = platform.clock.now();
    await audit(tx, {
      at,
      actor: actor.user,
      act: 'files.limits-changed',
      subjectKind: 'files',
      subject: null,
      detail: input,
      from,
    });
  });
  return getLimits(platform, actor);
}

/** What the store holds and whose it is: kinds and sizes, neither names nor bytes. */
export async function getUsage(platform: Platform, actor: Actor): Promise<Output<'files.usage'>> {
  requirePermission(actor, 'files.manage');
  const q = platform.db;
  const [totals, people, largest] = [await storeTotals(q), await usageByPerson(q, 100), await largestFiles(q, 50)];
  return { ...totals, people, largest } as Output<'files.usage'>;
}

/** `100 MB`, as people say it. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${Number((bytes / 1024 ** step).toFixed(1))} ${units[step]}`;
}
