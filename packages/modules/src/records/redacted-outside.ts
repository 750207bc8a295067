import {
  base64,
  canonicalJson,
  commitTo,
  formatParts,
  fromBase64,
  type Leaf,
  parseParts,
  same,
  type TileStore,
  textOf,
  utf8,
} from '@rapport/ledger';
import type { Platform, Tx } from '@rapport/platform';
import { type RedactionContent, recordedVersions } from '../conversations/index.ts';
import { openRecord } from './compose.ts';
import { nodeSha256 } from './node-hash.ts';
import { logLine } from './reader.ts';
import type { LeafRow } from './rows.ts';
import type { TileFolder } from './tile-folder.ts';

/** Where a log's folder keeps what an event took out: its leaf does not say, and after a restore the database does not know. */
const pathOf = (index: number): string => `redacted/${index}.json`;
const part = 'redaction';
const second = Buffer.from('record.redacted\n');

/** Whether a leaf is of an event that took parts out: its second line says so. */
export const isRedacting = (leaf: Buffer): boolean => {
  const at = leaf.indexOf(0x0a) + 1;
  return leaf.subarray(at, at + second.length).equals(second);
};

/** Brings outside what these events took out, before the tree that has them is signed: names of parts, nothing of what they said. */
export async function writeRedacted(platform: Platform, tx: Tx, store: TileStore, leaves: readonly LeafRow[]): Promise<void> {
  for (const { stream, ev, index } of leaves) {
    const [version] = await recordedVersions(tx, [{ conversation: stream, ev }]);
    const line = await logLine(tx, stream, ev);
    if (!version?.key || !line) continue;
    const key = platform.vault.unwrap(version.key);
    const { parts, contents, saltOf } = openRecord({ ...line, stream, ev }, version, new Map(), key);
    const told = {
      manifest: textOf(formatParts(parts)),
      salt: base64(saltOf(part)!),
      content: contents.get(part)!,
    };
    key.fill(0);
    await store.write(pathOf(index), canonicalJson(told));
  }
}

/** What an event took out, as it lies outside: believed only if the leaf binds it. Undefined where it does not, or is not there. */
export async function readRedacted(
  folder: TileFolder,
  epoch: number,
  index: number,
  leaf: Leaf,
): Promise<RedactionContent['records'] | undefined> {
  const bytes = await folder.read(epoch, pathOf(index));
  if (!bytes) return undefined;
  try {
    const { manifest, salt, content } = JSON.parse(textOf(bytes)) as { manifest: string; salt: string; content: string };
    if (!same(nodeSha256(utf8(manifest)), leaf.parts)) return undefined;
    const commit = parseParts(utf8(manifest)).find(({ name }) => name === part)?.commit;
    if (!commit || !same(commitTo(nodeSha256, fromBase64(salt)!, nodeSha256(utf8(content))), commit)) return undefined;
    return (JSON.parse(content) as RedactionContent).records;
  } catch {
    return undefined;
  }
}
