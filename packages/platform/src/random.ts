import { createHash, randomInt as nodeRandomInt, randomBytes, randomFillSync, timingSafeEqual } from 'node:crypto';

/** Random bytes asked of the system in one go: a call for each key and id costs more than everything else about it. */
const pool = Buffer.alloc(16 * 1024);
let used = pool.length;

/** New random bytes; what was handed out is wiped from the pool. */
function takeRandom(length: number): Buffer {
  if (length > pool.length / 16) return randomBytes(length);
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}

let lastTime = 0;
let counter = 0;

/**
 * UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, 12 bits of a counter within the millisecond, 62 random
 * bits. Ids of one process are strictly ascending.
 */
export function newId<T extends string = string>(now: number = Date.now()): T {
  if (now > lastTime) {
    lastTime = now;
    counter = nodeRandomInt(0x400);
  } else if (++counter > 0xfff) {
    lastTime++;
    counter = 0;
  }
  const bytes = takeRandom(16);
  bytes.writeUIntBE(lastTime, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as T;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Whether a text is an id as ids are written here: a UUID (RFC 9562 §4) in lower case. */
export const isId = (text: string): boolean => uuid.test(text);

/** A secret of 256 random bits, base64url, with a prefix that secret scanners can find. */
export const newSecret = (prefix: string): string => `${prefix}_${takeRandom(32).toString('base64url')}`;

/** What is stored of a secret of full entropy: its SHA-256. */
export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Compares two byte strings in a time that depends on their length only. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

export const newBytes = (length: number): Buffer => takeRandom(length);

/** A whole number in [0, below). */
export const randomInt = (below: number): number => nodeRandomInt(below);
