import type { Bytes, Patch } from '../bytes/bytes.ts';

/** Pictures that are kept as they are but must not tell where they were taken. */
const heif = new Set(['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence', 'image/avif']);
const tiff = /^image\/(tiff|x-adobe-dng|x-canon-cr2|x-nikon-nef|x-sony-arw)$/;
const maxMeta = 8 * 1024 * 1024;

/** What to lay over a picture so that its metadata is blank: every offset stays, no pixel changes. */
export async function blankMetadata(type: string, source: Bytes): Promise<Patch[]> {
  try {
    if (heif.has(type)) return await heifPatches(source);
    if (tiff.test(type)) return await tiffPatches(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return [];
}

const ascending = (patches: Patch[]): Patch[] => patches.sort((a, b) => a.at - b.at);

interface Box {
  type: string;
  body: number;
  end: number;
}

function* boxes(bytes: Buffer, from: number, to: number): Generator<Box> {
  for (let at = from; at + 8 <= to; ) {
    let size = bytes.readUInt32BE(at);
    let head = 8;
    if (size === 1) {
      size = Number(bytes.readBigUInt64BE(at + 8));
      head = 16;
    } else if (size === 0) size = to - at;
    if (size < head || at + size > to) return;
    yield { type: bytes.toString('latin1', at + 4, at + 8), body: at + head, end: at + size };
    at += size;
  }
}

/** Items of HEIF (ISO/IEC 23008-12) that hold Exif or XMP are overwritten with zeros where they lie. */
async function heifPatches(source: Bytes): Promise<Patch[]> {
  const head = await source.read(0, Math.min(source.size, maxMeta));
  const meta = [...boxes(head, 0, head.length)].find((box) => box.type === 'meta');
  if (!meta) return [];
  const inside = [...boxes(head, meta.body + 4, meta.end)];
  const of = (type: string): Box | undefined => inside.find((box) => box.type === type);
  const [iinf, iloc, idat] = [of('iinf'), of('iloc'), of('idat')];
  if (!iinf || !iloc) return [];
  const hidden = privateItems(head, iinf);
  return ascending(
    extentsOf(head, iloc, hidden).flatMap(({ at, length, inIdat }) => {
      const start = inIdat ? (idat?.body ?? source.size) + at : at;
      return start + length <= source.size ? [{ at: start, bytes: Buffer.alloc(length) }] : [];
    }),
  );
}

/** Ids of items whose type is `Exif`, or XMP as `application/rdf+xml`. */
function privateItems(bytes: Buffer, iinf: Box): Set<number> {
  const first = iinf.body + 4 + (bytes[iinf.body] === 0 ? 2 : 4);
  const found = new Set<number>();
  for (const infe of boxes(bytes, first, iinf.end)) {
    const version = bytes.readUInt8(infe.body);
    if (infe.type !== 'infe' || version < 2) continue;
    const id = version === 2 ? bytes.readUInt16BE(infe.body + 4) : bytes.readUInt32BE(infe.body + 4);
    const rest = bytes.toString('latin1', infe.body + (version === 2 ? 8 : 10), infe.end);
    if (rest.startsWith('Exif') || (rest.startsWith('mime') && rest.includes('rdf+xml'))) found.add(id);
  }
  return found;
}

/** Where items lie, by `iloc` (ISO/IEC 14496-12 §8.11.3). */
function extentsOf(bytes: Buffer, iloc: Box, wanted: Set<number>): { at: number; length: number; inIdat: boolean }[] {
  const version = bytes.readUInt8(iloc.body);
  let at = iloc.body + 4;
  const number = (size: number): number => {
    const value = size === 0 ? 0 : size === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, size);
    at += size;
    return value;
  };
  const sizes = number(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  const count = number(version < 2 ? 2 : 4);
  const found: { at: number; length: number; inIdat: boolean }[] = [];
  for (let i = 0; i < count; i++) {
    const id = number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : number(2) & 15;
    number(2);
    const base = number(baseSize);
    const extents = number(2);
    for (let e = 0; e < extents; e++) {
      number(indexSize);
      const offset = base + number(offsetSize);
      const length = number(lengthSize);
      if (wanted.has(id) && method < 2) found.push({ at: offset, length, inIdat: method === 1 });
    }
  }
  return found;
}

const typeSizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/** XMP, IPTC, Photoshop's block. */
const privateTags = new Set([700, 33_723, 34_377]);
const gpsTag = 0x8825;

/** TIFF 6.0 and the raw formats built on it: the GPS directory's entries and the private blocks are zeroed. */
async function tiffPatches(source: Bytes): Promise<Patch[]> {
  const bytes = await source.read(0, Math.min(source.size, 64 * 1024 * 1024));
  const little = bytes.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const spans = new Map<number, number>();
  const zero = (at: number, length: number): void => {
    if (at >= 8 && length > 0 && at + length <= source.size) spans.set(at, Math.max(length, spans.get(at) ?? 0));
  };
  const value = (entry: number): { at: number; length: number } => {
    const length = (typeSizes[u16(entry + 2)] ?? 0) * u32(entry + 4);
    return { at: length <= 4 ? entry + 8 : u32(entry + 8), length };
  };
  const seen = new Set<number>();
  for (let ifd = u32(4); ifd !== 0 && !seen.has(ifd) && seen.size < 1000; ) {
    seen.add(ifd);
    const count = u16(ifd);
    for (let entry = ifd + 2; entry < ifd + 2 + count * 12; entry += 12) {
      const tag = u16(entry);
      if (privateTags.has(tag)) zero(value(entry).at, value(entry).length);
      if (tag !== gpsTag) continue;
      const gps = u32(entry + 8);
      for (let inner = gps + 2; inner < gps + 2 + u16(gps) * 12; inner += 12) {
        zero(value(inner).at, value(inner).length);
        zero(inner + 8, 4);
      }
    }
    ifd = u32(ifd + 2 + count * 12);
  }
  return ascending([...spans].map(([at, length]) => ({ at, bytes: Buffer.alloc(length) })));
}
