import type { Bytes } from '../bytes/bytes.ts';
import type { MediaFacts } from './media-facts.ts';

interface Element {
  id: number;
  body: number;
  /** Beyond the end of the file when its size was unknown to the writer. */
  end: number;
}

/** Files whose headers lack a duration (recorded in a browser) are walked to their last block, up to this size. */
const maxWalk = 32 * 1024 * 1024;
/** Bytes read when the duration is in the headers. */
const headerRead = 1024 * 1024;

const ids = {
  segment: 0x18538067,
  info: 0x1549a966,
  scale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackType: 0x83,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
} as const;

const containers = new Set<number>([ids.segment, ids.info, ids.tracks, ids.track, ids.video, ids.cluster, ids.blockGroup]);

/** A number of variable length (RFC 8794 §4); undefined when every bit says "unknown". */
function vint(bytes: Buffer, at: number, keepMark: boolean): { value: number | undefined; length: number } {
  const first = bytes.readUInt8(at);
  const length = Math.clz32(first) - 23;
  if (length > 8) throw new RangeError('not a number');
  let value = keepMark ? first : first & (0xff >> length);
  let unknown = (first & (0xff >> length)) === 0xff >> length;
  for (let i = 1; i < length; i++) {
    const byte = bytes.readUInt8(at + i);
    unknown &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return { value: unknown && !keepMark ? undefined : value, length };
}

function elementAt(bytes: Buffer, at: number): Element {
  const id = vint(bytes, at, true);
  const size = vint(bytes, at + id.length, false);
  const body = at + id.length + size.length;
  return { id: id.value ?? 0, body, end: size.value === undefined ? Number.POSITIVE_INFINITY : body + size.value };
}

const unsigned = (bytes: Buffer, e: Element): number => bytes.readUIntBE(e.body, Math.min(6, Math.max(1, e.end - e.body)));

/** Walks all elements, into those that hold others; an element of unknown size is left where the next of its kind begins. */
function walk(bytes: Buffer, see: (e: Element) => void): void {
  let at = 0;
  while (at + 2 < bytes.length) {
    const element = elementAt(bytes, at);
    see(element);
    at = containers.has(element.id) ? element.body : element.end;
  }
}

/** What a WebM or Matroska file holds (RFC 9559). */
export async function readMatroska(source: Bytes): Promise<MediaFacts | undefined> {
  const head = await source.read(0, Math.min(source.size, headerRead));
  const facts = factsOf(head, head.length === source.size);
  if (facts.duration !== undefined || head.length === source.size || source.size > maxWalk) return facts;
  return factsOf(await source.read(0, source.size), true);
}

function factsOf(bytes: Buffer, whole: boolean): MediaFacts {
  const facts: MediaFacts = { video: false, patches: [] };
  let scale = 1_000_000;
  let declared: number | undefined;
  let cluster = 0;
  let newest = 0;
  const see = (e: Element): void => {
    if (e.id === ids.scale) scale = unsigned(bytes, e);
    if (e.id === ids.duration) declared = e.end - e.body === 4 ? bytes.readFloatBE(e.body) : bytes.readDoubleBE(e.body);
    if (e.id === ids.trackType && unsigned(bytes, e) === 1) facts.video = true;
    if (e.id === ids.pixelWidth) facts.width = unsigned(bytes, e);
    if (e.id === ids.pixelHeight) facts.height = unsigned(bytes, e);
    if (e.id === ids.timestamp) cluster = unsigned(bytes, e);
    if (e.id === ids.simpleBlock || e.id === ids.block) {
      newest = Math.max(newest, cluster + bytes.readInt16BE(e.body + vint(bytes, e.body, false).length));
    }
  };
  try {
    walk(bytes, see);
  } catch (error) {
    // A beginning ends within an element; what was seen before counts.
    if (!(error instanceof RangeError)) throw error;
  }
  // Blocks tell the length only when all of them were seen.
  const units = declared ?? (whole ? newest : 0);
  if (units > 0) facts.duration = (units * scale) / 1e9;
  return facts;
}
