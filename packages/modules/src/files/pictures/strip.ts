/**
 * Takes out of pictures, without touching a pixel, everything that is not needed to show them: place, camera, author,
 * comments, thumbnails, and whatever was hung behind the end. Each answers undefined when the file is not built as its format
 * says; the picture is then encoded anew.
 */
export function stripPicture(type: string, bytes: Buffer): Buffer | undefined {
  try {
    if (type === 'image/jpeg') return stripJpeg(bytes);
    if (type === 'image/png') return stripPng(bytes);
    if (type === 'image/webp') return stripWebp(bytes);
    if (type === 'image/gif') return stripGif(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** JPEG (ITU-T T.81 annex B): of the application segments only JFIF, the colour profile and Adobe's colour mark stay. */
function stripJpeg(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at < bytes.length) {
    if (bytes.readUInt8(at) !== 0xff) return undefined;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xd9) return Buffer.concat([...kept, Buffer.of(0xff, 0xd9)]);
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const isNamed = (name: string): boolean => bytes.toString('latin1', at + 4, at + 4 + name.length) === name;
    const wanted =
      marker === 0xe0
        ? isNamed('JFIF\0')
        : marker === 0xe2
          ? isNamed('ICC_PROFILE\0')
          : marker === 0xee
            ? isNamed('Adobe')
            : marker !== 0xfe && (marker < 0xe0 || marker > 0xef);
    const stop = marker === 0xda ? endOfScan(bytes, end) : end;
    if (wanted) kept.push(bytes.subarray(at, stop));
    at = stop;
  }
  return undefined;
}

/** Where the coded data of a scan ends: the next marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]!;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new RangeError('no end');
}

const pngKept = new Set('IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI pHYs bKGD acTL fcTL fdAT'.split(' '));

/** PNG, third edition: the chunks that decide how it looks, animation among them. */
function stripPng(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    if (pngKept.has(type)) kept.push(bytes.subarray(at, end));
    if (type === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return undefined;
}

const webpKept = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

/** WebP (RFC 9649): EXIF and XMP chunks go, and the header no longer announces them. */
function stripWebp(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [];
  const stop = Math.min(bytes.length, 8 + bytes.readUInt32LE(4));
  for (let at = 12; at + 8 <= stop; ) {
    const type = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (at + 8 + size > stop) return undefined;
    if (webpKept.has(type)) {
      const chunk = Buffer.alloc(8 + size + (size % 2));
      bytes.copy(chunk, 0, at, Math.min(end, stop));
      if (type === 'VP8X') chunk[8] = chunk[8]! & ~0x0c;
      kept.push(chunk);
    }
    at = end;
  }
  if (kept.length === 0) return undefined;
  const body = Buffer.concat(kept);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

/** After the sub-blocks of GIF that begin at a place. */
function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from;
  for (let size = bytes.readUInt8(at); size !== 0; size = bytes.readUInt8(at)) at += size + 1;
  return at + 1;
}

const tableSize = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** GIF89a: comments, plain text and applications go, except the ones that let an animation repeat. */
function stripGif(bytes: Buffer): Buffer | undefined {
  let at = 13 + tableSize(bytes.readUInt8(10));
  const kept: Buffer[] = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const mark = bytes.readUInt8(at);
    if (mark === 0x3b) return Buffer.concat([...kept, Buffer.of(0x3b)]);
    if (mark === 0x2c) {
      const end = endOfBlocks(bytes, at + 11 + tableSize(bytes.readUInt8(at + 9)));
      kept.push(bytes.subarray(at, end));
      at = end;
    } else if (mark === 0x21) {
      const label = bytes.readUInt8(at + 1);
      const end = endOfBlocks(bytes, at + 2);
      const application = bytes.toString('latin1', at + 3, at + 14);
      if (label === 0xf9 || (label === 0xff && /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(application)))
        kept.push(bytes.subarray(at, end));
      at = end;
    } else return undefined;
  }
  return undefined;
}
