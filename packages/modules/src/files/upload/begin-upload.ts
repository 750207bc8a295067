import { Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, requirePermission } from '../../people/index.ts';
import { storageFault } from '../bytes/stored-bytes.ts';
import { sizeText } from '../limits.ts';
import { safeName } from '../policy.ts';
import { limitsRow, uploadsUnderWay, usedBytes } from '../reader.ts';
import { insertUpload, lockQuota } from '../writer.ts';
import { partsOf } from './part-store.ts';

/** Uploads of one person under way: each holds a row and a file. */
const mostUnderWay = 200;

export interface Announced {
  id: string;
  name: string;
  voice: boolean;
  size: number;
}

/** Admits an upload: permission, size, quota (FI4). Its room is taken from the quota at once. */
export async function beginUpload(platform: Platform, actor: Actor, announced: Announced): Promise<void> {
  requirePermission(actor, 'files.upload');
  const limits = await limitsRow(platform.db);
  if (announced.size > limits.maxBytes) throw new Fault('too-large', { what: 'file', limit: sizeText(limits.maxBytes) });
  const { wrapped, key } = platform.vault.newKey();
  key.fill(0);
  await platform
    .keep(partsOf)
    .create(announced.id)
    .catch((error: unknown) => {
      throw storageFault(error);
    });
  try {
    await platform.db.transaction(async (tx) => {
      await lockQuota(tx, actor.user);
      const used = await usedBytes(tx, actor.user);
      if (used + announced.size > limits.quotaBytes) throw new Fault('quota-exceeded', { quota: sizeText(limits.quotaBytes) });
      if ((await uploadsUnderWay(tx, actor.user)) >= mostUnderWay)
        throw new Fault('quota-exceeded', { quota: `${mostUnderWay} uploads under way` });
      const at = platform.clock.now();
      await insertUpload(tx, { ...announced, name: safeName(announced.name), owner: actor.user, wrappedKey: wrapped, at });
    });
  } catch (error) {
    await platform.keep(partsOf).remove(announced.id);
    throw error;
  }
}
