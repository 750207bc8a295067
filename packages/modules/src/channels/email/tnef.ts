/**
 * `winmail.dat`: what Exchange sends when it believes the receiver to be Outlook. Read after [MS-OXTNEF] 2.1 and [MS-OXCDATA] 2.11; of its
 * properties only those that hold files and the message's text.
 */
import { decodeText } from './charset.ts';

export interface Tnef {
  text?: string;
  html?: string;
  /** Rich text, decompressed: kept as a file, since nothing else holds its words. */
  rtf?: Uint8Array;
  files: { name: string; type?: string; content: Uint8Array }[];
}

const signature = 0x223e9f78;
const attribute = {
  body: 0x800c,
  title: 0x8010,
  data: 0x800f,
  renderData: 0x9002,
  attachment: 0x9005,
  message: 0x9003,
  codepage: 0x9007,
};
const property = {
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  data: 0x3701,
  shortName: 0x3704,
  longName: 0x3707,
  mime: 0x370e,
  name: 0x3001,
};
const partsAtMost = 2_000;

type Value = Uint8Array | string;
type Properties = Map<number, Value>;

/** Sizes of the values that lie in the open; the others tell their length. */
const fixed: Record<number, number> = { 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16 };
const padded = (length: number): number => (length + 3) & ~3;

class Short extends Error {}

class Cursor {
  readonly bytes: Buffer;
  place = 0;
  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  take(length: number): Buffer {
    if (length < 0 || this.place + length > this.bytes.length) throw new Short();
    this.place += length;
    return this.bytes.subarray(this.place - length, this.place);
  }
  u8 = (): number => this.take(1)[0]!;
  u16 = (): number => this.take(2).readUInt16LE();
  u32 = (): number => this.take(4).readUInt32LE();
}

function readName(cursor: Cursor): void {
  cursor.take(16);
  if (cursor.u32() === 0) cursor.take(4);
  else cursor.take(padded(cursor.u32()));
}

function readValue(cursor: Cursor, type: number): Value {
  const size = fixed[type];
  if (size !== undefined) return cursor.take(size);
  const length = cursor.u32();
  const bytes = cursor.take(length);
  cursor.take(Math.min(padded(length) - length, cursor.bytes.length - cursor.place));
  return type === 0x1f ? decodeText(bytes.subarray(0, length & ~1), 'utf-16le').split('\0')[0]! : bytes;
}

/** Properties as far as they can be read. */
function readProperties(bytes: Uint8Array): Properties {
  const found: Properties = new Map();
  const cursor = new Cursor(bytes);
  try {
    for (let left = Math.min(cursor.u32(), partsAtMost); left > 0; left--) {
      const type = cursor.u16();
      const id = cursor.u16();
      if (id >= 0x8000) readName(cursor);
      const kind = type & 0xfff;
      const many = (type & 0x1000) !== 0 || fixed[kind] === undefined;
      for (let values = many ? Math.min(cursor.u32(), partsAtMost) : 1; values > 0; values--) {
        const value = readValue(cursor, kind);
        // An object begins with the id of its interface.
        found.set(id, kind === 0xd && typeof value !== 'string' ? value.subarray(16) : value);
      }
    }
  } catch (error) {
    if (!(error instanceof Short)) throw error;
  }
  return found;
}

const written = (value: Value | undefined, codepage: string): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : decodeText(value, codepage).split('\0')[0]!;

interface Reading {
  result: Tnef;
  codepage: string;
  file?: { name?: string | undefined; type?: string | undefined; content?: Uint8Array | undefined };
}

function closeFile(reading: Reading): void {
  const { file } = reading;
  if (file?.content !== undefined && reading.result.files.length < partsAtMost) {
    const name = (file.name ?? '').replace(/^.*[\\/]/, '').trim() || 'attachment.bin';
    reading.result.files.push({ name, content: file.content, ...(file.type ? { type: file.type } : {}) });
  }
  delete reading.file;
}

