import { fileTypeFromBuffer } from 'file-type';
import type { Bytes } from '../bytes/bytes.ts';
import type { FileKind } from '../rows.ts';
import { compoundType } from './compound.ts';
import { mediaFactsOf } from './media.ts';
import type { MediaFacts } from './media-facts.ts';
import { charsetOf, decodeText, textTypeOf } from './text.ts';

/** What bytes are, as they themselves show (FI3). */
export interface Nature {
  type: string;
  kind: FileKind;
  charset?: string;
  media?: MediaFacts;
}

/** Office files name their kind behind their first entries. */
const headRead = 1024 * 1024;
const textRead = 64 * 1024;

/** Picture types that are taken apart and cleaned; others are kept as plain files. */
export const pictureTypes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']);
const textual = /^(application|text|image)\/(xml|svg\+xml|html|rtf|x-mspublisher)$/;

/** Looks at bytes; the name only tells kinds of text apart, and a claimed type is not asked at all. */
export async function natureOf(source: Bytes, name: string, voice: boolean): Promise<Nature> {
  const head = await source.read(0, Math.min(source.size, headRead));
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (!found || (textual.test(found.mime) && found.mime !== 'application/rtf')) return textOrBytes(head, source.size, name);
  const type = found.mime.split(';')[0]!.trim();
  if (type === 'application/x-cfb') return { type: (await compoundType(source)) ?? type, kind: 'file' };
  if (pictureTypes.has(type)) return { type, kind: 'image' };
  if (!/^(audio|video)\/|^application\/ogg/.test(type)) return { type, kind: 'file' };
  const media = await mediaFactsOf(type, source);
  const isSound = media ? !media.video : type.startsWith('audio/');
  const kind: FileKind = isSound ? (voice ? 'voice' : 'audio') : 'video';
  return { type: nameOfType(type, isSound), kind, ...(media ? { media } : {}) };
}

/** A container without pictures is a sound, whatever its family is called. */
function nameOfType(type: string, isSound: boolean): string {
  const family = type.replace(/^[^/]+\//, '');
  if (family === 'ogg') return isSound ? 'audio/ogg' : 'video/ogg';
  if (family === 'x-m4a') return 'audio/mp4';
  if (isSound && (family === 'mp4' || family === 'webm')) return `audio/${family}`;
  return type;
}

function textOrBytes(head: Buffer, size: number, name: string): Nature {
  const beginning = head.subarray(0, textRead);
  const charset = charsetOf(beginning, beginning.length === size);
  if (charset === undefined) return { type: 'application/octet-stream', kind: 'file' };
  return { type: textTypeOf(decodeText(beginning, charset), name), kind: 'file', charset };
}
