import { buffer } from 'node:stream/consumers';
import type { Output, Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { openBytes } from './bytes/stored-bytes.ts';
import { noFile, requireFile } from './guard.ts';
import { type Charset, decodeText } from './nature/text.ts';
import { blobById } from './reader.ts';

const shownBytes = 4096;

/** The first 4 KB of a text. */
export async function readText(platform: Platform, actor: Actor, input: Parsed<'files.text'>): Promise<Output<'files.text'>> {
  const file = await requireFile(platform, actor, input.file, 'see');
  const blob = await blobById(platform.db, file.blob);
  if (!blob || file.charset === null) throw noFile();
  const bytes = await buffer(await openBytes(platform, blob, 0, Math.min(shownBytes, blob.size)));
  return { text: decodeText(bytes, file.charset as Charset), charset: file.charset, complete: blob.size <= shownBytes };
}