function readAttachment(reading: Reading, data: Uint8Array): void {
  const found = readProperties(data);
  reading.file ??= {};
  const { file } = reading;
  const name = written(
    found.get(property.longName) ?? found.get(property.shortName) ?? found.get(property.name),
    reading.codepage,
  );
  const content = found.get(property.data);
  if (name) file.name = name;
  file.type = written(found.get(property.mime), reading.codepage) ?? file.type;
  if (content !== undefined && typeof content !== 'string' && content.length > 0) file.content = content;
}

function readMessage(reading: Reading, data: Uint8Array): void {
  const found = readProperties(data);
  const { result, codepage } = reading;
  const text = written(found.get(property.body), codepage);
  const html = written(found.get(property.html), codepage);
  const rtf = found.get(property.rtf);
  if (text) result.text = text;
  if (html) result.html = html;
  if (rtf !== undefined && typeof rtf !== 'string') {
    const plain = decompressRtf(rtf);
    if (plain !== undefined) result.rtf = plain;
  }
}

const readers: Record<number, (reading: Reading, data: Buffer) => void> = {
  [attribute.codepage]: (reading, data) => {
    if (data.length >= 4) reading.codepage = data.readUInt32LE() === 65001 ? 'utf-8' : `windows-${data.readUInt32LE()}`;
  },
  [attribute.body]: (reading, data) => {
    reading.result.text = decodeText(data, reading.codepage).split('\0')[0]!;
  },
  [attribute.message]: readMessage,
  [attribute.renderData]: (reading) => {
    closeFile(reading);
    reading.file = {};
  },
  [attribute.title]: (reading, data) => {
    reading.file ??= {};
    reading.file.name ??= decodeText(data, reading.codepage).split('\0')[0]!;
  },
  [attribute.data]: (reading, data) => {
    reading.file ??= {};
    reading.file.content = data;
  },
  [attribute.attachment]: readAttachment,
};

/** What lies in a `winmail.dat`; undefined when it is none. What is torn is given as far as it reads. */
export function readTnef(bytes: Uint8Array): Tnef | undefined {
  const cursor = new Cursor(bytes);
  if (bytes.length < 6 || cursor.u32() !== signature) return undefined;
  cursor.u16();
  const reading: Reading = { result: { files: [] }, codepage: 'windows-1252' };
  try {
    for (let parts = 0; parts < partsAtMost && cursor.place < cursor.bytes.length; parts++) {
      cursor.u8();
      const id = cursor.u32() & 0xffff;
      const data = cursor.take(cursor.u32());
      cursor.u16();
      readers[id]?.(reading, data);
    }
  } catch (error) {
    if (!(error instanceof Short)) throw error;
  }
  closeFile(reading);
  return reading.result;
}

const rtfDictionary =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const rtfAtMost = 16 * 1024 * 1024;

/** Compressed RTF ([MS-OXRTFCP] 2.2). */
function decompressRtf(bytes: Uint8Array): Uint8Array | undefined {
  const cursor = new Cursor(bytes);
  if (bytes.length < 16) return undefined;
  cursor.u32();
  const length = Math.min(cursor.u32(), rtfAtMost);
  const kind = cursor.u32();
  cursor.u32();
  if (kind === 0x414c454d) return cursor.bytes.subarray(16, 16 + length);
  if (kind !== 0x75465a4c) return undefined;
  const ring = Buffer.alloc(4_096, ' ');
  let at = ring.write(rtfDictionary, 'latin1');
  const out: number[] = [];
  const put = (byte: number) => {
    out.push(byte);
    ring[at] = byte;
    at = (at + 1) & 0xfff;
  };
  try {
    while (out.length < length) {
      const control = cursor.u8();
      for (let bit = 0; bit < 8; bit++) {
        if ((control & (1 << bit)) === 0) put(cursor.u8());
        else {
          const pair = cursor.take(2).readUInt16BE();
          const from = pair >> 4;
          if (from === at) return Uint8Array.from(out);
          for (let step = 0; step < (pair & 0xf) + 2; step++) put(ring[(from + step) & 0xfff]!);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof Short)) throw error;
  }
  return Uint8Array.from(out.slice(0, length));
}
