import type { Bytes, Patch } from '../bytes/bytes.ts';
import type { MediaFacts } from './media-facts.ts';

interface Box {
  type: string;
  /** Of the box, and of what it holds. */
  start: number;
  body: number;
  end: number;
}

const maxMovie = 32 * 1024 * 1024;
/** XMP in a box of its own (Adobe XMP specification, part 3). */
const xmpBox = 'be7acfcb97a942e89c71999491e3afac';

function* boxesOf(bytes: Buffer, from: number, to: number): Generator<Box> {
  let at = from;
  while (at + 8 <= to) {
    const box = boxAt(bytes, at, at, to);
    if (!box) return;
    yield box;
    at = box.end;
  }
}

/** Reads a box header (ISO/IEC 14496-12 §4.2); `limit` is where its parent ends. */
function boxAt(header: Buffer, offset: number, start: number, limit: number): Box | undefined {
  if (header.length < offset + 8) return undefined;
  let size = header.readUInt32BE(offset);
  const type = header.toString('latin1', offset + 4, offset + 8);
  let head = 8;
  if (size === 1) {
    if (header.length < offset + 16) return undefined;
    size = Number(header.readBigUInt64BE(offset + 8));
    head = 16;
  } else if (size === 0) size = limit - start;
  if (size < head || start + size > limit) return undefined;
  return { type, start, body: start + head, end: start + size };
}

const child = (bytes: Buffer, parent: Box, type: string): Box | undefined =>
  [...boxesOf(bytes, parent.body, parent.end)].find((box) => box.type === type);

/** Duration of `mvhd` in seconds; 0 in files written while recording. */
function durationOf(movie: Buffer, mvhd: Box): number | undefined {
  const long = movie[mvhd.body] === 1;
  const at = mvhd.body + (long ? 20 : 12);
  if (movie.length < at + 12) return undefined;
  const scale = movie.readUInt32BE(at);
  const units = long ? Number(movie.readBigUInt64BE(at + 4)) : movie.readUInt32BE(at + 4);
  return scale > 0 && units > 0 && units !== 0xffffffff ? units / scale : undefined;
}

/** Width and height of a picture track as shown, turned when its matrix turns it. */
function dimensionsOf(movie: Buffer, track: Box): { width: number; height: number } | undefined {
  const tkhd = child(movie, track, 'tkhd');
  if (!tkhd) return undefined;
  const at = tkhd.body + (movie[tkhd.body] === 1 ? 52 : 40);
  if (movie.length < at + 44) return undefined;
  const turned = movie.readInt32BE(at) === 0 && movie.readInt32BE(at + 4) !== 0;
  const [width, height] = [movie.readUInt32BE(at + 36) >>> 16, movie.readUInt32BE(at + 40) >>> 16];
  if (width === 0 || height === 0) return undefined;
  return turned ? { width: height, height: width } : { width, height };
}

/** Boxes that tell where and by whom something was filmed are renamed to `free`: every offset in the file stays right. */
function privateBoxes(movie: Buffer, moov: Box): Box[] {
  const found: Box[] = [];
  for (const box of boxesOf(movie, moov.body, moov.end)) {
    if (box.type === 'udta' || box.type === 'meta') found.push(box);
    if (box.type === 'trak') found.push(...privateBoxes(movie, box));
  }
  return found;
}

/** What a film or a sound in an MP4 or QuickTime file is, and how its private metadata is blanked. */
export async function readMp4(source: Bytes): Promise<MediaFacts | undefined> {
  const patches: Patch[] = [];
  const blank = (start: number, end: number, bodyStart: number): void => {
    patches.push({ at: start + 4, bytes: Buffer.from('free') }, { at: bodyStart, bytes: Buffer.alloc(end - bodyStart) });
  };
  let facts: MediaFacts | undefined;
  let at = 0;
  for (let count = 0; at + 8 <= source.size && count < 10_000; count++) {
    const box = boxAt(await source.read(at, at + 24), 0, at, source.size);
    if (!box) break;
    if (box.type === 'uuid' && (await source.read(box.body, box.body + 16)).toString('hex') === xmpBox)
      blank(box.start, box.end, box.body);
    if (box.type === 'moov' && box.end - box.start <= maxMovie && !facts) {
      const movie = await source.read(box.start, box.end);
      const moov = { type: 'moov', start: 0, body: box.body - box.start, end: movie.length };
      for (const hidden of privateBoxes(movie, moov))
        blank(box.start + hidden.start, box.start + hidden.end, box.start + hidden.body);
      facts = factsOf(movie, moov);
    }
    at = box.end;
  }
  return facts && { ...facts, patches: patches.sort((a, b) => a.at - b.at) };
}

function factsOf(movie: Buffer, moov: Box): MediaFacts {
  const tracks = [...boxesOf(movie, moov.body, moov.end)].filter((box) => box.type === 'trak');
  const handlers = tracks.map((track) => {
    const mdia = child(movie, track, 'mdia');
    const hdlr = mdia && child(movie, mdia, 'hdlr');
    return hdlr ? movie.toString('latin1', hdlr.body + 8, hdlr.body + 12) : '';
  });
  const picture = tracks[handlers.indexOf('vide')];
  const mvhd = child(movie, moov, 'mvhd');
  return {
    video: picture !== undefined,
    duration: mvhd && durationOf(movie, mvhd),
    ...(picture && dimensionsOf(movie, picture)),
    patches: [],
  };
}
