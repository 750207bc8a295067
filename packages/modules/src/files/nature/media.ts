import type { Bytes } from '../bytes/bytes.ts';
import { readMatroska } from './matroska.ts';
import type { MediaFacts } from './media-facts.ts';
import { readMp4 } from './mp4.ts';
import { readFlac, readMp3, readOgg, readWav } from './sound.ts';

const readers: Readonly<Record<string, (source: Bytes) => Promise<MediaFacts | undefined>>> = {
  'video/mp4': readMp4,
  'video/quicktime': readMp4,
  'video/x-m4v': readMp4,
  'video/3gpp': readMp4,
  'audio/mp4': readMp4,
  'audio/x-m4a': readMp4,
  'video/webm': readMatroska,
  'video/matroska': readMatroska,
  'video/x-matroska': readMatroska,
  'audio/ogg': readOgg,
  'video/ogg': readOgg,
  'application/ogg': readOgg,
  'audio/mpeg': readMp3,
  'audio/wav': readWav,
  'audio/flac': readFlac,
};

/** Reads the headers of a media file; a damaged one is simply of unknown length. */
export async function mediaFactsOf(type: string, source: Bytes): Promise<MediaFacts | undefined> {
  const read = readers[type];
  if (!read) return undefined;
  // A header may lie about any offset; reading outside the bytes is no news.
  const facts = await read(source).catch((error: unknown) => {
    if (error instanceof RangeError) return undefined;
    throw error;
  });
  if (facts?.duration !== undefined && !(facts.duration > 0 && facts.duration < 30 * 86_400)) delete facts.duration;
  return facts;
}
