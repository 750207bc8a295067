import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { newBytes, sameBytes } from '@rapport/platform';

/**
 * The box in which WeChat and WeCom put callbacks (developers.weixin.qq.com "消息加解密说明", developer.work.weixin.qq.com path/90968): a SHA-1
 * signature over sorted words, and AES-256-CBC over `16 random bytes ‖ length (uint32, big-endian) ‖ message ‖ receive id`, padded to blocks of 32.
 */

/** What both sides know. While a key is being changed, the one before it is still tried. */
export interface CallbackKeys {
  tokens: readonly string[];
  /** EncodingAESKey, 43 characters each. */
  aesKeys: readonly string[];
  /** Whom a message must be for: the app id of an Official Account, the corp id of a WeCom. */
  receiveId: string;
}

/** A callback that was not made by who knows our keys, or is damaged. The message says what did not fit, never what was in it. */
export class CallbackRefused extends Error {
  override name = 'CallbackRefused';
}

const block = 32;
const digestPattern = /^[0-9a-f]{40}$/;

/** SHA-1, hexadecimal, of the words sorted by their bytes and joined. */
export function signatureOf(...words: readonly string[]): string {
  const sorted = words.map((word) => Buffer.from(word)).sort(Buffer.compare);
  return createHash('sha1').update(Buffer.concat(sorted)).digest('hex');
}

/** Whether somebody who knows one of the tokens signed these words; takes as long whichever it is. */
export function isSigned(signature: string, tokens: readonly string[], ...words: readonly string[]): boolean {
  const given = Buffer.from(digestPattern.test(signature) ? signature : ''.padEnd(40));
  let found = false;
  for (const token of tokens) if (sameBytes(given, Buffer.from(signatureOf(token, ...words)))) found = true;
  return found;
}

/** The 32 bytes of an EncodingAESKey. @throws CallbackRefused for what is none */
function aesKey(encoded: string): Buffer {
  const key = Buffer.from(`${encoded}=`, 'base64');
  if (encoded.length !== 43 || key.length !== 32) throw new CallbackRefused('The EncodingAESKey has not 43 characters.');
  return key;
}

function decrypted(encoded: string, packed: Buffer): Buffer | undefined {
  const key = aesKey(encoded);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(packed), decipher.final()]);
  const pad = plain.at(-1) ?? 0;
  if (pad < 1 || pad > block || pad > plain.length) return undefined;
  for (const byte of plain.subarray(plain.length - pad)) if (byte !== pad) return undefined;
  return plain.subarray(0, plain.length - pad);
}

/** The message in decrypted bytes; undefined when they are not for `receiveId`. */
function messageIn(plain: Buffer, receiveId: string): Buffer | undefined {
  if (plain.length < 20) return undefined;
  const length = plain.readUInt32BE(16);
  if (length > plain.length - 20) return undefined;
  return sameBytes(plain.subarray(20 + length), Buffer.from(receiveId)) ? plain.subarray(20, 20 + length) : undefined;
}

/**
 * Decrypts what a callback brought (base64). The signature is to be checked before.
 * @throws CallbackRefused when no key opens it, the padding is wrong, or it is meant for somebody else
 */
export function openBox(keys: CallbackKeys, encrypted: string): Buffer {
  const packed = Buffer.from(encrypted, 'base64');
  // What is padded to 32 bytes need not be a multiple of 32: other makers of this box pad to 16 as well.
  if (packed.length === 0 || packed.length % 16 !== 0) throw new CallbackRefused('The encrypted message is cut off.');
  for (const key of keys.aesKeys) {
    const plain = decrypted(key, packed);
    const message = plain && messageIn(plain, keys.receiveId);
    if (message) return message;
  }
  throw new CallbackRefused('No key opens the message, or it is meant for another receiver.');
}

/** Encrypts a message with the first key, as an answer is sent; base64. `noise`: 16 bytes, new ones unless told. */
export function sealBox(keys: CallbackKeys, message: string, noise: Buffer = newBytes(16)): string {
  const key = aesKey(keys.aesKeys[0] ?? '');
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([noise, length, text, Buffer.from(keys.receiveId)]);
  const pad = block - (plain.length % block);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString('base64');
}
