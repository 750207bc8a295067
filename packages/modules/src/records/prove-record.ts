import { Fault, type Output, type Parsed } from '@rapport/contract';
import {
  base64,
  formatParts,
  hex,
  inclusionProof,
  nodesFromTiles,
  parseLeaf,
  partsRoot,
  same,
  textOf,
  utf8,
} from '@rapport/ledger';
import type { Platform } from '@rapport/platform';
import { recordedVersions, redactionsOf, versionEvs } from '../conversations/index.ts';
import { fileDigests } from '../files/index.ts';
import { filesOf, type LogLine, openRecord } from './compose.ts';
import type { Looker } from './first-seen.ts';
import { keeperOf } from './keeper.ts';
import { nodeSha256 } from './node-hash.ts';
import { epochRow, leafOf, logLine, publishedCheckpoint } from './reader.ts';
import type { CheckpointRow, LeafRow } from './rows.ts';
import { signedTile } from './signed-tile.ts';
import { type VisibleEvent, visibleEvent } from './visible-event.ts';

type Proof = Output<'records.proof'>;

type Disclosed = Pick<VisibleEvent, 'line' | 'version' | 'words' | 'key'>;

/** @throws Fault `key-damaged` where the master key that wrapped it was lost, or the row is damaged */
function openKey({ vault, logger }: Platform, wrapped: Uint8Array, { stream, ev }: LogLine): Uint8Array {
  try {
    return vault.unwrap(wrapped);
  } catch (error) {
    logger.warn({ err: error, conversation: stream, ev }, 'the key of a record cannot be opened: it cannot be proved');
    throw new Fault('key-damaged');
  }
}

/** The parts as they are now, with what opens the commitments of those that may be shown. */
async function disclose(platform: Platform, { line, version, words, key: wrapped }: Disclosed) {
  const files = version ? await fileDigests(platform, [...new Set(filesOf(version))]) : new Map<string, Buffer>();
  const key = wrapped && openKey(platform, wrapped, line);
  const { parts, contents, saltOf } = openRecord(line, version, files, key);
  const shown = parts.flatMap(({ name }) => {
    // How a signature reached the house is for those who examine it, not for whoever sees the message.
    const open = (words && name !== 'capture') || name === 'meta';
    const salt = open ? saltOf(name) : undefined;
    const content = contents.get(name);
    return salt ? [{ name, salt: hex(salt), ...(content === undefined ? {} : { content }) }] : [];
  });
  key?.fill(0);
  return { parts, shown };
}

async function includedIn(platform: Platform, leaf: LeafRow, checkpoint: CheckpointRow): Promise<string[]> {
  const { folder } = platform.keep(keeperOf);
  const read = nodesFromTiles(nodeSha256, checkpoint.size, (tile) => signedTile(folder, leaf.epoch, tile));
  return (await inclusionProof(nodeSha256, leaf.index, checkpoint.size, read)).map(base64);
}

/** A leaf with the way to a signed checkpoint; undefined while it is in none. */
async function standingOf(platform: Platform, conversation: string, ev: number) {
  const leaf = await leafOf(platform.db, conversation, ev);
  const checkpoint = leaf && (await publishedCheckpoint(platform.db, leaf.epoch));
  if (!leaf || !checkpoint || leaf.index >= checkpoint.size) return undefined;
  return {
    epoch: leaf.epoch,
    index: leaf.index,
    leaf: textOf(leaf.leaf),
    proof: await includedIn(platform, leaf, checkpoint),
    checkpoint: checkpoint.note,
    key: (await epochRow(platform.db, leaf.epoch))!.key,
  };
}

type Standing = NonNullable<Awaited<ReturnType<typeof standingOf>>>;

/** A leaf with all that may be shown of its record, and whether that is what was recorded. */
async function proved(platform: Platform, event: Disclosed, standing: Standing) {
  const { parts, shown } = await disclose(platform, event);
  return {
    asRecorded: same(partsRoot(nodeSha256, parts), parseLeaf(utf8(standing.leaf)).parts),
    said: { ...standing, manifest: textOf(formatParts(parts)), parts: shown },
  };
}

/** The events that took parts out of a version, as far as a checkpoint holds them. */
async function redactionsAbout(platform: Platform, { line, version, seq, words }: VisibleEvent) {
  const { db } = platform;
  const { stream, ev } = line;
  if (!version?.kept || seq === undefined) return [];
  const all = await redactionsOf(db, stream, seq);
  const about = all.filter(({ content }) => content.records.some((one) => one.ev === ev));
  const found: Awaited<ReturnType<typeof proved>>['said'][] = [];
  for (const { ev: by } of about) {
    const standing = await standingOf(platform, stream, by);
    const [said] = await recordedVersions(db, [{ conversation: stream, ev: by }]);
    const told = await logLine(db, stream, by);
    if (!standing || !said?.key || !told) continue;
    const event = { line: { ...told, stream, ev: by }, version: said, key: said.key, words };
    found.push((await proved(platform, event, standing)).said);
  }
  return found;
}

/** Versions between one and the sending in one proof: what was changed more often is proved by a bundle. */
const mostBetween = 500;

/** Of an erased record: its leaf, that of its erasure, and those of the versions in between, by which the one leads to the other. */
async function proveErased(platform: Platform, { line, erasedBy }: VisibleEvent, standing: Standing): Promise<Proof> {
  const { stream, ev, target } = line;
  const erasure = await standingOf(platform, stream, erasedBy!);
  if (!erasure) return { state: 'waiting' };
  const chain = await versionEvs(platform.db, stream, ev, mostBetween);
  const between: Standing[] = [];
  for (const one of chain.slice(1)) {
    const leaf = one === target ? undefined : await standingOf(platform, stream, one);
    if (leaf) between.push(leaf);
  }
  return { state: 'erased', ...standing, erasure, ...(between.length > 0 ? { between } : {}) };
}

/**
 * Proves what a message shows now, an earlier version, or what happened (RE5): leaf, manifest, what opens the parts, and the way to a signed checkpoint.
 * Of what was erased the leaf, and that of its erasure; of what had parts taken out, the events that did so, too.
 * @throws Fault `not-found`; `key-damaged`; `unavailable` where this server does not have the ledger's files
 */
export async function proveRecord(platform: Platform, looker: Looker, input: Parsed<'records.proof'>): Promise<Proof> {
  const event = await visibleEvent(platform, looker, input);
  const standing = await standingOf(platform, input.conversation, event.line.ev);
  if (!standing) return { state: 'waiting' };
  if (!event.version && !event.key) return proveErased(platform, event, standing);
  const { asRecorded, said } = await proved(platform, event, standing);
  const redactions = await redactionsAbout(platform, event);
  return { state: asRecorded ? 'recorded' : 'differs', ...said, ...(redactions.length > 0 ? { redactions } : {}) };
}
