import type { File, Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { fileOf } from './file-of.ts';
import { requireFile } from './guard.ts';

export async function getFile(platform: Platform, actor: Actor, input: Parsed<'files.get'>): Promise<File> {
  return fileOf(await requireFile(platform, actor, input.file, 'see'));
}
