import type { Output, Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { visibleFiles } from './guard.ts';
import { attachmentOf } from './rows.ts';

export async function describeFiles(
  platform: Platform,
  actor: Actor,
  input: Parsed<'files.describe'>,
): Promise<Output<'files.describe'>> {
  return { files: (await visibleFiles(platform, actor, input.files)).map(attachmentOf) };
}
