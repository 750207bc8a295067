import { describe, expect, it } from 'vitest';
import { type Bytes, bytesOf } from '../bytes/bytes.ts';
import { natureOf } from './nature.ts';
import { charsetOf } from './text.ts';

const look = (bytes: Buffer, name = 'x', voice = false) => natureOf(bytesOf(bytes), name, voice);
const box = (type: string, ...body: (Buffer | number[])[]): Buffer => {
  const content = Buffer.concat(body.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
};
const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, i * 4);
  return bytes;
};

function mp4(handlers: string[], more: Buffer[] = []): Buffer {
  const tracks = handlers.map((handler) =>
    box(
      'trak',
      box('tkhd', Buffer.alloc(40), u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000), u32(640 << 16, 360 << 16)),
      box('mdia', box('hdlr', u32(0, 0), Buffer.from(handler), u32(0, 0, 0))),
    ),
  );
  const moov = box('moov', box('mvhd', u32(0, 0, 0, 1000, 12_500), Buffer.alloc(80)), ...tracks, ...more);
  return Buffer.concat([
    box('ftyp', Buffer.from('isom'), u32(0), Buffer.from('isommp41')),
    moov,
    box('mdat', Buffer.alloc(100, 7)),
  ]);
}

/** An EBML element; a size of -1 is written as unknown. */
function ebml(id: number[], ...body: (Buffer | number[])[]): Buffer {
  const content = Buffer.concat(body.map((part) => Buffer.from(part)));
  return Buffer.concat([
    Buffer.from(id),
    Buffer.from(
      [0x08 | (content.length >> 24), content.length >> 16, content.length >> 8, content.length].map((b, i) =>
        i === 0 ? 0x10 : b & 255,
      ),
    ),
    content,
  ]);
}
const unknown = (id: number[]): Buffer => Buffer.from([...id, 0x01, 255, 255, 255, 255, 255, 255, 255]);
const header = ebml([0x1a, 0x45, 0xdf, 0xa3], ebml([0x42, 0x82], Buffer.from('webm')));
const recorded = (trackType: number): Buffer =>
  Buffer.concat([
    header,
    unknown([0x18, 0x53, 0x80, 0x67]),
    ebml([0x15, 0x49, 0xa9, 0x66], ebml([0x2a, 0xd7, 0xb1], [0x0f, 0x42, 0x40])),
    ebml([0x16, 0x54, 0xae, 0x6b], ebml([0xae], ebml([0x83], [trackType]))),
    unknown([0x1f, 0x43, 0xb6, 0x75]),
    ebml([0xe7], [0]),
    ebml([0xa3], [0x81, 0, 0, 0, 1, 2, 3]),
    unknown([0x1f, 0x43, 0xb6, 0x75]),
    ebml([0xe7], [0x0f, 0xa0]),
    ebml([0xa3], [0x81, 0x01, 0xf4, 0, 1, 2, 3]),
  ]);

