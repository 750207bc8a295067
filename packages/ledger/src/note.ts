import { type Bytes, base64, concat, fromBase64, hex, same, textOf, utf8 } from './bytes.ts';
import type { Sha256 } from './sha256.ts';

/** Ed25519 over the note's text (C2SP signed-note). */
const ed25519 = 0x01;

export interface NoteKey {
  name: string;
  /** First four bytes of SHA-256(name ‖ newline ‖ type ‖ key). */
  id: Uint8Array;
}

export interface Signer extends NoteKey {
  sign(text: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export interface Verifier extends NoteKey {
  verifies(text: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
}

/** A signature line, verified or not. */
export interface Signature extends NoteKey {
  signature: Uint8Array;
}

export class NoteError extends Error {
  override name = 'NoteError';
}

const isName = (name: string): boolean => name !== '' && !/[\s\u0085\ufeff+]/u.test(name) && name.isWellFormed();
const label = ({ name, id }: NoteKey): string => `${name}+${hex(id)}`;

export const keyId = (hash: Sha256, name: string, type: number, key: Uint8Array): Uint8Array =>
  hash(concat(utf8(name), Uint8Array.of(0x0a, type), key)).slice(0, 4);

/** The text in which a public key is handed out: `name+id+base64(type ‖ key)`. */
export function formatKey(hash: Sha256, name: string, publicKey: Uint8Array): string {
  if (!isName(name)) throw new NoteError('Names of keys are not empty and hold neither blanks nor a plus.');
  return `${name}+${hex(keyId(hash, name, ed25519, publicKey))}+${base64(concat(Uint8Array.of(ed25519), publicKey))}`;
}

/** @throws NoteError where the text is not that of an Ed25519 key, or its id is not its own */
export function parseKey(hash: Sha256, text: string): NoteKey & { publicKey: Bytes } {
  const [, name, id, rest] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = rest === undefined ? undefined : fromBase64(rest);
  if (!name || !isName(name) || bytes?.[0] !== ed25519 || bytes.length !== 33)
    throw new NoteError('This is no Ed25519 key of a note.');
  const publicKey = bytes.slice(1);
  const own = keyId(hash, name, ed25519, publicKey);
  if (hex(own) !== id) throw new NoteError('The id of the key is not its own.');
  return { name, id: own, publicKey };
}

/** Checks Ed25519 by Web Crypto, which browsers and Node have alike. */
export function verifierOf(hash: Sha256, text: string): Verifier {
  const { name, id, publicKey } = parseKey(hash, text);
  let imported: ReturnType<typeof crypto.subtle.importKey> | undefined;
  return {
    name,
    id,
    async verifies(signed, signature) {
      imported ??= crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
      return crypto.subtle.verify('Ed25519', await imported, concat(signature), concat(signed));
    },
  };
}

function assertText(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids exactly these
  if (!text.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(text))
    throw new NoteError('A note ends its lines with newlines and holds no other control characters.');
}

/** A text with signature lines; those of others may be passed along. */
export async function signNote(text: string, signers: readonly Signer[], others: readonly Signature[] = []): Promise<string> {
  assertText(text);
  const bytes = utf8(text);
  const own = await Promise.all(
    signers.map(async (signer) => ({ name: signer.name, id: signer.id, signature: await signer.sign(bytes) })),
  );
  const taken = new Set(own.map(label));
  const lines = [...own, ...others.filter((one) => !taken.has(label(one)))];
  if (lines.length === 0) throw new NoteError('A note has a signature.');
  return `${text}\n${lines.map(({ name, id, signature }) => `— ${name} ${base64(concat(id, signature))}\n`).join('')}`;
}

const mostSignatures = 100;

function parseLine(line: string): Signature {
  const [, name, encoded] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (!name || !isName(name) || !bytes || bytes.length < 5) throw new NoteError('A signature line of the note is damaged.');
  return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** Takes a note apart without believing it. */
export function parseNote(note: Uint8Array | string): { text: string; signatures: Signature[] } {
  let whole: string;
  try {
    whole = typeof note === 'string' ? note : textOf(note);
  } catch {
    throw new NoteError('The note is not UTF-8.');
  }
  assertText(whole);
  const at = whole.lastIndexOf('\n\n');
  if (at < 0) throw new NoteError('The note has no signatures.');
  const lines = whole.slice(at + 2, -1).split('\n');
  if (whole.length === at + 2 || lines.length > mostSignatures) throw new NoteError('The note has no signatures, or too many.');
  return { text: whole.slice(0, at + 1), signatures: lines.map(parseLine) };
}

export interface OpenedNote {
  text: string;
  /** By keys that were given; each is good. */
  verified: Signature[];
  /** By others: nothing is known of them. */
  unknown: Signature[];
}

/**
 * Believes a note that at least one of these keys signed. Lines of other keys are ignored; a bad signature of one of these keys condemns the
 * note.
 * @throws NoteError
 */
export async function openNote(note: Uint8Array | string, verifiers: readonly Verifier[]): Promise<OpenedNote> {
  const { text, signatures } = parseNote(note);
  const bytes = utf8(text);
  const opened: OpenedNote = { text, verified: [], unknown: [] };
  for (const line of signatures) {
    const verifier = verifiers.find((one) => one.name === line.name && same(one.id, line.id));
    if (!verifier) opened.unknown.push(line);
    else if (opened.verified.some((one) => label(one) === label(line))) continue;
    else if (await verifier.verifies(bytes, line.signature)) opened.verified.push(line);
    else throw new NoteError(`The signature of ${line.name} is wrong.`);
  }
  if (opened.verified.length === 0) throw new NoteError('No key that is trusted has signed the note.');
  return opened;
}
