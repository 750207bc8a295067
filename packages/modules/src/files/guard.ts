import { Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { maySee } from './grants.ts';
import { filesById } from './reader.ts';
import type { FileRow } from './rows.ts';

export const noFile = (): Fault => new Fault('not-found', { what: 'file' });

/** The guarded read: a file one may not see is as good as none (FI1). */
export async function requireFile(platform: Platform, actor: Actor, id: string, verb: 'see' | 'own'): Promise<FileRow> {
  const [file] = await filesById(platform.db, [id]);
  if (!file) throw noFile();
  if (verb === 'own' && file.owner !== actor.user) throw noFile();
  if (!(await maySee(platform, actor, file))) throw noFile();
  return file;
}

/** Those of the files that one may see, in the order asked. */
export async function visibleFiles(platform: Platform, actor: Actor, ids: readonly string[]): Promise<FileRow[]> {
  const found = new Map((await filesById(platform.db, ids)).map((file) => [file.id, file]));
  const visible: FileRow[] = [];
  for (const id of new Set(ids)) {
    const file = found.get(id);
    if (file && (await maySee(platform, actor, file))) visible.push(file);
  }
  return visible;
}
