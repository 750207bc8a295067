import { type Bytes, utf8 } from './bytes.ts';

/**
 * SHA-256 (FIPS 180-4) of some bytes, or of a text as UTF-8, which must not hold half of a surrogate pair. Whoever has a faster one than ours
 * passes it: every function here takes it first.
 */
export type Sha256 = (content: Uint8Array | string) => Uint8Array;

export const hashLength = 32;

/** The first 32 bits of the fractional parts of the square or cube roots of the first primes, reckoned instead of listed. */
function constants(): { initial: Int32Array; rounds: Int32Array } {
  const initial = new Int32Array(8);
  const rounds = new Int32Array(64);
  const fraction = (root: number): number => ((root - Math.floor(root)) * 4294967296) | 0;
  for (let candidate = 2, found = 0; found < 64; candidate++) {
    let prime = true;
    for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) prime = false;
    if (!prime) continue;
    if (found < 8) initial[found] = fraction(Math.sqrt(candidate));
    rounds[found++] = fraction(Math.cbrt(candidate));
  }
  return { initial, rounds };
}
const { initial, rounds } = constants();
const words = new Int32Array(64);

function schedule(block: DataView, at: number): void {
  for (let i = 0; i < 16; i++) words[i] = block.getInt32(at + 4 * i);
  for (let i = 16; i < 64; i++) {
    const a = words[i - 15]!;
    const b = words[i - 2]!;
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    words[i] = (words[i - 16]! + s0 + words[i - 7]! + s1) | 0;
  }
}

function compress(state: Int32Array, block: DataView, at: number): void {
  schedule(block, at);
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + rounds[i]! + words[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

/** SHA-256 of bytes that come piece by piece. */
export interface Sha256Stream {
  update(bytes: Uint8Array): void;
  digest(): Bytes;
}

/** Our own, for where there is none that answers at once (browsers). */
export function sha256Stream(): Sha256Stream {
  const state = Int32Array.from(initial);
  const held = new Uint8Array(128);
  const heldView = new DataView(held.buffer);
  let length = 0;
  let filled = 0;
  return {
    update(bytes) {
      length += bytes.length;
      let at = 0;
      if (filled > 0) {
        at = Math.min(64 - filled, bytes.length);
        held.set(bytes.subarray(0, at), filled);
        filled += at;
        if (filled < 64) return;
        compress(state, heldView, 0);
        filled = 0;
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (; at + 64 <= bytes.length; at += 64) compress(state, view, at);
      held.set(bytes.subarray(at));
      filled = bytes.length - at;
    },
    digest() {
      const end = filled < 56 ? 64 : 128;
      held.fill(0, filled, end);
      held[filled] = 0x80;
      heldView.setUint32(end - 8, Math.floor(length / 536870912));
      heldView.setUint32(end - 4, (length * 8) >>> 0);
      for (let at = 0; at < end; at += 64) compress(state, heldView, at);
      const out = new Uint8Array(hashLength);
      const written = new DataView(out.buffer);
      for (let i = 0; i < 8; i++) written.setInt32(4 * i, state[i]!);
      return out;
    },
  };
}

/** The same of bytes in one piece, or of a text. */
export const sha256 = (content: Uint8Array | string): Bytes => {
  const stream = sha256Stream();
  stream.update(typeof content === 'string' ? utf8(content) : content);
  return stream.digest();
};

const blockLength = 64;
const [innerPad, outerPad] = [0x36, 0x5c];

/** A key behind a pad, then a content. */
function padded(pad: number, key: Uint8Array, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(blockLength + content.length).fill(pad, key.length, blockLength);
  for (let i = 0; i < key.length; i++) bytes[i] = key[i]! ^ pad;
  bytes.set(content, blockLength);
  return bytes;
}

/**
 * What is digested under keys as long as a hash, as nearly all are, kept by the length of the message: behind the key it stays as it is. Nothing
 * waits between filling and hashing, so that one of each is enough.
 */
const outer = padded(outerPad, new Uint8Array(hashLength), new Uint8Array(hashLength));
const inners: (Uint8Array | undefined)[] = [];
const longestKept = 128;

function innerFor(length: number): Uint8Array {
  const kept = inners[length];
  if (kept) return kept;
  const made = padded(innerPad, new Uint8Array(hashLength), new Uint8Array(length));
  if (length <= longestKept) inners[length] = made;
  return made;
}

/** HMAC-SHA-256 (RFC 2104). */
export function hmac(hash: Sha256, key: Uint8Array, message: Uint8Array): Uint8Array {
  if (key.length !== hashLength) {
    const block = key.length > blockLength ? hash(key) : key;
    return hash(padded(outerPad, block, hash(padded(innerPad, block, message))));
  }
  const inner = innerFor(message.length);
  for (let i = 0; i < hashLength; i++) {
    const byte = key[i]!;
    inner[i] = byte ^ innerPad;
    outer[i] = byte ^ outerPad;
  }
  inner.set(message, blockLength);
  outer.set(hash(inner), blockLength);
  return hash(outer);
}

const noSalt = new Uint8Array(hashLength);

/** The first half of HKDF-SHA-256 (RFC 5869), without a salt: what keys for several purposes are expanded from. */
export const extract = (hash: Sha256, key: Uint8Array): Uint8Array => hmac(hash, noSalt, key);

/** The second half, one block: 32 bytes for one purpose. */
function expand(hash: Sha256, extracted: Uint8Array, info: Uint8Array): Uint8Array {
  const message = new Uint8Array(info.length + 1);
  message.set(info);
  message[info.length] = 1;
  return hmac(hash, extracted, message);
}

/** 32 bytes for one purpose from a random key: HKDF-SHA-256 without a salt. */
export const hkdf = (hash: Sha256, key: Uint8Array, info: Uint8Array): Uint8Array => expand(hash, extract(hash, key), info);
