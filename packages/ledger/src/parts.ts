import { base64, fromBase64, hex, textOf, utf8 } from './bytes.ts';
import { extract, hashLength, hmac, type Sha256 } from './sha256.ts';

/** A part of a record (`meta`, `body`, `file:1`, `field:phone`) and what binds its content. */
export interface Part {
  name: string;
  commit: Uint8Array;
}

const version = 'rapport-parts/v1';
const nameForm = /^[a-z][a-z0-9-]*(:[A-Za-z0-9._-]+)?$/;
const longestName = 100;

export class PartsError extends Error {
  override name = 'PartsError';
}

function assertParts(parts: readonly Part[]): void {
  if (parts.length === 0) throw new PartsError('A record has a part.');
  parts.forEach(({ name, commit }, i) => {
    if (!nameForm.test(name) || name.length > longestName) throw new PartsError('The name of a part is damaged.');
    if (commit.length !== hashLength) throw new PartsError('The commitment of a part is damaged.');
    if (i > 0 && parts[i - 1]!.name >= name) throw new PartsError('Parts stand in the order of their names, each once.');
  });
}

/** The manifest of a record's parts, as text; they must be in the order of their names (by bytes). */
export function formatPartsText(parts: readonly Part[]): string {
  assertParts(parts);
  let text = `${version}\n`;
  for (const { name, commit } of parts) text += `${name} ${base64(commit)}\n`;
  return text;
}

/** Its bytes. */
export const formatParts = (parts: readonly Part[]): Uint8Array => utf8(formatPartsText(parts));

/** Only what `formatParts` writes passes. @throws PartsError */
export function parseParts(manifest: Uint8Array): Part[] {
  let text: string;
  try {
    text = textOf(manifest);
  } catch {
    throw new PartsError('The manifest is not UTF-8.');
  }
  return parsePartsText(text);
}

/** The same of its bytes as text. @throws PartsError */
export function parsePartsText(text: string): Part[] {
  const lines = text.split('\n');
  if (lines[0] !== version || lines.at(-1) !== '') throw new PartsError('The manifest is of an unknown version, or cut off.');
  const parts = lines.slice(1, -1).map((line) => {
    const at = line.indexOf(' ');
    const commit = fromBase64(line.slice(at + 1));
    if (at < 0 || !commit) throw new PartsError('A line of the manifest is damaged.');
    return { name: line.slice(0, at), commit };
  });
  assertParts(parts);
  return parts;
}

/** What the leaf holds of a record's parts. */
export const partsRoot = (hash: Sha256, parts: readonly Part[]): Uint8Array => hash(formatPartsText(parts));

/** What salts are expanded for, by the names of parts: in most records they are the same. */
const purposes = new Map<string, Uint8Array>();
const mostPurposes = 1_000;

function purposeOf(name: string): Uint8Array {
  const known = purposes.get(name);
  if (known) return known;
  if (purposes.size >= mostPurposes) purposes.clear();
  // The one block that is expanded has its number behind what it is for.
  const purpose = utf8(`rapport-part-salt/v1 ${name}\u0001`);
  purposes.set(name, purpose);
  return purpose;
}

/** Makes the salts of one record's parts from its key, by their names: each is derived from the same first half. */
export function saltMaker(hash: Sha256, recordKey: Uint8Array): (name: string) => Uint8Array {
  const extracted = extract(hash, recordKey);
  return (name) => hmac(hash, extracted, purposeOf(name));
}

/** What makes a part's commitment unguessable: 32 bytes derived from the record's random key. Destroyed with it, unless written out. */
export const partSalt = (hash: Sha256, recordKey: Uint8Array, name: string): Uint8Array => saltMaker(hash, recordKey)(name);

/** Binds a content by its SHA-256, so that large files are not read again. */
export const commitTo = (hash: Sha256, salt: Uint8Array, digest: Uint8Array): Uint8Array => hmac(hash, salt, digest);

/** Makes parts of one record from its key: of their names and their contents' SHA-256. */
export function partMaker(hash: Sha256, recordKey: Uint8Array): (name: string, digest: Uint8Array) => Part {
  const saltOf = saltMaker(hash, recordKey);
  return (name, digest) => ({ name, commit: commitTo(hash, saltOf(name), digest) });
}

/** The name of a stream in leaves: without its key (random, one per stream) it leads to no conversation. 16 hexadecimal digits. */
export const streamTag = (hash: Sha256, streamKey: Uint8Array, stream: string): string =>
  hex(hmac(hash, streamKey, utf8(stream)).subarray(0, 8));
