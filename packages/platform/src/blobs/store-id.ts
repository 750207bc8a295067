import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { pgCode as codeOf } from '../db.ts';
import { newId } from '../random.ts';
import { s3AddressOf } from './s3-client.ts';

/**
 * Tells one store of files from another, without a secret: nodes that do not share theirs cannot open one another's files. A bucket has
 * its name; a folder keeps a mark that every node that mounts it reads. Empty where it cannot be told.
 */
export async function storeIdOf({ s3Url, dataDir }: Pick<Config, 's3Url' | 'dataDir'>): Promise<string> {
  if (s3Url) {
    const { bucket, prefix } = s3AddressOf(s3Url);
    return `s3:${bucket}/${prefix}`;
  }
  return folderMark(join(dataDir, 'blobs')).catch(() => '');
}

async function folderMark(folder: string): Promise<string> {
  const mark = join(folder, '.store');
  const own = join(folder, `.store.${newId()}`);
  const read = async (): Promise<string> => `folder:${(await readFile(mark, 'utf8')).trim()}`;
  try {
    return await read();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(own, `${newId()}\n`, { mode: 0o600, flag: 'wx' });
  // Whole or not at all; of two nodes that begin at once, one is first.
  await link(own, mark).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  await rm(own, { force: true });
  return read();
}
