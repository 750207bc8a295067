import type { Bytes } from '../bytes/bytes.ts';
import type { MediaFacts } from './media-facts.ts';

const sound = (duration: number | undefined): MediaFacts => ({ video: false, duration, patches: [] });

/** RIFF/WAVE: bytes of the `data` chunk by bytes a second of `fmt `. */
export async function readWav(source: Bytes): Promise<MediaFacts | undefined> {
  const head = await source.read(0, Math.min(source.size, 65_536));
  let rate = 0;
  for (let at = 12; at + 8 <= head.length; ) {
    const type = head.toString('latin1', at, at + 4);
    const size = head.readUInt32LE(at + 4);
    if (type === 'fmt ') rate = head.readUInt32LE(at + 16);
    // A recorder that was cut off leaves a size of 0 or of all ones.
    if (type === 'data')
      return sound(rate > 0 ? Math.min(size || Number.POSITIVE_INFINITY, source.size - at - 8) / rate : undefined);
    at += 8 + size + (size % 2);
  }
  return sound(undefined);
}

/** FLAC: samples and sample rate of STREAMINFO (RFC 9639 §8.2). */
export async function readFlac(source: Bytes): Promise<MediaFacts | undefined> {
  const head = await source.read(0, 42);
  const rate = head.readUIntBE(18, 3) >> 4;
  const samples = (head.readUInt8(21) & 0x0f) * 2 ** 32 + head.readUInt32BE(22);
  return sound(rate > 0 ? samples / rate : undefined);
}

/** Ogg (RFC 3533): the last page's position, in samples of the codec's clock. */
export async function readOgg(source: Bytes): Promise<MediaFacts | undefined> {
  const head = await source.read(0, Math.min(source.size, 8192));
  const tail = await source.read(Math.max(0, source.size - 131_072), source.size);
  const opus = head.indexOf('OpusHead');
  const vorbis = head.indexOf('\u0001vorbis', 0, 'latin1');
  const video = head.indexOf('\u0080theora', 0, 'latin1') >= 0;
  const last = tail.lastIndexOf('OggS');
  if (last < 0 || tail.length < last + 14) return { ...sound(undefined), video };
  const position = Number(tail.readBigInt64LE(last + 6));
  if (opus >= 0) return { ...sound((position - head.readUInt16LE(opus + 10)) / 48_000), video };
  if (vorbis >= 0) return { ...sound(position / head.readUInt32LE(vorbis + 12)), video };
  return { ...sound(undefined), video };
}

const bitRates = {
  v1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const sampleRates = [44_100, 48_000, 32_000] as const;

/** MPEG audio layer III: frames of the Xing or Info header when there is one, else the first frame's bit rate held constant. */
export async function readMp3(source: Bytes): Promise<MediaFacts | undefined> {
  const intro = await source.read(0, 10);
  // An ID3v2 tag stands before the sound; its size is written in seven bits a byte.
  const tagged = intro.toString('latin1', 0, 3) === 'ID3';
  const skip = tagged ? 10 + intro.subarray(6, 10).reduce((size, byte) => size * 128 + (byte & 127), 0) : 0;
  const head = await source.read(skip, Math.min(source.size, skip + 65_536));
  for (let at = 0; at + 200 < head.length; at++) {
    if (head[at] !== 0xff || ((head[at + 1] ?? 0) & 0xe6) !== 0xe2) continue;
    const version = ((head[at + 1] ?? 0) >> 3) & 3;
    const rate = sampleRates[((head[at + 2] ?? 0) >> 2) & 3];
    const kilobits = (version === 3 ? bitRates.v1 : bitRates.v2)[(head[at + 2] ?? 0) >> 4];
    if (version === 1 || rate === undefined || !kilobits) continue;
    const hertz = version === 3 ? rate : version === 2 ? rate / 2 : rate / 4;
    const frame = head.subarray(at, at + 200);
    const xing = Math.max(frame.indexOf('Xing'), frame.indexOf('Info'));
    if (xing > 0 && (frame.readUInt32BE(xing + 4) & 1) === 1) {
      return sound((frame.readUInt32BE(xing + 8) * (version === 3 ? 1152 : 576)) / hertz);
    }
    return sound((source.size - skip - at) / (kilobits * 125));
  }
  return sound(undefined);
}
