import { rm } from 'node:fs/promises';
import type { Platform } from '@rapport/platform';
import { ZipWriter } from '@rapport/verify';
import { organizationIfAny, peopleByIds } from '../../../people/index.ts';
import type { Packed, PackWanted } from '../pack-export.ts';
import { walkExport } from '../walk.ts';
import { aboutText } from './about.ts';
import { ExportFolder } from './export-folder.ts';
import { writerOf } from './index.ts';

/**
 * Packs conversations in a format without proofs into a zip on this server's disk. What is unfinished is its caller's to remove.
 * @throws TooLargeError
 */
export async function packFormat(platform: Platform, wanted: PackWanted): Promise<Packed> {
  const write = writerOf(wanted.format);
  if (!write) throw new Error(`This server does not write the format ${wanted.format}.`);
  const scratch = `${wanted.path}.scratch`;
  const zip = await ZipWriter.create(wanted.path, wanted.most);
  try {
    const walk = await walkExport(platform, wanted, (at) => wanted.progress({ ...at, differs: 0 }));
    const [maker] = wanted.maker === null ? [] : await peopleByIds(platform.db, [wanted.maker]);
    const house = await organizationIfAny(platform);
    const job = {
      platform,
      cause: wanted,
      makerName: maker?.name,
      organization: { name: house?.name ?? '', timeZone: house?.settings.timeZone ?? 'UTC' },
      madeAt: platform.clock.now(),
      walk,
      out: new ExportFolder(zip),
      scratch,
    };
    await job.out.add('README.txt', aboutText(job));
    await write(job);
    const bytes = await zip.finish();
    return { bytes, records: walk.total, differs: 0, conversations: new Set(wanted.conversations).size };
  } catch (error) {
    await zip.abandon();
    throw error;
  } finally {
    await rm(scratch, { force: true });
  }
}
