import { describe, expect, it } from 'vitest';
import { FrameReader } from './frame-reader.ts';

function frame(text: string): Buffer {
  const body = Buffer.from(text);
  if (body.length < 126) return Buffer.concat([Buffer.of(0x81, body.length), body]);
  const head = Buffer.alloc(body.length < 65_536 ? 4 : 10);
  head[0] = 0x81;
  if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(body.length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(body.length), 2);
  }
  return Buffer.concat([head, body]);
}

describe('frames in a byte stream', () => {
  const texts = ['', 'a', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(500), 'w'.repeat(70_000), 'last'];
  const stream = Buffer.concat(texts.map(frame));

  it.each([1, 2, 3, 7, 64, 129, 1_000, 65_536, stream.length])('come whole and in order from reads of %i bytes', (size) => {
    const seen: string[] = [];
    const reader = new FrameReader((bytes, start, end) => seen.push(bytes.toString('utf8', start, end)));
    // One buffer for all reads, as the load generator has it: nothing may be kept by reference.
    const lent = Buffer.alloc(size);
    for (let at = 0; at < stream.length; at += size) {
      const length = stream.copy(lent, 0, at, Math.min(at + size, stream.length));
      reader.take(lent, length);
      lent.fill(0xff);
    }
    expect(seen).toEqual(texts);
  });
});
