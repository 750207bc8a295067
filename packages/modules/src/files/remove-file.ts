import { Fault, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { eraseSoon } from './clean-up.ts';
import { noFile, requireFile } from './guard.ts';
import { deleteUnreferenced, doomBlobs, lockFile } from './writer.ts';

/** Removes one's own upload that nothing refers to; its key is destroyed at once (FI8). */
export async function removeFile(
  platform: Platform,
  actor: Actor,
  input: Parsed<'files.remove'>,
): Promise<Record<string, never>> {
  const file = await requireFile(platform, actor, input.file, 'own');
  await platform.db.transaction(async (tx) => {
    if (!(await lockFile(tx, file.id))) throw noFile();
    const blobs = await deleteUnreferenced(tx, [file.id]);
    if (blobs.length === 0) throw new Fault('conflict', { reason: 'something refers to this file' });
    await doomBlobs(tx, blobs, platform.clock.now());
    await eraseSoon(tx, platform);
  });
  return {};
}
