import { Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { visibleAmongFiles } from './grants.ts';
import { filesById } from './reader.ts';
import type { FileRow } from './rows.ts';

export const noFile = (): Fault => new Fault('not-found', { what: 'file' });

/** The guarded read: a file one may not see is as good as none (FI1). */
export async function requireFile(platform: Platform, actor: Actor, id: string, verb: 'see' | 'own'): Promise<FileRow> {
  const [file] = await filesById(platform.db, [id]);
  if (!file) throw noFile();
  if (verb === 'own' && file.owner !== actor.user) throw noFile();
  if ((await visibleAmongFiles(platform, actor, [file])).length === 0) throw noFile();
  return file;
}

/** Those of the files that one may see, in the order asked. */
export async function visibleFiles(platform: Platform, actor: Actor, ids: readonly string[]): Promise<FileRow[]> {
  const found = new Map((await filesById(platform.db, ids)).map((file) => [file.id, file]));
  return visibleAmongFiles(
    platform,
    actor,
    [...new Set(ids)].flatMap((id) => found.get(id) ?? []),
  );
}
