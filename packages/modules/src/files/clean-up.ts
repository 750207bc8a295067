import { filesMayGo, type Platform, type Tx } from '@rapport/platform';
import { blobsToErase, staleUploads } from './reader.ts';
import { partsOf } from './upload/part-store.ts';
import { deleteBlob, deleteUnreferenced, deleteUpload, doomBlobs, lockUnreferenced } from './writer.ts';

/** How long what nothing refers to is kept: a draft may still be open, and a reader of the log may be late. */
export const grace = 24 * 60 * 60_000;
const page = 100;
const eraseJob = 'files.erase';

/** Erases doomed bytes right after the commit, by a job: the store may be down at this moment. */
export const eraseSoon = (tx: Tx, platform: Platform): Promise<void> =>
  platform.jobs.enqueue(tx, eraseJob, {}, { key: eraseJob });

/** Files that nothing has referred to for the time of grace: looked at again under their lock, then gone with their keys. */
async function removeUnreferenced(platform: Platform): Promise<number> {
  const now = platform.clock.now();
  return platform.db.transaction(async (tx) => {
    const ids = await lockUnreferenced(tx, now - grace, page);
    if (ids.length === 0) return 0;
    await doomBlobs(tx, await deleteUnreferenced(tx, ids), now);
    return ids.length;
  });
}

async function removeStaleUploads(platform: Platform): Promise<void> {
  for (const { id } of await staleUploads(platform.db, platform.clock.now() - grace, page)) {
    await platform.db.transaction((tx) => deleteUpload(tx, id));
    await platform.keep(partsOf).remove(id);
  }
}

/** False while a backup is taken, whose snapshot may still refer to these bytes. The row goes last, so nothing is forgotten. */
const eraseOne = (platform: Platform, id: string): Promise<boolean> =>
  platform.db.transaction(async (tx) => {
    if (!(await filesMayGo(tx))) return false;
    await platform.blobs.remove(id);
    await deleteBlob(tx, id);
    return true;
  });

/** Erases bytes whose key is gone, and what a broken writing left. What cannot be erased now waits for the next round. */
export async function eraseDoomed(platform: Platform): Promise<void> {
  for (;;) {
    const doomed = await blobsToErase(platform.db, platform.clock.now() - grace, page);
    for (const { id } of doomed) if (!(await eraseOne(platform, id))) return;
    if (doomed.length < page) return;
  }
}

/** One round of cleaning; may be repeated at any time (FI8). */
export async function cleanUp(platform: Platform): Promise<void> {
  await removeStaleUploads(platform);
  while ((await removeUnreferenced(platform)) === page);
  await eraseDoomed(platform);
}

export function declareJobs(platform: Platform): void {
  platform.jobs.define(eraseJob, () => eraseDoomed(platform));
  platform.jobs.every('17 * * * *', 'files.clean-up', () => cleanUp(platform));
}
