import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPlace } from '../backup/check-place.ts';
import type { Db } from '../db.ts';
import { placesOfBackups } from '../upkeep.ts';
import { type Found, found } from './found.ts';

/** Folders looked into at most: the last ones that were used. */
const most = 8;

const isThere = (folder: string): Promise<boolean> =>
  readdir(folder).then(
    () => true,
    () => false,
  );

/** Whether backups lie about from which what was erased can still be read. Only places that this machine sees. */
export async function checkBackupPlaces(db: Db, dataDir: string): Promise<Found[]> {
  const places = new Set([join(dataDir, 'backups'), ...(await placesOfBackups(db, most))]);
  const all: Found[] = [];
  for (const place of places) {
    if (!(await isThere(place))) continue;
    const { troubles } = await checkPlace(place);
    const of = (trouble: string): string[] => troubles.filter((one) => one.trouble === trouble).map(({ file }) => file);
    const [older, open] = [of('older-book'), of('open')];
    const lost = [...of('no-book'), ...of('late-book')];
    if (older.length > 0) all.push(found('backup-old-book', { files: older.join(', ') }));
    if (lost.length > 0) all.push(found('backup-no-book', { count: lost.length, folder: place }));
    if (open.length > 0) all.push(found('backup-readable', { count: open.length, folder: place }));
  }
  return all;
}
