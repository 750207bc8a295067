import { Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { makeFile } from '../make-file.ts';
import { uploadById } from '../reader.ts';
import { deleteUpload } from '../writer.ts';
import { partsOf } from './part-store.ts';

/** Uploads being finished in this house at this moment. */
const underWay = () => new Map<string, Promise<void>>();

/** Waits until nobody is finishing this upload; how that ended is told to whoever sent the last bytes. */
export async function settled(platform: Platform, id: string): Promise<void> {
  await platform
    .keep(underWay)
    .get(id)
    ?.catch(() => undefined);
}

async function finish(platform: Platform, id: string): Promise<void> {
  const upload = await uploadById(platform.db, id);
  if (!upload) return;
  const parts = platform.keep(partsOf);
  const key = platform.vault.unwrap(upload.wrappedKey);
  try {
    await makeFile(platform, upload, parts.open(id, key, upload.size), (tx) => deleteUpload(tx, id));
  } catch (error) {
    // A refused file will be refused again; anything else may pass at the next try, for which the last byte is asked anew.
    if (error instanceof Fault && error.code !== 'storage-full') {
      await platform.db.transaction((tx) => deleteUpload(tx, id));
      await parts.remove(id);
    } else if (upload.size > 0) await parts.cut(id, upload.size - 1);
    throw error;
  } finally {
    key.fill(0);
  }
  await parts.remove(id);
}

/** Makes the file of an upload whose bytes are all there; once, however often it is asked. */
export function finishUpload(platform: Platform, id: string): Promise<void> {
  const running = platform.keep(underWay);
  const same = running.get(id);
  if (same) return same;
  const work = finish(platform, id).finally(() => running.delete(id));
  running.set(id, work);
  return work;
}
