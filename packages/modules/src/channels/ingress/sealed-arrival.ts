import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { newId, type Platform } from '@rapport/platform';
import { openKept, sealBytes } from '../../files/index.ts';
import type { Arrival } from '../adapter.ts';
import { keyHash } from '../policy.ts';
import type { KeptItem } from './ingress-reader.ts';
import type { NewItem } from './ingress-writer.ts';

/** What is larger lies in the store, not in the row. */
const inRow = 64 * 1024;
/** Longest key of an arrival (characters). */
const longestKey = 400;

/** The nonce may be the same for all: each key seals one thing. */
const nonce = Buffer.alloc(12);

function close(key: Uint8Array, bytes: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([body, cipher.getAuthTag()]);
}

function open(key: Uint8Array, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(sealed.length - 16));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - 16)), decipher.final()]);
}

/** What stands beside the bytes, and the bytes: length of the first, the first, the second. */
function packed({ key, beside, raw }: Arrival, receivedAt: number): Buffer {
  const head = Buffer.from(JSON.stringify({ key, receivedAt, ...(beside ? { beside } : {}) }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, raw]);
}

function unpacked(bytes: Buffer): Arrival {
  const end = 4 + bytes.readUInt32BE();
  const head = JSON.parse(bytes.subarray(4, end).toString('utf8')) as Omit<Arrival, 'raw'>;
  return { ...head, raw: bytes.subarray(end) };
}

export interface SealedArrival {
  item: NewItem;
  /** Of what lies in the store for it. */
  stored: { blob: string; size: number } | undefined;
}

/** An arrival, sealed under a key of its own as it is to be kept. A large one lies in the store already, where it is swept unless it is kept. */
export async function sealArrival(platform: Platform, account: string, arrival: Arrival): Promise<SealedArrival> {
  if (arrival.key === '' || arrival.key.length > longestKey) throw new Error('An arrival needs a key of 1 to 400 characters.');
  const at = platform.clock.now();
  const plain = packed(arrival, at);
  const item = {
    id: newId(),
    account,
    keyHash: keyHash(arrival.key),
    size: arrival.raw.length,
    digest: hash('sha256', arrival.raw, 'buffer'),
    at,
  };
  if (plain.length > inRow) {
    const stored = await sealBytes(platform, Readable.from([plain]));
    return { item: { ...item, key: null, raw: null, blob: stored.blob }, stored };
  }
  const { key, wrapped } = platform.vault.newKey();
  const raw = close(key, plain);
  key.fill(0);
  return { item: { ...item, key: wrapped, raw, blob: null }, stored: undefined };
}

/** The arrival as it came; undefined where it was erased. */
export async function openArrival(platform: Platform, item: KeptItem): Promise<Arrival | undefined> {
  if (item.raw && item.key) return unpacked(open(platform.vault.unwrap(item.key), item.raw));
  const kept = item.blob ? await openKept(platform, item.blob) : undefined;
  if (!kept) return undefined;
  const pieces: Buffer[] = [];
  for await (const piece of kept.bytes) pieces.push(piece as Buffer);
  return unpacked(Buffer.concat(pieces));
}