describe('what bytes are', () => {
  it('FI3 the bytes decide, not the name', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    expect(await look(png, 'harmless.txt')).toEqual({ type: 'image/png', kind: 'image' });
    expect(await look(Buffer.from('<html><script>alert(1)</script>'), 'photo.jpg')).toMatchObject({
      type: 'text/html',
      kind: 'file',
    });
    expect(await look(Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'a.png')).toMatchObject({
      type: 'image/svg+xml',
    });
    expect(await look(Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), 'report.pdf')).toMatchObject({ kind: 'file' });
    expect(await look(Buffer.from('%PDF-1.7\n'), 'x.jpg')).toMatchObject({ type: 'application/pdf', kind: 'file' });
    expect((await look(Buffer.from([0, 1, 2, 3]), 'notes.md')).type).toBe('application/octet-stream');
    expect((await look(Buffer.from('a,b\n1,2\n'), 'table.csv')).type).toBe('text/csv');
    expect((await look(Buffer.alloc(0), 'empty.html')).type).toBe('application/octet-stream');
  });

  it('FI3 text in the charsets of Chinese offices', () => {
    const gbk = Buffer.from('d6d0b9fabbaacef2b9abcbbecfadc4fabac3a3acc7ebb2e9cad5b8bdbcfea1a3', 'hex');
    expect(charsetOf(gbk, true)).toBe('gb18030');
    expect(charsetOf(Buffer.from('纪要：你好，世界'), true)).toBe('utf-8');
    expect(charsetOf(Buffer.from('纪要：你好').subarray(0, 10), false)).toBe('utf-8');
    expect(charsetOf(Buffer.from('\ufeffhello', 'utf16le'), true)).toBe('utf-16le');
    expect(charsetOf(Buffer.from('plain ASCII\r\n\ttext'), true)).toBe('utf-8');
    expect(charsetOf(Buffer.from([0xff, 0xfe, 0x00]), true)).toBeUndefined();
    expect(charsetOf(Buffer.from([0x80, 0x81, 0xff, 0xfe, 0x90]), true)).toBeUndefined();
    expect(charsetOf(Buffer.from('nul\0byte'), true)).toBeUndefined();
  });

  it('FI3 films and sounds in MP4: length, size, and whether there is a picture', async () => {
    const film = await look(mp4(['soun', 'vide']));
    expect(film).toMatchObject({ type: 'video/mp4', kind: 'video', media: { duration: 12.5, width: 640, height: 360 } });
    expect(await look(mp4(['soun']), 'voice', true)).toMatchObject({
      type: 'audio/mp4',
      kind: 'voice',
      media: { duration: 12.5 },
    });
  });

  it('FI5 a film no longer tells where it was taken; its offsets stay', async () => {
    const place = box('udta', box('\u00a9xyz', Buffer.from([0, 18, 0x15, 0xc7]), Buffer.from('+52.5000+013.4000/')));
    const film = mp4(['vide'], [place]);
    const { media } = await look(film);
    const clean = Buffer.from(film);
    for (const patch of media!.patches) patch.bytes.copy(clean, patch.at);
    expect(clean.length).toBe(film.length);
    expect(clean.includes('+52.5')).toBe(false);
    expect(await look(clean)).toMatchObject({ kind: 'video', media: { duration: 12.5 } });
    expect(clean.subarray(-100).equals(film.subarray(-100))).toBe(true);
  });

  it('FI3 a recording of a browser has no length in its head: its blocks tell', async () => {
    expect(await look(recorded(2), 'voice.webm', true)).toMatchObject({
      type: 'audio/webm',
      kind: 'voice',
      media: { duration: 4.5 },
    });
    expect(await look(recorded(1), 'film.webm', true)).toMatchObject({ type: 'video/webm', kind: 'video' });
  });

  it('FI3 WAV, FLAC, Ogg and MP3', async () => {
    const wav = Buffer.alloc(44 + 16_000);
    wav.write('RIFF\0\0\0\0WAVEfmt ', 0, 'latin1');
    wav.writeUInt32LE(16, 16);
    wav.writeUInt16LE(1, 20);
    wav.writeUInt16LE(1, 22);
    wav.writeUInt32LE(8000, 24);
    wav.writeUInt32LE(8000, 28);
    wav.write('data', 36);
    wav.writeUInt32LE(16_000, 40);
    expect(await look(wav)).toMatchObject({ kind: 'audio', media: { duration: 2 } });
    const flac = Buffer.alloc(60);
    flac.write('fLaC', 0);
    flac[7] = 34;
    flac.writeUIntBE((44_100 << 4) | 2, 18, 3);
    flac[21] = 0xf0;
    flac.writeUInt32BE(132_300, 22);
    expect(await look(flac)).toMatchObject({ type: 'audio/flac', media: { duration: 3 } });
    const oggPage = (position: number, body: Buffer): Buffer => {
      const page = Buffer.alloc(28);
      page.write('OggS');
      page.writeBigInt64LE(BigInt(position), 6);
      page[26] = 1;
      page[27] = body.length;
      return Buffer.concat([page, body]);
    };
    const opusHead = Buffer.alloc(19);
    opusHead.write('OpusHead');
    opusHead.writeUInt16LE(312, 10);
    const ogg = Buffer.concat([oggPage(0, opusHead), oggPage(48_312, Buffer.alloc(20))]);
    expect(await look(ogg, 'v', true)).toMatchObject({ type: 'audio/ogg', kind: 'voice', media: { duration: 1 } });
    const frame = Buffer.alloc(417);
    frame.writeUInt32BE(0xfffb9000);
    const mp3 = Buffer.concat(Array.from({ length: 100 }, () => frame));
    const { media } = await look(mp3);
    expect(media?.duration).toBeCloseTo(100 * (1152 / 44_100), 1);
  });

  it('FI3 headers that lie end in an unknown length, not in an error or a hang', async () => {
    for (const good of [mp4(['vide', 'soun']), recorded(2), Buffer.concat([header, unknown([0x18, 0x53, 0x80, 0x67])])]) {
      for (let i = 0; i < 400; i++) {
        const hurt = Buffer.from(good);
        hurt[(i * 7919) % hurt.length] = (i * 131) % 256;
        hurt[(i * 104_729) % hurt.length] = 255;
        const source: Bytes = bytesOf(hurt.subarray(0, hurt.length - (i % 40)));
        await natureOf(source, 'x', false);
      }
    }
  });
});
